import { isRounded } from '../../reliability/generated';
import { asListed } from '../../reliability/inTheViewer';
import { drawMutants, keepsValues, storedReferences } from '../../reliability/mutants/all';
import { CASES } from '../../reliability/series/axes';
import { drawSeries } from '../../reliability/series/files';
import { stillWorks } from '../../reliability/viewer/click';
import { LocalViewer } from '../../reliability/viewer/LocalViewer';
import { type Verdict, verdictOfFile, verdictOfSeries } from '../../reliability/viewer/verdict';
import { expect, test } from '../fixture';

/** A sample of `npm run reliability -- --only "in the viewer"`, in one page: files that a reader drops on the viewer. */
test('dropped files are read as pydicom reads them, or refused in a sentence, and the page stays usable', async ({ chrome, server }) => {
  const viewer = new LocalViewer(chrome, server.viewer);
  const references = storedReferences();
  const { mutants } = drawMutants();
  const verdicts: [string, Verdict][] = [];
  for (const [n, mutant] of mutants.entries()) {
    if (n % 20 !== 0) continue;
    const own = references.mutants[n] ?? { sha: null };
    const before = keepsValues(mutant, own) ? references.bases[mutant.base] : undefined;
    verdicts.push([`mutant ${n}`, verdictOfFile(await viewer.open([mutant.bytes]), own, before)]);
  }
  const cases = CASES.map(asListed).filter((_, n) => n % 10 === 0);
  for (const [n, row] of cases.entries()) {
    const drawn = drawSeries(row);
    verdicts.push([`series ${10 * n}`, verdictOfSeries(await viewer.open(drawn.files.map(({ bytes }) => bytes)), drawn, isRounded(row))]);
  }
  const bad = verdicts.filter(([, { kind }]) => kind === 'WRONG' || kind === 'INTERNAL' || kind === 'no answer');
  expect(bad).toEqual([]);
  expect(verdicts).toHaveLength(49);
  expect(verdicts.filter(([name, { kind }]) => name.startsWith('series') && kind === 'right').length).toBeGreaterThan(12);
  expect(verdicts.filter(([name, { kind }]) => name.startsWith('mutant') && kind === 'refused').length).toBeGreaterThan(9);
  expect(Math.max(...verdicts.map(([, { ms }]) => ms))).toBeLessThan(10_000);
  expect(viewer.pages).toBe(1);
  expect(await stillWorks(await viewer.page())).toMatchObject({ kind: 'denoised' });
  await viewer.close();
});
