import { defineConfig, mergeConfig } from 'vitest/config';
import config from './vitest.config.js';

/** `npm run pictures`: takes the pictures of the handbook again. No test of the suite. */
export default mergeConfig(
  { ...config, test: { ...config.test, include: [] } },
  defineConfig({ test: { include: ['test/pictures/*.pictures.ts'], testTimeout: 60_000 } }),
);
