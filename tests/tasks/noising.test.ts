import { readManifest } from '../../src/models/manifest';
import { isPrior, scoreTable } from '../../src/models/prior';
import { mapNote } from '../../src/tasks/anomaly/maps';
import { noisingWarnings } from '../../src/tasks/anomaly/noising';
import { anomalyTask } from '../../src/tasks/anomaly/task';
import { runInMemory, type Supplies } from '../../src/tasks/inMemory';
import type { Volume } from '../../src/volume/Volume';
import { layerOf, supplies, wordsOf } from '../support/context';
import { DrawnPrior, noisingPrior } from '../support/noising';
import { refusal } from '../support/refusal';
import { restorer } from '../support/restorer';

const [ROWS, COLUMNS] = [80, 90];
/** As DICOM stores axial slices: rows to the back, columns to the patient's left. */
const AXES = { rowCosines: [1, 0, 0], columnCosines: [0, 1, 0] } as const;
const at = (r: number, c: number) => r * COLUMNS + c;
const pick = (value: (r: number, c: number) => number) =>
  Array.from({ length: ROWS * COLUMNS }, (_, i) => value(Math.floor(i / COLUMNS), i % COLUMNS));
const mask = Uint8Array.from(pick((r, c) => (((r - 38) / 30) ** 2 + ((c - 47) / 34) ** 2 < 1 ? 1 : 0)));

/** A brain of 200, with a lesion of 500 in the third of four slices; 7 outside. */
const slices = [0, 1, 2, 3].map((k) =>
  Float32Array.from(pick((r, c) => (mask[at(r, c)] === 0 ? 7 : k === 2 && Math.hypot(r - 25, c - 60) < 6 ? 500 : 200))),
);
const volume: Volume = { rows: ROWS, columns: COLUMNS, slices, spacing: [1, 1, 5], axes: AXES, modality: 'MR', units: 'arbitrary' };
const masks = slices.map(() => mask);

/** The task on the volume; where no number of reconstructions is given the manifest's holds. */
async function run(
  manifest = noisingPrior,
  { seed, samples = 1 }: { seed: number; samples?: number } = { seed: 5 },
  brains = masks,
  executor = new DrawnPrior(),
  change: Partial<Supplies> = {},
) {
  const settings = anomalyTask.settle({ seed, samples }, manifest);
  const shell = supplies({ executor: () => Promise.resolve(executor), ...change });
  const result = await runInMemory(anomalyTask, volume, { manifest, settings, region: brains }, shell);
  if (result.provenance.task !== 'anomaly') throw new Error('a result of another task');
  const [score, brightness, healthy] = (['score', 'brightness', 'healthy'] as const).map((kind) => layerOf(result, kind));
  const spread = result.layers.find(({ kind }) => kind === 'uncertainty')?.slices;
  const { covered, peak } = result.provenance.map;
  return {
    ...{ score: score!, brightness: brightness!, healthy: healthy!, uncertainty: spread, covered, largest: peak },
    warnings: wordsOf(result),
  };
}
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
    const two = await run(noisingPrior, { seed: 5, samples: 2 });
    expect(two.warnings).toContain('The score was calibrated for another number of reconstructions (found 2 reconstructions, allowed 3).');
    const alone = await run(noising({ draws: 1 }));
    expect(alone.uncertainty).toBeUndefined();
    const own = await run();
    expect([own, alone].flatMap(({ warnings }) => warnings).join(' ')).not.toMatch(/calibrated/);
    expect(own.healthy[1]).not.toEqual(alone.healthy[1]);
    expect(noisingWarnings(noisingPrior, { seed: 5, samples: 1 })).toEqual([
      { code: 'SAMPLES_UNCALIBRATED', measured: '1 reconstruction', allowed: '3' },
    ]);
  });

  it('stops between two evaluations', async () => {
    const [abort, executor] = [new AbortController(), new DrawnPrior()];
    const pause = () => {
      if (executor.evaluations === 2) abort.abort();
      return Promise.resolve();
    };
    const stopped = run(noising({ steps: 4 }), { seed: 1 }, masks, executor, { signal: abort.signal, pause });
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
    expect(mapNote({ covered: [true], unlike: undefined }, [3], noisingPrior)).toEqual({
      covered: [true],
      peak: { score: 3, slice: 0 },
      cut: 2,
      smoothingMm: 2,
      unlike: undefined,
      direction: 'brighter',
      secondFor: undefined,
    });
  });
});
