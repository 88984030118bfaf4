import { defineConfig } from '@playwright/test';

/** The pictures of the guide, not a test of the product: `npm run pictures`. */
export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results/pictures',
  workers: 1,
  timeout: 3_600_000,
  expect: { timeout: 120_000 },
  reporter: [['list']],
  forbidOnly: true,
});
