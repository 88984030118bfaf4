/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { drawMutants, judgeMutants, storedReferences } from './mutants/all';
import { isRounded } from './generated';
import { covered } from './pairwise';
import { CASES, FAULTS, FAULTY } from './series/axes';
import { verdictOf } from './series/check';
import { drawSeries } from './series/files';

describe('generated series', () => {
  it('are 240 and more; each two levels that can meet do', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(240);
    expect(covered(CASES)).toBe(2804);
  });

  it('have every voxel at its place, and its value', async () => {
    const wrong: string[] = [];
    for (const [n, row] of CASES.entries()) {
      const verdict = await verdictOf(drawSeries(row), isRounded(row));
      if (verdict !== 'right') wrong.push(`${n} ${verdict}`);
    }
    expect(wrong).toEqual([]);
  });

  it('are refused with the code for what is wrong with them', async () => {
    const other: string[] = [];
    for (const { fault, row } of FAULTY) {
      const verdict = await verdictOf(drawSeries(row, fault), isRounded(row));
      if (!FAULTS[fault].some((code) => verdict === `refused: ${code}`)) other.push(`${fault}: ${verdict}`);
    }
    expect(other).toEqual([]);
  });

  it('are compared voxel by voxel: another value and another place are found', async () => {
    const drawn = drawSeries(CASES[0]!);
    drawn.values[2]!.stored[5]! += 1;
    expect(await verdictOf(drawn, false)).toMatch(/^WRONG: stored/);
    const other = drawSeries(CASES[0]!);
    other.slices[1]!.position = [1, 2, 3];
    expect(await verdictOf(other, false)).toMatch(/^WRONG: a slice at a place where none was drawn/);
  });
});

describe('mutants', () => {
  it('are right as pydicom reads them, or refused in a sentence, each within 10 s', async () => {
    const judged = await judgeMutants(drawMutants(), storedReferences());
    expect(judged).toHaveLength(500);
    expect(
      judged.filter(({ kind }) => kind === 'WRONG' || kind === 'INTERNAL').map(({ n, mutant, said }) => [n, mutant.mutation, said]),
    ).toEqual([]);
    expect(Math.max(...judged.map(({ ms }) => ms))).toBeLessThan(10_000);
    expect(judged.filter(({ kind }) => kind === 'right').length).toBeGreaterThan(80);
  });
});
