import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { build } from 'esbuild';
import { dicomImage } from '../../support/dicomFile';
import { installBase64 } from '../../browser/pages/pixelText';
import type { Opened } from './inPage';

const MODEL = 'tiny-random';
const MANIFEST = path.join(import.meta.dirname, `../../../models/${MODEL}/manifest.json`);
/** s: neither a refusal nor values take longer for the files of these tables; the page is then replaced. */
export const LIMIT = 20;

/** OHIF's own source of local files, as a site configures it. */
const LOCAL = {
  namespace: '@ohif/extension-default.dataSourcesModule.dicomlocal',
  sourceName: 'dicomlocal',
  configuration: { friendlyName: 'Files of this computer' },
};

const SIDE = 64;
/** A plain series, of which the viewer is open while it gets others. */
const FIRST = [0, 1, 2].map((k) => {
  const pixels = Array.from({ length: SIDE ** 2 }, (_, n) =>
    Math.hypot((n % SIDE) - SIDE / 2, Math.floor(n / SIDE) - SIDE / 2) < 25 ? 500 + n : 0,
  );
  const own = [
    ['00080018', 'UI', `2.25.18.1.${k + 1}`],
    ['0020000D', 'UI', '2.25.18'],
    ['00180015', 'CS', 'HEAD'],
  ] as const;
  return new Uint8Array(dicomImage({ z: 5 * k, pixels, rows: SIDE, columns: SIDE, series: '2.25.18.1', more: own }));
});

/** The published viewer with files of this computer in the Diffusion mode. */
export class LocalViewer {
  private shown: Page | undefined;
  /** How many it took: one, and one for each file on which the page was lost. */
  pages = 0;

  constructor(
    private readonly browser: Browser,
    private readonly address: string,
  ) {}

  /** Begins anew, and chooses files as a reader does. undefined where the viewer gives no answer. */
  async drop(files: readonly Uint8Array[]): Promise<Page | undefined> {
    await this.close();
    const context = await this.browser.newContext({ viewport: { width: 1600, height: 900 } });
    const page = (this.shown = await context.newPage());
    page.setDefaultTimeout(60_000);
    await installBase64(page);
    await page.route('**/app-config.js', async (route) => {
      const response = await route.fetch();
      const own = `window.config.dataSources.push(${JSON.stringify(LOCAL)}); window.config.diffusion = { models: ['${MODEL}'] };`;
      await route.fulfill({ response, body: `${await response.text()}\n${own}` });
    });
    await page.goto(`${this.address}local`);
    const given = files.map((bytes, n) => ({ name: `${n}.dcm`, mimeType: '', buffer: Buffer.from(bytes) }));
    const input = page.locator('input[type="file"]:not([webkitdirectory])');
    await input.setInputFiles(given);
    // The list of studies takes the place of the input.
    const listed = input.waitFor({ state: 'detached', timeout: 1000 * LIMIT }).then(() => page);
    return listed.catch(() => undefined);
  }

  /** From the list of studies into the mode; false where it lists none of the files. */
  async enter(page: Page): Promise<boolean> {
    const study = page.locator('tr', { has: page.getByRole('button', { name: 'Action Menu' }) });
    const listed = await study
      .first()
      .waitFor({ timeout: 10_000 })
      .then(() => true)
      .catch(() => false);
    if (!listed) return false;
    await study.first().click();
    await page.getByText('Diffusion', { exact: true }).first().click();
    await page.locator('[data-cy="diffusion-panel"]').waitFor();
    return true;
  }

  /** The page that stays open, with a plain series in the Diffusion mode. */
  async page(): Promise<Page> {
    if (this.shown) return this.shown;
    const page = await this.drop(FIRST);
    if (!page || !(await this.enter(page))) throw new Error('The viewer does not open a plain series.');
    const entry = path.join(import.meta.dirname, 'inPage.ts');
    const bundle = await build({ entryPoints: [entry], bundle: true, write: false, format: 'iife' });
    await page.evaluate(bundle.outputFiles[0]?.text ?? '');
    this.pages++;
    return page;
  }

  /** Through the viewer's own parts in a page that stays open, as dropped together. undefined where the page gave no answer, and was closed. */
  async open(files: readonly Uint8Array[]): Promise<Opened | undefined> {
    const page = await this.page();
    const manifest: unknown = JSON.parse(readFileSync(MANIFEST, 'utf8'));
    const texts = files.map((bytes) => Buffer.from(bytes).toString('base64'));
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, 1000 * LIMIT));
    const answer = page.evaluate(([given, model]) => window.openLocally(given, model as never), [texts, manifest] as const);
    const opened = await Promise.race([answer.catch(() => undefined), late]);
    if (!opened) await this.close();
    return opened;
  }

  async close(): Promise<void> {
    const page = this.shown;
    this.shown = undefined;
    await page?.context().close();
  }
}
