/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import type { Executor } from '../../src/execution/Executor';
import { runInMemory } from '../../src/tasks/inMemory';
import { holeSize } from '../../src/tasks/inpaint/holes';
import { inpaintEvaluations, planInpaint } from '../../src/tasks/inpaint/plan';
import { inpaintTask } from '../../src/tasks/inpaint/task';
import type { Settings } from '../../src/tasks/Task';
import { bits, layerOf, supplies, watched } from '../support/context';
import { drawnInpaint, smallExecutor } from '../support/models';

const [rows, columns] = [15, 24];
const length = rows * columns;
/** 100 and a grain; -0 shows whether a copy is one bit for bit. */
const slice = (k: number) => Float32Array.from({ length }, (_, i) => (i === 0 ? -0 : 100 + 10 * k + 5 * Math.sin(1.7 * i) + 1 / 3));
const volume = { rows, columns, slices: [0, 1, 2, 3].map(slice), spacing: [0.5, 2, 4] as const, modality: 'MR', units: 'arbitrary' };
const hole = Uint8Array.from({ length }, (_, i) => {
  const [r, c] = [Math.floor(i / columns), i % columns];
  return r >= 4 && r < 10 && c >= 6 && c < 16 ? 1 : 0;
});
const region = [hole, undefined, hole.map((v) => 255 * v), hole];
const inside = (values: ArrayLike<number>) => Array.from(values).filter((_, i) => hole[i]);
const meanOf = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const options = { strength: 1, seed: 3, steps: 1, sampler: 'dpmpp-2m', samples: 1, turns: 1 } as const;
const model = drawnInpaint();

let executor: Executor;
beforeAll(async () => void (executor = await smallExecutor(model)));
afterAll(() => executor.dispose());
const parts = { executor: () => Promise.resolve(executor) };

/** As the command line has it: the mean of the fillings, and how far they lie apart. */
async function run(change: Partial<Settings> = {}) {
  const settings = { ...options, ...change };
  const plan = planInpaint(volume, model.manifest, region, settings);
  const result = await runInMemory(inpaintTask, volume, { manifest: model.manifest, settings, region }, supplies(parts));
  const deviation = settings.samples > 1 ? layerOf(result, 'uncertainty') : [];
  return { plan, result, mean: layerOf(result, 'inpainted'), deviation };
}

/** As the viewer has it: one filling after the other, the last slice first, and then how far they lie apart. */
const handedOver = (change: Partial<Settings> = {}, stopAfter = Infinity) =>
  watched(
    inpaintTask,
    volume,
    { manifest: model.manifest, settings: { ...options, ...change }, region, first: 3, each: true },
    { ...parts, stopAfter },
  );

describe('inpainting with a model that is told the known region', () => {
  it('fills with the conditional mean in one evaluation, whatever the seed', async () => {
    const { plan, mean, result } = await run();
    expect([inpaintEvaluations(plan), plan.sigma, result.provenance.evaluations]).toEqual([1, 20, 1]);
    expect((await handedOver()).handed.map(({ index }) => index)).toEqual([3, 2, 0]);
    for (const k of [0, 2, 3]) expect(Math.abs(meanOf(inside(mean[k]!)) - (100 + 10 * k))).toBeLessThan(2);
    const other = await run({ seed: 9 });
    // (s² + σ²) / s² = 40,001 times less than the noise of the start
    const apart = inside(mean[0]!).map((value, i) => Math.abs(value - inside(other.mean[0]!)[i]!));
    expect(Math.max(...apart)).toBeLessThan(0.001 * plan.unit * 5);
  });

  it.each([
    ['dpmpp-2m', 12],
    ['heun', 12],
    ['dpmpp-2m-sde', 12],
    // Of order 1: narrower with fewer steps.
    ['ddpm', 60],
  ])('with %s in %i steps draws fillings around that mean, as wide as the model says', async (sampler, steps) => {
    const { plan, mean, deviation } = await run({ sampler, steps, samples: 4 });
    for (const k of [0, 2, 3]) {
      // 60 voxels × 4 samples, s = 0.1 units: the mean's own error is 0.0065 units.
      expect(Math.abs(meanOf(inside(mean[k]!)) - (100 + 10 * k)) / plan.unit).toBeLessThan(0.025);
      const spread = Math.sqrt(meanOf(inside(deviation[k]!).map((v) => v * v))) / plan.unit;
      expect(spread).toBeGreaterThan(0.08);
      expect(spread).toBeLessThan(0.12);
    }
  });

  it('gives the sample with seed s + k as the run with that seed does', async () => {
    const several = await run({ steps: 4, samples: 3 });
    const alone = await run({ steps: 4, seed: 5 });
    const { handed } = await handedOver({ steps: 4, samples: 3 });
    const found = handed.flatMap(({ index, sample, layers }) =>
      index === 2 && layers.inpainted ? [[sample, layers.inpainted] as const] : [],
    );
    expect(found.map(([sample]) => sample)).toEqual([0, 1, 2]);
    expect(found[2]?.[1]).toEqual(alone.mean[2]);
    const at = hole.indexOf(1);
    const values = found.map(([, pixels]) => pixels[at] ?? NaN);
    expect(several.mean[2]?.[at]).toBeCloseTo(meanOf(values), 3);
    expect(several.deviation[2]?.[at]).toBeCloseTo(Math.sqrt(values.reduce((sum, v) => sum + (v - meanOf(values)) ** 2, 0) / 2), 3);
    // Both shells are told the same spread.
    const spread = handed.find(({ index, layers }) => index === 2 && layers.uncertainty)?.layers.uncertainty;
    expect(spread).toEqual(several.deviation[2]);
  });

  it('leaves the source bit for bit outside the holes, and 0 as the deviation there', async () => {
    const { mean, deviation } = await run({ steps: 3, samples: 3 });
    volume.slices.forEach((source, k) => {
      const known = (_: number, i: number) => !(region[k]?.[i] ?? 0);
      expect(Array.from(bits(mean[k]!)).filter(known)).toEqual(Array.from(bits(source)).filter(known));
      expect(
        Array.from(deviation[k]!)
          .filter(known)
          .every((v) => v === 0),
      ).toBe(true);
    });
    expect(mean[1]).toEqual(volume.slices[1]);
  });

  it('stops when told to, and keeps what is finished', async () => {
    const { outcome, handed } = await handedOver({ samples: 3, steps: 2 }, 4);
    expect([outcome.state, handed.length]).toEqual(['cancelled', 4]);
    expect(handed.map(({ sample, index }) => [sample, index])).toEqual([
      [0, 3],
      [0, 2],
      [0, 0],
      [1, 3],
    ]);
  });

  it('never falls below zero where the series does not', async () => {
    const { mean } = await run({ sampler: 'ddpm', steps: 4 });
    expect(mean.every((values) => values.every((v) => v >= 0))).toBe(true);
  });

  it('knows how large the holes are', () => {
    expect(holeSize(volume, region)).toEqual({ voxels: 180, millilitres: 0.72 });
  });
});
