import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { type Archive, archiveAt } from '../../../src/archive/Archive';
import { listSeries } from '../../../src/archive/search';
import { readDataset } from '../../../src/dicom/dataset';
import { faultyArchive } from '../../archive/faultyArchive';
import { writeStudies } from '../derivedStudies';
import { withCanary } from '../canary';
import { expect, test as base } from '../fixture';
import type { DiffusionPage } from '../pages/DiffusionPage';
import { FilingPage } from '../pages/FilingPage';
import { startViewer } from '../server';

const test = base.extend<{
  filing: FilingPage;
  /** Opens three slices in a viewer whose app-config.js is followed by `config`, and denoises them. */
  denoised: (diffusion: DiffusionPage, config: string, change?: (bytes: Uint8Array) => Uint8Array) => Promise<void>;
}>({
  filing: async ({ page }, use) => {
    await use(new FilingPage(page));
  },
  denoised: async ({ page }, use) => {
    const stops: (() => Promise<void>)[] = [];
    await use(async (diffusion, config, change = (bytes) => bytes) => {
      const { folder, uid } = writeStudies();
      for (const name of readdirSync(folder)) {
        const file = path.join(folder, name);
        if (name.startsWith('short')) writeFileSync(file, change(readFileSync(file)));
        else rmSync(file);
      }
      const viewer = await startViewer(['--dicom', folder]);
      stops.push(async () => {
        await viewer.stop();
        rmSync(folder, { recursive: true, force: true });
      });
      await page.route('**/app-config.js', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: `${await response.text()}\n${config}` });
      });
      await diffusion.open(`${viewer.viewer}diffusion?StudyInstanceUIDs=${uid.short}`);
      await diffusion.denoise.click();
      await expect(diffusion.result).toBeVisible({ timeout: 120_000 });
    });
    for (const stop of stops) await stop();
  },
});

test.describe.configure({ timeout: 240_000 });

test('series number, prefix and reader are the site’s', async ({ diffusion, filing, denoised }) => {
  const site = { seriesOffset: 50_000, prefix: 'ZZ', reader: 'Reader^First' };
  await denoised(diffusion, `window.config.diffusion = ${JSON.stringify({ filing: site })};`);
  await filing.open();
  const rows = await filing.rows();
  expect(rows.map(({ number }) => number)).toEqual([51_002, 62_002]);
  expect(rows.every(({ description }) => description.startsWith('ZZ '))).toBe(true);
  const download = await filing.download(filing.dialog.locator('[data-cy="diffusion-file-download"]'));
  const files = Object.values(unzipSync(new Uint8Array(readFileSync(await download.path()))));
  const report = files.map((bytes) => readDataset(bytes.slice().buffer)).find((one) => one?.text('Modality') === 'SR');
  expect(JSON.stringify(report?.values('ContentSequence'))).toContain('Reader');
});

test('an archive that only reads: said before anything is tried, and saving as files is left', async ({
  diffusion,
  filing,
  denoised,
  page,
}, info) => {
  await denoised(diffusion, 'window.config.dataSources[0].configuration.supportsStow = false;');
  await filing.open();
  await expect(filing.confirm).toBeDisabled();
  await expect(page.locator('[data-cy="diffusion-file-target"]')).toContainText('no archive that stores');
  await page.screenshot({ path: info.outputPath('read-only.png') });
  const download = await filing.download(filing.dialog.locator('[data-cy="diffusion-file-download"]'));
  expect(Object.keys(unzipSync(new Uint8Array(readFileSync(await download.path()))))).toContain('DICOMDIR');
});

test('another archive than the one that the study comes from takes what is filed, and the first one nothing', async ({
  diffusion,
  filing,
  denoised,
  page,
}, info) => {
  // Empty, at an address of the page's own, as behind a site's proxy.
  const second = await faultyArchive(() => false);
  const stored: string[] = [];
  try {
    await page.route('**/second/**', async (route) => {
      const request = route.request();
      const url = new URL(request.url());
      const to = `${second.archive.qidoUrl}${url.pathname.replace('/second', '')}${url.search}`;
      const { host: _, origin: __, referer: ___, ...headers } = await request.allHeaders();
      await route.fulfill({ response: await route.fetch({ url: to, headers }) });
    });
    page.on('request', (request) => void (request.method() === 'POST' && stored.push(new URL(request.url()).pathname)));
    await denoised(
      diffusion,
      `{
        const [{ configuration, ...source }] = window.config.dataSources;
        const roots = { qidoRoot: '/second', wadoRoot: '/second', friendlyName: 'The results’ archive' };
        window.config.dataSources.push({ ...source, sourceName: 'second', configuration: { ...configuration, ...roots, name: 'second' } });
        window.config.diffusion = { filing: { target: 'second' } };
      }`,
    );
    await filing.open();
    await expect(page.locator('[data-cy="diffusion-file-target"]')).toContainText('To: The results’ archive');
    await page.screenshot({ path: info.outputPath('target.png') });
    await filing.confirm.click();
    await expect(filing.done).toBeVisible({ timeout: 60_000 });
    expect(new Set(stored)).toEqual(new Set(['/second/studies']));
    const studyUid = new URL(page.url()).searchParams.get('StudyInstanceUIDs') ?? '';
    const { signal } = new AbortController();
    const modalities = async (archive: Archive) =>
      (await listSeries(archive, studyUid, signal)).map(({ modality, instances }) => [modality, instances]);
    expect((await modalities(second.archive)).sort()).toEqual([
      ['MR', 3],
      ['SR', 1],
    ]);
    expect(await modalities(archiveAt(`${new URL(page.url()).origin}/dicomweb`))).toEqual([['MR', 3]]);
  } finally {
    await second.stop();
  }
});

test('a site that does not file offers no button, and saves', async ({ diffusion, filing, denoised }) => {
  await denoised(diffusion, 'window.config.diffusion = { filing: { enabled: false } };');
  await expect(filing.button).toHaveCount(0);
  expect((await filing.download()).suggestedFilename()).toBe('diffusion-result.zip');
});

test('a name in 12 tags that identify is never in the console, in storage, in an address of ours, in an error, in the diagnostics or in a cache', async ({
  diffusion,
  filing,
  denoised,
  page,
}) => {
  const canary = withCanary();
  const console_: string[] = [];
  const addresses: string[] = [];
  page.on('console', (message) => console_.push(message.text()));
  page.on('pageerror', (error) => console_.push(error.message));
  // The viewer itself searches for earlier studies of the patient by his number.
  const ofViewer = (url: string) => /[?&](00100020|PatientID)=/.test(url);
  page.on('request', (request) => void (!ofViewer(request.url()) && addresses.push(request.url())));
  await denoised(diffusion, '', canary.change);
  await page.locator('[data-cy="diffusion-result-comment"]').first().fill('kept in the tab');
  await filing.open();
  await page.route('**/dicomweb/studies', (route) =>
    route.request().method() === 'POST' ? route.fulfill({ status: 401, body: '' }) : route.fallback(),
  );
  await filing.confirm.click();
  await expect(filing.problem).toBeVisible({ timeout: 60_000 });
  const problem = await filing.dialog.innerText();
  await filing.close.click();
  await page.unroute('**/dicomweb/studies');
  await filing.button.click();
  await filing.retry.click();
  await expect(filing.done).toBeVisible({ timeout: 60_000 });
  await filing.close.click();
  await page.locator('[data-cy="diffusion-diagnostics"]').click();
  const diagnostics = await page.locator('[data-cy="diffusion-diagnostics-dialog"]').innerText();
  const kept = await page.evaluate(async () => {
    const texts = [JSON.stringify({ ...sessionStorage }), JSON.stringify({ ...localStorage })];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) texts.push(request.url);
    }
    const databases = await indexedDB.databases();
    return [...texts, JSON.stringify(databases)].join('\n');
  });
  // The name is there for the test to find: in what was filed, and in the viewer's own metadata.
  expect(canary.tags).toBeGreaterThanOrEqual(12);
  const seen = await page.evaluate(() => {
    const { services } = window as unknown as { services: { displaySetService: { getActiveDisplaySets(): { instances?: unknown[] }[] } } };
    return JSON.stringify(services.displaySetService.getActiveDisplaySets().map(({ instances }) => instances?.[0] ?? {}));
  });
  expect(seen).toContain(canary.word);
  for (const [where, text] of Object.entries({ console: console_.join('\n'), addresses: addresses.join('\n'), kept, problem, diagnostics }))
    expect([where, text.includes(canary.word)]).toEqual([where, false]);
});
