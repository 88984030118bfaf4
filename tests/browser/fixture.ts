import { rmSync } from 'node:fs';
import { test as base, chromium, type Browser, type Page } from '@playwright/test';
import { CHROME, FLAGS } from './chrome';
import { DiffusionPage } from './pages/DiffusionPage';
import { writeStudies, type DerivedStudyName } from './derivedStudies';
import { installBase64 } from './pages/pixelText';
import { startViewer, type ViewerServer } from './server';

/** The software adapter that Chromium carries; without these flags there is no adapter at all. */
const SOFTWARE_WEBGPU = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

interface WorkerFixtures {
  webgpu: boolean;
  /** The studies of `derived` in a server of their own: what such tests store, others must not find. */
  ownArchive: boolean;
  serverArguments: string[];
  server: ViewerServer;
  /** Address of a study made from the demo study (derivedStudies.ts), opened in the Diffusion mode. */
  derived: (name: DerivedStudyName) => string;
  chrome: Browser;
}

interface TestFixtures {
  /** Ids of the models the viewer is configured with; undefined leaves the default. */
  models: string[] | undefined;
  page: Page;
  diffusion: DiffusionPage;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  webgpu: [false, { option: true, scope: 'worker' }],
  serverArguments: [[], { option: true, scope: 'worker' }],
  ownArchive: [false, { option: true, scope: 'worker' }],
  models: [undefined, { option: true }],

  server: [
    async ({ serverArguments }, use) => {
      const server = await startViewer(serverArguments);
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 300_000 },
  ],

  derived: [
    async ({}, use) => {
      const { folder, uid } = writeStudies();
      const server = await startViewer(['--dicom', folder]);
      await use((name) => `${server.viewer}diffusion?StudyInstanceUIDs=${uid[name]}`);
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 300_000 },
  ],

  chrome: [
    async ({ webgpu }, use) => {
      if (!CHROME) throw new Error('No Chromium found; CHROME_PATH names one.');
      const browser = await chromium.launch({ executablePath: CHROME, args: [...FLAGS, ...(webgpu ? SOFTWARE_WEBGPU : [])] });
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],

  page: async ({ chrome, models }, use) => {
    const context = await chrome.newContext({ viewport: { width: 1600, height: 900 } });
    const page = await context.newPage();
    await installBase64(page);
    const asked = new Set<string>();
    const thrown: string[] = [];
    page.on('pageerror', (error) => thrown.push(error.stack ?? ''));
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol.startsWith('http')) asked.add(url.origin);
    });
    if (models) {
      await page.route('**/app-config.js', async (route) => {
        const response = await route.fetch();
        const body = `${await response.text()}\nwindow.config.diffusion = ${JSON.stringify({ models })};`;
        await route.fulfill({ response, body });
      });
    }
    await use(page);
    const own = new URL(page.url()).origin;
    await context.close();
    // In every test: no exception that nobody caught, and no server but the page's own sees anything.
    base.expect(thrown).toEqual([]);
    base.expect([...asked].filter((origin) => origin !== own)).toEqual([]);
  },

  diffusion: async ({ page }, use) => {
    await use(new DiffusionPage(page));
  },
});

export const expect = base.expect;
