import { defineConfig } from 'vitest/config';
import { ClosingLine } from './test/harness/closing-line.reporter.js';

export default defineConfig({
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    include: ['{libs,config,src,test}/**/*.spec.{ts,tsx}'],
    globalSetup: ['test/harness/postgres.global-setup.ts'],
    setupFiles: ['reflect-metadata'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
    reporters: ['default', new ClosingLine()],
  },
});
