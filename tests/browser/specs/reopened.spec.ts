import { rmSync } from 'node:fs';
import path from 'node:path';
import { watch } from '../consoleErrors';
import { expect, test as base } from '../fixture';
import { FoundPage } from '../pages/FoundPage';
import { ReopenedPage, type ShownSlice } from '../pages/ReopenedPage';
import { type FiledAgain, type ReopenedStudy, writeReopened } from '../reopened';
import { DRAWN } from '../../filing/check/drawn';
import { startViewer } from '../server';

/** `REOPENED=all`: with the series of a converter (Python, highdicom) and real ones too; `REOPENED=drawn`: all that are drawn. */
const ALL = process.env.REOPENED === 'all';
/** Without: one of each kind, which is a quarter of the minutes. */
const FEW = ['MR, 12 bit', 'MR, oblique', 'CT, steps of half a unit', 'MR, enhanced'];

interface Archive {
  studies: ReopenedStudy[];
  viewer: string;
}

const test = base.extend<{ found: FoundPage; reopened: ReopenedPage }, { archive: Archive }>({
  archive: [
    async ({}, use) => {
      const { folder, studies } = await writeReopened(ALL);
      const server = await startViewer(['--dicom', folder]);
      await use({ studies, viewer: server.viewer });
      await server.stop();
      rmSync(path.dirname(folder), { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 300_000 },
  ],
  found: async ({ page }, use) => use(new FoundPage(page)),
  reopened: async ({ page }, use) => use(new ReopenedPage(page)),
});

test.describe.configure({ timeout: 300_000 });

/** The slices along the normal; each was shown once. */
function along(shown: readonly ShownSlice[], names: readonly string[]): (number[] | undefined)[] {
  expect(new Set(shown.map(({ name }) => name)).size).toBe(shown.length);
  return names.map((name) => shown.find((one) => one.name === name)?.values);
}

/** How far the values of two series lie apart at most; infinite where a slice is missing, or of another size. */
function apart(shown: readonly (ArrayLike<number> | undefined)[], held: readonly ArrayLike<number>[]): number {
  if (shown.length !== held.length) return Infinity;
  let most = 0;
  held.forEach((slice, k) => {
    const own = shown[k];
    if (own?.length !== slice.length) most = Infinity;
    else for (let n = 0; n < slice.length; n++) most = Math.max(most, Math.abs(own[n]! - slice[n]!));
  });
  return most;
}

/** Cornerstone keeps a slice whose extremes are whole numbers as integers, whatever lies between: fractions are cut off, in OHIF and for display alone. */
function drawn(slice: ArrayLike<number>): ArrayLike<number> {
  const values = Array.from(slice);
  const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  return Number.isInteger(low) && Number.isInteger(high) ? values.map(Math.trunc) : values;
}

const largest = (slices: readonly ArrayLike<number>[]) =>
  slices.reduce((most, slice) => Array.from(slice).reduce((max, value) => Math.max(max, Math.abs(value)), most), 0);

/** What the viewer's own reader of a series makes of it. */
async function shownBy(reopened: ReopenedPage, { role, seriesUid, slices = [] }: FiledAgain, { names }: ReopenedStudy) {
  if (role === 'map') return along(await reopened.map(seriesUid), names);
  const masks = along(await reopened.mask(seriesUid), names);
  // A slice without a segment has no image where nothing lies on it.
  return masks.map((mask, k) => mask ?? Array.from(slices[k] ?? [], () => 0));
}

const cases = ALL
  ? Array.from({ length: 31 }, (_, n) => ({ n, name: `series ${n + 1}` }))
  : [...DRAWN.map(({ name }) => name), 'MR, enhanced']
      .map((name, n) => ({ n, name }))
      .filter(({ name }) => process.env.REOPENED === 'drawn' || FEW.includes(name));

for (const { n, name } of cases)
  test(`everything that was filed is there again, by display sets and pixels: ${name}`, async ({
    archive,
    diffusion,
    found,
    reopened,
    page,
  }, info) => {
    const study = archive.studies[n];
    test.skip(!study, 'no such series here');
    if (!study) return;
    const errors = watch(page);
    const { source, names, filings } = study;
    await diffusion.open(`${archive.viewer}diffusion?StudyInstanceUIDs=${study.studyUid}`);
    await expect(found.cards).toHaveCount(filings.length);

    const filed = filings.flatMap(({ series }) => series);
    const listed = await reopened.listed();
    const own = filed.map(({ seriesUid, modality, description, number, count }) => ({ seriesUid, modality, description, number, count }));
    const byNumber = <T extends { number: number; seriesUid: string }>(all: T[]) =>
      [...all].sort((a, b) => a.number - b.number || (a.seriesUid < b.seriesUid ? -1 : 1));
    const sources = listed.filter(({ seriesUid }) => !filed.some((one) => one.seriesUid === seriesUid));
    expect(sources).toHaveLength(1);
    expect(byNumber(listed.filter((one) => !sources.includes(one)))).toEqual(byNumber(own));

    for (const series of filed) {
      const { role, kind, beside, slices, seriesUid } = series;
      if (!slices) continue;
      await test.step(`${kind ?? beside}, by the viewer's own reader`, async () => {
        if (role === 'picture') {
          const shown = await reopened.images(seriesUid);
          // The images of a series have UIDs of their own; those of one lie as its source's.
          const sorted = shown.length === names.length ? shown : [];
          const order = await reopened.images(sources[0]!.seriesUid);
          const laid = along(
            sorted.map(({ values }, k) => ({ name: order[k]?.name ?? '', values })),
            names,
          );
          expect(apart(laid, slices.map(drawn))).toBeLessThanOrEqual(1e-6 * largest(slices));
          return;
        }
        const most = apart(await shownBy(reopened, series, study), slices);
        expect(most).toBeLessThanOrEqual(role === 'map' ? 1e-6 * largest(slices) : 0);
      });
    }
    for (const { checked, series } of filings)
      await test.step(`${checked.task}, opened by the workbench`, async () => {
        const card = found.section.locator(`[data-cy="diffusion-found-card"][data-task="${checked.task}"]`);
        await expect(card).toHaveAttribute('data-rejected', 'true');
        const verdict = checked.review?.verdict;
        if (verdict) await expect(found.of(card, 'verdict')).toHaveAttribute('data-verdict', verdict);
        expect(await found.findings(card)).toHaveLength(checked.review?.found?.findings.length ?? 0);
        await card.locator('summary').first().click();
        await found.of(card, 'open').click();
        await expect(found.of(card, 'open')).toHaveText('Show beside original');
        await expect(found.of(card, 'problem')).toHaveCount(0);
        for (const { kind, role, slices } of series) {
          // What the workbench shows on demand only is read by the viewer's own readers above.
          if (!kind || !slices || ['uncertainty', 'difference', 'brain'].includes(kind)) continue;
          const shown = along(await reopened.live(kind), names);
          expect(apart(shown, slices)).toBeLessThanOrEqual(role === 'map' ? 0 : 1e-6 * largest(slices));
        }
        await diffusion.result.first().locator('[data-cy="diffusion-remove"]').click();
        await expect(diffusion.result).toHaveCount(0);
      });
    expect(source.slices).toHaveLength(names.length);
    await page.screenshot({ path: info.outputPath('study.png') });
    expect(errors).toEqual([]);
  });
