import { readManifest } from '../../src/models/verify';
import { isPrior, scoreTable } from '../../src/models/prior';
import { mapNote, noisedMaps } from '../../src/tasks/anomaly';
import { axialTurn } from '../../src/volume/canonicalAxial';
import type { Volume } from '../../src/volume/Volume';
import { DrawnPrior, noisingPrior } from '../support/noising';
import { refusal } from '../support/refusal';
import { restorer } from '../support/restorer';

const [ROWS, COLUMNS] = [80, 90];
/** As DICOM stores axial slices: rows to the back, columns to the patient's left. */
const TURN = axialTurn({ rowCosines: [1, 0, 0], columnCosines: [0, 1, 0] });
const at = (r: number, c: number) => r * COLUMNS + c;
const pick = (value: (r: number, c: number) => number) =>
  Array.from({ length: ROWS * COLUMNS }, (_, i) => value(Math.floor(i / COLUMNS), i % COLUMNS));
const mask = Uint8Array.from(pick((r, c) => (((r - 38) / 30) ** 2 + ((c - 47) / 34) ** 2 < 1 ? 1 : 0)));

/** A brain of 200, with a lesion of 500 in the third of four slices; 7 outside. */
const slices = [0, 1, 2, 3].map((k) =>
  Float32Array.from(pick((r, c) => (mask[at(r, c)] === 0 ? 7 : k === 2 && Math.hypot(r - 25, c - 60) < 6 ? 500 : 200))),
);
const volume: Volume = { rows: ROWS, columns: COLUMNS, slices, spacing: [1, 1, 5], modality: 'MR', units: 'arbitrary' };
const masks = slices.map(() => mask);

const events = () => ({ signal: new AbortController().signal, pause: () => Promise.resolve(), onSlice: () => undefined });
const run = (
  manifest = noisingPrior,
  options = { seed: 5 } as Parameters<typeof noisedMaps>[5],
  brains = masks,
  executor = new DrawnPrior(),
) => noisedMaps(volume, brains, TURN, manifest, executor, options, events());
const noising = (change: Partial<typeof noisingPrior.noising>) => ({ ...noisingPrior, noising: { ...noisingPrior.noising, ...change } });

const spreadOf = (map: Float32Array) => {
  const inside = map.filter((_, i) => mask[i] === 1);
  return Math.sqrt(inside.reduce((sum, value) => sum + value ** 2, 0) / inside.length);
};

describe('the anomaly map by partial noising', () => {
  it.each(['gaussian', 'simplex'] as const)(
    'marks what %s noise does not bring back, and says how far its reconstructions differ',
    async (noise) => {
      const executor = new DrawnPrior();
      const { score, brightness, healthy, uncertainty, covered, largest } = await run(
        noising({ noise, draws: 6 }),
        { seed: 5 },
        masks,
        executor,
      );
      expect(executor.evaluations).toBe(4 * 6);
      expect(covered).toEqual([true, true, true, true]);
      // 500 is 2.5 medians: 90 % of the 1.5 above 1 are left over, in steps of 0.1; the mean of the noise stays, at most 0.1 · 0.5.
      expect(Math.abs(score[2]![at(25, 60)]! - 13.5)).toBeLessThan(1);
      expect(largest.slice).toBe(2);
      expect(score[1]![at(25, 60)]).toBeLessThan(1);
      expect(score[2]![at(0, 0)]).toBe(0);
      expect(brightness[2]![at(25, 60)]).toBeCloseTo(7.5, 1);
      expect(healthy[2]![at(0, 0)]).toBe(7);
      expect(Math.abs(healthy[2]![at(25, 60)]! - 230)).toBeLessThan(10);
      // σ 0.5, a tenth of it kept, 200 per median: 10.
      expect(spreadOf(uncertainty![1]!)).toBeGreaterThan(7);
      expect(spreadOf(uncertainty![1]!)).toBeLessThan(13);
      expect(uncertainty![1]![at(0, 0)]).toBe(0);
    },
  );

  it('takes a step for each level down to the lowest that it knows', async () => {
    const executor = new DrawnPrior();
    const { healthy } = await run(noising({ noise: 'gaussian', steps: 4, draws: 2 }), { seed: 5 }, masks, executor);
    expect(executor.evaluations).toBe(4 * 2 * 4);
    expect(Math.abs(healthy[2]![at(25, 60)]! - 200)).toBeLessThan(10);
  });

  it('comes out the same from the same seed, whatever other slices are scored, and not from another', async () => {
    const all = await run();
    expect(await run()).toEqual(all);
    expect((await run(noisingPrior, { seed: 6 })).healthy[1]).not.toEqual(all.healthy[1]);
    const some = await run(noisingPrior, { seed: 5 }, [mask, mask.map(() => 0), mask, mask]);
    expect(some.covered).toEqual([true, false, true, true]);
    expect(some.healthy[2]).toEqual(all.healthy[2]);
    expect(some.uncertainty![2]).toEqual(all.uncertainty![2]);
    // No slice has the noise of another.
    expect(all.uncertainty![0]).not.toEqual(all.uncertainty![1]);
  });

  it('gives distances in deviations where the model asks for them', async () => {
    const manifest = { ...noisingPrior, score: { ...noisingPrior.score, output: 'mahalanobis' as const } };
    const [plain, far] = [await run(), await run(manifest)];
    const [i, median] = [at(25, 60), 200];
    // The evidence is linear there: 10 per brain median, and per deviation.
    const deviation = Math.hypot(plain.uncertainty![2]![i]! / median, noisingPrior.score.leastDeviation);
    expect(far.score[2]![i]! / (plain.score[2]![i]! / deviation)).toBeGreaterThan(0.7);
    expect(far.score[2]![i]! / (plain.score[2]![i]! / deviation)).toBeLessThan(1.5);
    expect(far.healthy).toEqual(plain.healthy);
  });

  it('says that its calibration is for another number of reconstructions; one alone has no spread', async () => {
    const { uncertainty, warnings, healthy } = await run(noisingPrior, { seed: 5, samples: 1 });
    expect(uncertainty).toBeUndefined();
    expect(warnings).toContain('The score was made from 1 reconstruction; its calibration holds for 3.');
    const own = await run();
    expect(own.warnings.join(' ')).not.toMatch(/calibration/);
    expect(own.healthy[1]).not.toEqual(healthy[1]);
  });

  it('stops between two evaluations', async () => {
    const [abort, executor] = [new AbortController(), new DrawnPrior()];
    let turns = 0;
    const pause = () => {
      if (++turns === 4) abort.abort();
      return Promise.resolve();
    };
    const stopped = noisedMaps(
      volume,
      masks,
      TURN,
      noising({ steps: 4 }),
      executor,
      { seed: 1 },
      { ...events(), signal: abort.signal, pause },
    );
    await expect(stopped).rejects.toThrow(refusal('CANCELLED'));
    expect(executor.evaluations).toBe(2);
  });
});

describe('the manifest of a partial-noising prior', () => {
  it('is read as the export writes it, and refused without the levels of its noise', () => {
    expect(readManifest('drawn-noising', JSON.parse(JSON.stringify(noisingPrior)))).toEqual(noisingPrior);
    const { noising: _, ...without } = noisingPrior;
    expect(() => readManifest('drawn-noising', without)).toThrow(/noising/);
  });

  it('is a prior as a restorer is, with a cut on the same scale', () => {
    expect([isPrior(noisingPrior), isPrior(restorer), isPrior(undefined)]).toEqual([true, true, false]);
    expect(scoreTable(noisingPrior)).toEqual(noisingPrior.score.calibration.score);
    const maps = {
      score: [],
      brightness: [],
      healthy: [],
      covered: [true],
      largest: { score: 3, slice: 0 },
      unlike: undefined,
      warnings: [],
    };
    expect(mapNote(maps, noisingPrior)).toMatchObject({ cut: 2, secondFor: undefined });
  });
});
