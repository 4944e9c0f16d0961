import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: { include: ['libs/**/*.spec.ts', 'config/**/*.spec.ts', 'src/**/*.spec.ts', 'src/**/*.spec.tsx', 'test/**/*.spec.ts'] },
});
