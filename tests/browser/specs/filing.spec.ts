import { readFileSync, rmSync } from 'node:fs';
import type { Request } from '@playwright/test';
import { unzipSync } from 'fflate';
import { contentTypeParameter, parseMultipart } from '../../../src/archive/multipart';
import { watch } from '../consoleErrors';
import { writeStudies } from '../derivedStudies';
import { expect, test as base } from '../fixture';
import { FilingPage } from '../pages/FilingPage';
import { startViewer, type ViewerServer } from '../server';
import { readDataset } from '../../../src/dicom/dataset';

/** Objects of a request to store, as their files. */
function sent(request: Request): { uid: string; modality: string; bytes: Uint8Array }[] {
  const body = new Uint8Array(request.postDataBuffer() ?? []);
  return parseMultipart(body, contentTypeParameter(request.headers()['content-type'] ?? '', 'boundary') ?? '').map(({ body: bytes }) => {
    const dataset = readDataset(bytes.slice().buffer);
    return { uid: dataset?.text('SOPInstanceUID') ?? '', modality: dataset?.text('Modality') ?? '', bytes };
  });
}

const test = base.extend<{ filing: FilingPage; archive: ViewerServer & { study: string }; posts: Request[] }>({
  filing: async ({ page }, use) => {
    await use(new FilingPage(page));
  },
  /** An archive of its own for each test: what one files, the next one does not find. */
  archive: async ({}, use) => {
    const { folder, uid } = writeStudies();
    const server = await startViewer(['--dicom', folder]);
    await use({ ...server, study: `${server.viewer}diffusion?StudyInstanceUIDs=${uid.short}` });
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  },
  posts: async ({ page }, use) => {
    const posts: Request[] = [];
    page.on('request', (request) => void (request.method() === 'POST' && posts.push(request)));
    await use(posts);
  },
});

test.describe.configure({ timeout: 240_000 });

test.beforeEach(async ({ diffusion, archive }) => {
  await diffusion.open(archive.study);
  await diffusion.denoise.click();
  await expect(diffusion.result).toBeVisible({ timeout: 120_000 });
});

test('nothing leaves before Accept; the preview is exactly what is sent, the report last; a second File is "already filed" and one series', async ({
  diffusion,
  filing,
  posts,
  page,
}, info) => {
  const errors = watch(page);
  await filing.open();
  const rows = await filing.rows();
  await page.screenshot({ path: info.outputPath('preview.png') });
  expect(rows.map(({ role, objects }) => [role, objects])).toEqual([
    ['picture', 3],
    ['report', 1],
  ]);
  expect(rows[0]?.description).toMatch(/^denoised · /);
  expect(posts).toEqual([]);

  await filing.confirm.click();
  await expect(filing.done).toBeVisible({ timeout: 60_000 });
  const objects = posts.flatMap(sent);
  expect(objects.map(({ modality }) => modality)).toEqual(['MR', 'MR', 'MR', 'SR']);
  expect(new Set(objects.map(({ uid }) => uid)).size).toBe(4);
  await page.screenshot({ path: info.outputPath('filed.png') });
  await filing.close.click();
  await expect(filing.filed).toBeVisible();
  await expect(filing.button).toHaveCount(0);

  // The same work once more: other pixels are not made, and nothing is stored twice.
  await diffusion.denoise.click();
  await expect(diffusion.result).toHaveCount(2, { timeout: 120_000 });
  await filing.open();
  posts.length = 0;
  await filing.confirm.click();
  await expect(filing.done).toContainText('already', { timeout: 60_000 });
  expect(posts).toEqual([]);
  expect(errors).toEqual([]);
});

test('partial is never shown as filed, and "Retry missing" sends only what is missing', async ({ filing, posts, page }, info) => {
  let refused = 0;
  await page.route('**/dicomweb/studies', async (route) => {
    const request = route.request();
    if (request.method() !== 'POST' || refused > 0) return route.fallback();
    refused += 1;
    await route.fulfill({ status: 403, body: 'no' });
  });
  await filing.open();
  await filing.include('report').uncheck();
  await expect(filing.confirm).toHaveText('File 3 objects');
  await filing.confirm.click();
  await expect(filing.partial).toBeVisible({ timeout: 60_000 });
  await expect(filing.filed).toHaveCount(0);
  await expect(filing.problem).toHaveAttribute('data-code', 'ARCHIVE_FORBIDDEN');
  await page.screenshot({ path: info.outputPath('refused.png') });
  posts.length = 0;
  await filing.retry.click();
  await expect(filing.done).toBeVisible({ timeout: 60_000 });
  expect(posts.flatMap(sent)).toHaveLength(3);
  await filing.close.click();
  await expect(filing.filed).toBeVisible();
});

const TROUBLES = [
  [401, 'ARCHIVE_SIGN_IN'],
  [413, 'ARCHIVE_TOO_LARGE'],
  [0, 'ARCHIVE_UNREACHABLE'],
] as const;

for (const [status, code] of TROUBLES)
  test(`${status || 'offline'}: a plain sentence, and the same bytes as files`, async ({ filing, posts, page }, info) => {
    await page.route('**/dicomweb/studies', (route) => {
      if (route.request().method() !== 'POST') return route.fallback();
      return status ? route.fulfill({ status, body: '' }) : route.abort('internetdisconnected');
    });
    await filing.open();
    await filing.confirm.click();
    await expect(filing.problem).toHaveAttribute('data-code', code, { timeout: 200_000 });
    await expect(filing.problem).toContainText('save as files');
    await page.screenshot({ path: info.outputPath('trouble.png') });
    const download = await filing.download(filing.dialog.locator('[data-cy="diffusion-file-download"]'));
    const files = unzipSync(new Uint8Array(readFileSync(await download.path())));
    const saved = Object.entries(files).filter(([name]) => name.startsWith('DICOM/'));
    expect(Object.keys(files)).toContain('DICOMDIR');
    expect(saved).toHaveLength(4);
    // What was about to be sent, byte for byte.
    const tried = new Map(posts.flatMap(sent).map(({ uid, bytes }) => [uid, Buffer.from(bytes)]));
    for (const [, bytes] of saved) {
      const uid = readDataset(bytes.slice().buffer)?.text('SOPInstanceUID') ?? '';
      const before = tried.get(uid);
      if (before) expect(Buffer.from(bytes).equals(before)).toBe(true);
    }
    expect(tried.size).toBeGreaterThan(0);
  });

test('what was filed is rejected by a new version of the report and a note; nothing is deleted', async ({ filing, posts, page }, info) => {
  await filing.open();
  await filing.confirm.click();
  await expect(filing.done).toBeVisible({ timeout: 60_000 });
  await filing.close.click();
  posts.length = 0;
  const others: string[] = [];
  page.on('request', (request) => void (!['GET', 'POST', 'HEAD'].includes(request.method()) && others.push(request.method())));
  await page.locator('[data-cy="diffusion-file-reject"]').click();
  await expect(filing.confirm).toHaveText('File 2 objects');
  await page.screenshot({ path: info.outputPath('reject.png') });
  await filing.confirm.click();
  await expect(filing.done).toBeVisible({ timeout: 60_000 });
  const objects = posts.flatMap(sent);
  expect(objects.map(({ modality }) => modality)).toEqual(['SR', 'KO']);
  const [report, note] = objects.map(({ bytes }) => readDataset(bytes.slice().buffer));
  expect(report?.number('InstanceNumber')).toBe(2);
  expect(report?.values('PredecessorDocumentsSequence')).toHaveLength(1);
  expect(JSON.stringify(note?.values('CurrentRequestedProcedureEvidenceSequence')).match(/2\.25\.\d+/g)?.length).toBeGreaterThan(4);
  expect(others).toEqual([]);
});
