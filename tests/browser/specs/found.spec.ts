import { rmSync } from 'node:fs';
import path from 'node:path';
import { watch } from '../consoleErrors';
import { type FiledStudy, THRESHOLD, writeFiledStudy } from '../filedStudies';
import { expect, test as base } from '../fixture';
import { FoundPage } from '../pages/FoundPage';
import { KeepPage } from '../pages/KeepPage';
import { OverlayPage } from '../pages/OverlayPage';
import { OwnToolsPage } from '../pages/OwnToolsPage';
import { startViewer } from '../server';

/** What two readers have filed of the FLAIR demo study, in an archive that only reads; each test opens it in a browser that never saw it. */
const test = base.extend<{ found: FoundPage }, { filed: FiledStudy & { url: string } }>({
  filed: [
    async ({}, use) => {
      const study = await writeFiledStudy();
      const server = await startViewer(['--dicom', study.folder]);
      await use({ ...study, url: `${server.viewer}diffusion?StudyInstanceUIDs=${study.studyUid}` });
      await server.stop();
      rmSync(path.dirname(study.folder), { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 300_000 },
  ],
  found: async ({ page }, use) => {
    await use(new FoundPage(page));
  },
});

test.describe.configure({ timeout: 240_000 });

/** The viewer lists the series from the head down. */
const asListed = (slices: readonly Float32Array[]) => [...slices].reverse().map((slice) => Array.from(slice));

test('found in a fresh browser with 0 clicks, with the verdicts of the newest report; 1 click goes to a finding, 1 click hides', async ({
  diffusion,
  found,
  filed,
  page,
}, info) => {
  const errors = watch(page);
  await diffusion.open(filed.url);
  await expect(found.cards).toHaveCount(3);
  // What was filed says so in the list of series too, which cuts descriptions off.
  await expect
    .poll(async () =>
      (await found.thumbnails()).map(({ text, marked }) => `${/(denoised|pseudo-healthy|FLAIR)/.exec(text)?.[1]} ${marked}`).sort(),
    )
    .toEqual(['FLAIR false', 'denoised true', 'denoised true', 'pseudo-healthy true']);
  await page.screenshot({ path: info.outputPath('found.png') });

  const [map, older, rejected] = [found.cards.nth(0), found.cards.nth(1), found.cards.nth(2)];
  await expect(map.locator('summary').first()).toHaveText(/^anomaly score · 27 Oct 2026, 09:12$/);
  await expect(found.of(map, 'verdict')).toHaveText(/unsure – motion/);
  await expect(found.of(map, 'report')).toHaveText(/15:40 by Reader Second .*version 2/);
  await expect(found.of(map, 'older')).toHaveCount(0);
  await expect(found.of(map, 'problem')).toHaveCount(0);
  const findings = await found.findings(map);
  expect(findings.map(({ verdict }) => verdict)).toEqual(['accepted', 'rejected', null, null].slice(0, filed.findings.length));
  expect(findings[0]?.text).toContain('Läsion, seen in 2024 too');
  findings.forEach(({ text }, n) => expect(text).toContain(`slice ${filed.findings[n]?.slice}`));

  // Results of another file of the model than is installed are marked; what was rejected is folded and last.
  await expect(older.locator('summary').first()).toHaveText(/^denoised · 3 Jun 2026, 08:05$/);
  await expect(found.of(older, 'older')).toBeVisible();
  await expect(rejected).toHaveAttribute('data-rejected', 'true');
  await expect(rejected).not.toHaveAttribute('open');

  // Nothing is loaded but the source.
  expect(await diffusion.imageCounts()).not.toContain(0);
  for (const n of [1, 0]) {
    await found.of(map, 'jump').nth(n).click();
    await expect.poll(async () => (await diffusion.viewports())[0]?.slice).toBe((filed.findings[n]?.slice ?? 0) - 1);
    await expect(found.cy('ring').first()).toBeVisible();
  }
  await page.screenshot({ path: info.outputPath('jumped.png') });
  await expect(diffusion.result).toHaveCount(0);

  await found.of(older, 'card-hide').click();
  await expect(found.cards).toHaveCount(2);
  await found.hidden.click();
  await expect(found.cards).toHaveCount(3);
  await found.hide.click();
  await expect(found.section).toHaveCount(0);
  await found.show.click();
  await expect(found.cards).toHaveCount(3);
  expect(errors).toEqual([]);
});

test('Open makes a map live again: the very pixels, the overlay, threshold, verdicts and comments; it is filed, and no run', async ({
  diffusion,
  found,
  filed,
  page,
}, info) => {
  const errors = watch(page);
  const overlay = new OverlayPage(diffusion);
  await diffusion.open(filed.url);
  const map = found.cards.first();
  await found.of(map, 'open').click();
  await expect(diffusion.result).toBeVisible();
  await expect(diffusion.job).toHaveCount(0);
  await expect.poll(async () => (await diffusion.viewports()).length).toBe(2);
  // Where the strongest mark is, and not at the end that the viewer opens a series at.
  await expect.poll(async () => (await diffusion.viewports()).map(({ slice }) => slice)).toEqual([filed.peak - 1, filed.peak - 1]);
  expect(await found.pixels('score')).toEqual(asListed(filed.score));
  expect(await found.pixels('healthy')).toEqual(asListed(filed.healthy));

  await expect(found.cy('review')).toHaveAttribute('data-verdict', 'unsure');
  await expect(found.cy('result-comment')).toHaveValue('motion');
  await expect(found.cy('findings')).toHaveAttribute('data-threshold', String(THRESHOLD));
  const verdicts = await overlay.findingItems.evaluateAll((items) => items.map((item) => item.getAttribute('data-verdict')));
  expect(verdicts).toEqual((await found.findings(map)).map(({ verdict }) => verdict));
  await expect(found.cy('finding-comment').first()).toHaveValue('Läsion, seen in 2024 too');
  await expect(found.cy('filed').first()).toBeVisible();
  await overlay.show();
  await expect(overlay.slider('threshold')).toHaveValue(String(THRESHOLD));
  await page.waitForTimeout(1_500);
  await page.screenshot({ path: info.outputPath('opened.png') });

  // Once: the same button shows it.
  await expect(found.of(map, 'open')).toHaveText('Show beside original');
  await map.locator('summary').first().click();
  await found.of(map, 'open').click();
  await expect(diffusion.result).toHaveCount(1);
  await diffusion.result.locator('[data-cy="diffusion-remove"]').click();
  await expect(diffusion.result).toHaveCount(0);
  await expect(found.of(map, 'open')).toHaveText('Open');
  expect(errors).toEqual([]);
});

test('a denoised picture of another model comes back as it was filed, and is not blended; own output is no input', async ({
  diffusion,
  found,
  filed,
  page,
}, info) => {
  await diffusion.open(filed.url);
  await found.of(found.cards.nth(1), 'open').click();
  await expect(diffusion.result).toBeVisible();
  expect(await found.pixels('denoised')).toEqual(asListed(filed.denoised));
  await expect(diffusion.result).toContainText('strength Medium');
  await expect(found.cy('blend')).toHaveCount(0);
  await page.waitForTimeout(1_500);
  await page.screenshot({ path: info.outputPath('denoised.png') });
  await diffusion.result.locator('[data-cy="diffusion-remove"]').click();

  for (const word of ['denoised', 'pseudo-healthy']) {
    await found.drop(word);
    await expect(diffusion.reason).toContainText('is itself a result');
    await expect(diffusion.denoise).toBeDisabled();
    await expect(diffusion.tag).toContainText(`${word} · from the archive`);
  }
  await page.screenshot({ path: info.outputPath('refused.png') });
});

test('what is said of an opened result survives a reload, and what was taken back of its report stays so', async ({
  diffusion,
  found,
  filed,
  page,
}, info) => {
  const keep = new KeepPage(diffusion);
  const overlay = new OverlayPage(diffusion);
  await diffusion.open(filed.url);
  await found.of(found.cards.first(), 'open').click();
  await expect(diffusion.result).toBeVisible();
  // Nothing is said yet that the archive does not hold.
  expect(await keep.stored()).toBe('');
  await keep.verdict(page, 'result', 'reject').click();
  await keep.comment.fill('moved, see the T2');
  await overlay.show();
  const first = overlay.findingItems.first();
  await expect(first).toHaveAttribute('data-verdict', 'accepted');
  await keep.verdict(first, 'verdict', 'accept').click();
  await expect(first).not.toHaveAttribute('data-verdict', 'accepted');
  const verdicts = await overlay.verdicts();

  expect(await keep.reload('leave')).toEqual(['beforeunload']);
  await expect(keep.items).toContainText('Reject – moved, see the T2');
  await expect(keep.restore).toHaveText('Open it again');
  await page.screenshot({ path: info.outputPath('offered.png') });
  await keep.restore.click();
  await expect(diffusion.result).toBeVisible();
  await expect(keep.kept).toHaveCount(0);
  await expect(keep.review).toHaveAttribute('data-verdict', 'rejected');
  await expect(keep.comment).toHaveValue('moved, see the T2');
  await overlay.show();
  await expect.poll(() => overlay.verdicts()).toEqual(verdicts);
  await expect(found.cy('filed').first()).toHaveAttribute('data-changed', 'true');
  await page.screenshot({ path: info.outputPath('again.png') });
});

test('a measurement on a result that was opened from the archive refers to what lies there: nobody is asked, nothing is filed first', async ({
  found,
  filed,
  page,
}, info) => {
  const tools = new OwnToolsPage(page);
  await tools.open(filed.url);
  const before = (await tools.documents()).map(({ uid }) => uid);
  const refers = async () =>
    (await tools.documents()).filter(({ uid, modality }) => modality === 'SR' && !before.includes(uid)).map(({ references }) => references);
  for (const [n, kind, uids] of [
    [1, 'denoised', filed.uids.denoised],
    [0, 'score', [filed.uids.score]],
  ] as const) {
    await found.of(found.cards.nth(n), 'open').click();
    await expect.poll(async () => (await tools.viewports()).length).toBe(2);
    await expect.poll(() => found.shown(1)).toBe(kind);
    const slice = (await tools.viewports())[1]?.slice ?? NaN;
    await tools.measure(1, 'EllipticalROI');
    await tools.createReport();
    await expect.poll(async () => (await refers()).length).toBe(1);
    await expect(tools.orphan).toHaveCount(0);
    await expect(page.locator('[data-cy="diffusion-file-dialog"]')).toHaveCount(0);
    await page.screenshot({ path: info.outputPath(`${kind}.png`) });
    const [references] = await refers();
    // The viewer lists this series from the head down.
    expect([...new Set(references)]).toEqual([kind === 'score' ? uids[0] : uids.at(-1 - slice)]);
    before.push(...(await tools.documents()).map(({ uid }) => uid));
    await tools.clearMeasurements();
    await tools.openWorkbench();
  }
});
