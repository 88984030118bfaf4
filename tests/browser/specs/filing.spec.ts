import { readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import dicomParser from 'dicom-parser';
import { unzipSync } from 'fflate';
import { type Dataset, readDataset } from '../../../src/dicom/dataset';
import { type Fault, type FaultyArchive, faultyArchive } from '../../archive/faultyArchive';
import { watch } from '../consoleErrors';
import { writeStudies } from '../derivedStudies';
import { expect, test as base } from '../fixture';
import { FilingPage } from '../pages/FilingPage';
import { startViewer } from '../server';

interface Pacs extends FaultyArchive {
  /** Address of a study of three slices in the viewer. */
  study: string;
  /** What goes wrong from now on. */
  goWrong: (wrong: Fault) => void;
  /** What was sent since the last call, in order, as the archive holds it. */
  taken(): Promise<Dataset[]>;
}

const datasetOf = (bytes: Uint8Array | undefined) => {
  const dataset = bytes && readDataset(Uint8Array.from(bytes).buffer);
  if (!dataset) throw new Error('The archive does not hold what was sent.');
  return dataset;
};

const test = base.extend<{ filing: FilingPage; pacs: Pacs }>({
  filing: async ({ page }, use) => {
    await use(new FilingPage(page));
  },
  /** An archive of its own for each test: what one files, the next one does not find. */
  pacs: async ({}, use) => {
    const { folder, uid } = writeStudies();
    let fault: Fault = () => false;
    const served = await faultyArchive((met) => fault(met));
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const file = path.join(folder, name);
      if (/\.dcm$/.test(name)) await served.store.add(readFileSync(file));
    }
    const viewer = await startViewer(['--dicomweb', served.archive.qidoUrl]);
    const pacs: Pacs = {
      ...served,
      study: `${viewer.viewer}diffusion?StudyInstanceUIDs=${uid.short}`,
      goWrong: (wrong) => void (fault = wrong),
      taken: async () => {
        const uids = served.sent.splice(0);
        return Promise.all(uids.map(async (one) => datasetOf(await served.held(one))));
      },
    };
    await use(pacs);
    await viewer.stop();
    await served.stop();
    rmSync(folder, { recursive: true, force: true });
  },
});

test.describe.configure({ timeout: 240_000 });

test.beforeEach(async ({ diffusion, pacs }) => {
  await diffusion.open(pacs.study);
  await diffusion.denoise.click();
  await expect(diffusion.result).toBeVisible({ timeout: 120_000 });
});

test('nothing leaves before Accept; the preview is exactly what is sent, the report last; a second File is "already filed" and one series', async ({
  diffusion,
  filing,
  pacs,
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
  expect(pacs.asked.store).toBe(0);

  await filing.confirm.click();
  await expect(filing.done).toBeVisible({ timeout: 60_000 });
  const objects = await pacs.taken();
  expect(objects.map((one) => [one.text('Modality'), one.number('SeriesNumber'), one.text('SeriesDescription')])).toEqual(
    rows.flatMap(({ role, number, description, objects: count }) =>
      Array.from({ length: count }, () => [role === 'report' ? 'SR' : 'MR', number, description]),
    ),
  );
  await page.screenshot({ path: info.outputPath('filed.png') });
  await filing.close.click();
  await expect(filing.filed).toBeVisible();
  await expect(filing.button).toHaveCount(0);

  // The same work once more: other pixels are not made, and nothing is stored twice.
  await diffusion.denoise.click();
  await expect(diffusion.result).toHaveCount(2, { timeout: 120_000 });
  await filing.open();
  await filing.confirm.click();
  await expect(filing.done).toContainText('already', { timeout: 60_000 });
  expect(await pacs.taken()).toEqual([]);
  expect(errors).toEqual([]);
});

test('partial is never shown as filed, and "Retry missing" sends only what is missing', async ({ filing, pacs, page }, info) => {
  // The archive keeps one object of what is sent, and then wants no more.
  pacs.goWrong(async ({ kind, response, files, keep }) => {
    if (kind !== 'store') return false;
    await keep(files.slice(0, 1));
    response.status(403).end();
    return true;
  });
  await filing.open();
  await filing.confirm.click();
  await expect(filing.partial).toContainText('3 of 4', { timeout: 60_000 });
  await expect(filing.filed).toHaveCount(0);
  await expect(filing.problem).toHaveAttribute('data-code', 'ARCHIVE_FORBIDDEN');
  await page.screenshot({ path: info.outputPath('partial.png') });
  await filing.close.click();
  await expect(page.locator('[data-cy="diffusion-file-incomplete"]')).toBeVisible();
  await page.screenshot({ path: info.outputPath('partial-card.png') });
  await filing.button.click();
  pacs.goWrong(() => false); // as it should
  pacs.sent.length = 0;
  await filing.retry.click();
  await expect(filing.done).toBeVisible({ timeout: 60_000 });
  expect((await pacs.taken()).map((one) => one.text('Modality'))).toEqual(['MR', 'MR', 'SR']);
  await filing.close.click();
  await expect(filing.filed).toBeVisible();
});

test('what was said between a partial filing and its retry, and what was left out, stays to be filed', async ({ filing, pacs, page }) => {
  pacs.goWrong(({ kind, response }) => {
    if (kind !== 'store') return false;
    response.status(403).end();
    return true;
  });
  await filing.open();
  await filing.confirm.click();
  await expect(filing.partial).toBeVisible({ timeout: 60_000 });
  await filing.close.click();
  await page.locator('[data-cy="diffusion-result-comment"]').fill('said later');
  pacs.goWrong(() => false);
  await filing.button.click();
  await filing.retry.click();
  await expect(filing.done).toBeVisible({ timeout: 60_000 });
  await filing.close.click();
  await expect(filing.filed).toHaveAttribute('data-changed', 'true');
  await expect(page.locator('[data-cy="diffusion-unfiled"]').first()).toBeVisible();

  // Now only the report is new; a reader who leaves it out has still not filed his words.
  pacs.sent.length = 0;
  await filing.open();
  await filing.include('report').uncheck();
  await expect(filing.confirm).toBeDisabled();
  await filing.include('report').check();
  await filing.confirm.click();
  await expect(filing.done).toBeVisible({ timeout: 60_000 });
  await filing.close.click();
  await expect(filing.filed).toHaveAttribute('data-changed', 'false');
  const [report, ...more] = await pacs.taken();
  expect(more).toEqual([]);
  expect(JSON.stringify(report?.values('ContentSequence'))).toContain('said later');
});

for (const [status, code] of [
  [401, 'ARCHIVE_SIGN_IN'],
  [403, 'ARCHIVE_FORBIDDEN'],
  [404, 'ARCHIVE_NO_STOW'],
  [413, 'ARCHIVE_TOO_LARGE'],
  [0, 'ARCHIVE_UNREACHABLE'],
] as const)
  test(`${status || 'offline'}: a plain sentence, and the same bytes as files`, async ({ filing, pacs, page }, info) => {
    const tried = new Map<string, Buffer>();
    const uidIn = (bytes: Uint8Array) => datasetOf(bytes).text('SOPInstanceUID');
    pacs.goWrong(({ kind, response, files }) => {
      if (kind !== 'store') return false;
      for (const file of files) tried.set(uidIn(file), Buffer.from(file));
      response.status(status).end();
      return true;
    });
    if (!status)
      await page.route('**/dicomweb/studies', (route) =>
        route.request().method() === 'POST' ? route.abort('internetdisconnected') : route.fallback(),
      );
    await filing.open();
    await filing.confirm.click();
    await expect(filing.problem).toHaveAttribute('data-code', code, { timeout: 120_000 });
    await expect(filing.problem).toContainText('save as files', { ignoreCase: true });
    await page.screenshot({ path: info.outputPath('trouble.png') });
    const download = await filing.download(filing.dialog.locator('[data-cy="diffusion-file-download"]'));
    const files = unzipSync(new Uint8Array(readFileSync(await download.path())));
    const saved = Object.entries(files).flatMap(([name, bytes]) => (name.startsWith('DICOM/') ? [bytes] : []));
    expect(Object.keys(files)).toContain('DICOMDIR');
    expect(saved).toHaveLength(4);
    const same = saved.filter((bytes) => tried.get(uidIn(bytes))?.equals(Buffer.from(bytes)));
    expect(same).toHaveLength(status ? 3 : 0);
  });

test('a source whose pixels have changed in the archive since: said, and nothing is sent', async ({ filing, pacs }) => {
  pacs.goWrong(({ kind, request, response }) => {
    if (kind !== 'retrieve' || request.path.endsWith('/metadata')) return false;
    const [held] = pacs.store.find({ sopInstanceUid: request.path.split('/').at(-1) ?? '' });
    if (!held) return false;
    const bytes = readFileSync(held.file);
    const middle = (dicomParser.parseDicom(bytes).elements.x7fe00010?.dataOffset ?? NaN) + 256 * 257;
    // One step more, in one pixel.
    bytes.writeUInt16LE(bytes.readUInt16LE(middle) + 1, middle);
    response.type('application/dicom').send(bytes);
    return true;
  });
  await filing.open();
  await filing.confirm.click();
  await expect(filing.problem).toHaveAttribute('data-code', 'SOURCE_CHANGED', { timeout: 60_000 });
  expect(pacs.asked.store).toBe(0);
  await expect(filing.filed).toHaveCount(0);
});

test('what was filed is rejected by a new version of the report and a note; nothing is deleted', async ({ filing, pacs, page }, info) => {
  await filing.open();
  await filing.confirm.click();
  await expect(filing.done).toBeVisible({ timeout: 60_000 });
  await filing.close.click();
  const before = await pacs.taken();
  const others: string[] = [];
  page.on('request', (request) => void (!['GET', 'POST', 'HEAD'].includes(request.method()) && others.push(request.method())));
  await page.locator('[data-cy="diffusion-file-reject"]').click();
  await expect(filing.confirm).toHaveText('File 2 objects');
  await page.screenshot({ path: info.outputPath('reject.png') });
  await filing.confirm.click();
  await expect(filing.done).toBeVisible({ timeout: 60_000 });
  const [report, note, ...more] = await pacs.taken();
  expect(more).toEqual([]);
  expect([report?.text('Modality'), note?.text('Modality')]).toEqual(['SR', 'KO']);
  expect(report?.text('SeriesInstanceUID')).toBe(before.at(-1)?.text('SeriesInstanceUID'));
  expect(report?.number('InstanceNumber')).toBe(2);
  expect(report?.values('PredecessorDocumentsSequence')).toHaveLength(1);
  const named = JSON.stringify(note?.values('CurrentRequestedProcedureEvidenceSequence'));
  for (const one of before) expect(named).toContain(one.text('SOPInstanceUID'));
  expect(others).toEqual([]);
  await filing.close.click();
  await page.screenshot({ path: info.outputPath('rejected.png') });
});

test('an archive that cannot be asked for newer reports: said, and nothing is filed before it answers', async ({
  filing,
  pacs,
  page,
}, info) => {
  pacs.goWrong(({ kind, response }) => {
    if (kind !== 'search') return false;
    response.status(500).end();
    return true;
  });
  await filing.button.click();
  await expect(filing.problem).toHaveAttribute('data-code', 'ARCHIVE_FAILED', { timeout: 60_000 });
  await expect(page.locator('[data-cy="diffusion-file-unasked"]')).toBeVisible();
  await expect(filing.confirm).toHaveCount(0);
  await page.screenshot({ path: info.outputPath('unasked.png') });
  const download = await filing.download(filing.dialog.locator('[data-cy="diffusion-file-download"]'));
  expect(Object.keys(unzipSync(new Uint8Array(readFileSync(await download.path()))))).toContain('DICOMDIR');
  pacs.goWrong(() => false);
  await page.locator('[data-cy="diffusion-file-again"]').click();
  await filing.confirm.click();
  await expect(filing.done).toBeVisible({ timeout: 60_000 });
  expect((await pacs.taken()).at(-1)?.number('InstanceNumber')).toBe(1);
});

test('a result is not removed while it is on its way: said, with the way to stop it; nothing is lost', async ({
  diffusion,
  filing,
  pacs,
  page,
}, info) => {
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  pacs.goWrong(async ({ kind }) => {
    if (kind === 'store') await held;
    return false;
  });
  await filing.open();
  await filing.confirm.click();
  await expect.poll(() => pacs.asked.store).toBe(1);
  await page.locator('[data-cy="diffusion-file-dialog-close"]').click();
  await expect(filing.dialog).toHaveCount(0);
  await diffusion.result.locator('[data-cy="diffusion-remove"]').click();
  await expect(page.getByText('Nothing was removed')).toBeVisible();
  await expect(page.locator('[data-cy="diffusion-file-stop"]')).toBeVisible();
  await page.screenshot({ path: info.outputPath('sending.png') });
  await expect(diffusion.result).toHaveCount(1);
  letGo();
  await expect(filing.done).toBeVisible({ timeout: 60_000 });
  await filing.close.click();
  await diffusion.result.locator('[data-cy="diffusion-remove"]').click();
  await expect(diffusion.result).toHaveCount(0);
});
