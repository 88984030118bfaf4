import { defineConfig } from '@playwright/test';

/** Real OHIF, real Chromium (Debian's, or CHROME_PATH), our own server on a port of its own. One worker: a test already fills two cores. */
export default defineConfig({
  testDir: 'tests/browser/specs',
  outputDir: 'test-results/browser',
  workers: 1,
  fullyParallel: false,
  timeout: 180_000,
  expect: { timeout: 60_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/browser.json' }]],
  forbidOnly: true,
  retries: 0,
});
