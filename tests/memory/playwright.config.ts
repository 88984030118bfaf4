import { defineConfig } from '@playwright/test';

/** `npm run measure:memory`: minutes, so it is no part of `npm test`. */
export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results/memory',
  workers: 1,
  timeout: 3_600_000,
  expect: { timeout: 120_000 },
  reporter: [['list']],
  retries: 0,
});
