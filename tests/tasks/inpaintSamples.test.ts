/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { inpaintEvaluations, planInpaint, type Holes, type InpaintOptions } from '../../src/tasks/inpaint';
import { inpaintSamples } from '../../src/tasks/inpaintSamples';
import { holeSize } from '../../src/tasks/holes';
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
const holes: Holes = [hole, undefined, hole.map((v) => 255 * v), hole];
const inside = (values: ArrayLike<number>) => Array.from(values).filter((_, i) => hole[i]);
const meanOf = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const options = { seed: 3, steps: 1, sampler: 'dpmpp-2m', visibleSlice: 3, samples: 1 };
const model = drawnInpaint();

async function run(change: Partial<InpaintOptions & { samples: number }> = {}, stopAfter = Infinity) {
  const asked = { ...options, ...change };
  const plan = planInpaint(volume, model.manifest, holes, asked);
  const executor = await smallExecutor(model);
  const abort = new AbortController();
  const delivered: [sample: number, index: number, pixels: Float32Array][] = [];
  const ended = await inpaintSamples(volume, holes, plan, model.manifest, asked, executor, {
    signal: abort.signal,
    pause: () => Promise.resolve(),
    onStep: () => undefined,
    onSlice: (sample, index, pixels) => {
      delivered.push([sample, index, pixels]);
      if (delivered.length === stopAfter) abort.abort();
    },
  });
  await executor.dispose();
  return { ...ended, plan, delivered, mean: ended.samples.mean(), deviation: ended.samples.deviation() };
}

const bits = (values: Float32Array) => new Uint32Array(values.buffer, values.byteOffset, values.length);

describe('inpainting with a model that is told the known region', () => {
  it('fills with the conditional mean in one evaluation, whatever the seed', async () => {
    const { plan, mean, delivered } = await run();
    expect([inpaintEvaluations(plan), plan.sigma]).toEqual([1, 20]);
    expect(delivered.map(([, index]) => index)).toEqual([3, 2, 0]);
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
    const { plan, mean, deviation } = await run({ sampler, steps, samples: 4, jumpLength: 3, passes: 2 });
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
    const third = several.delivered.find(([sample, index]) => sample === 2 && index === 2)?.[2];
    expect(third).toEqual(alone.mean[2]);
    const found = several.delivered.filter(([, index]) => index === 2).map(([, , pixels]) => pixels);
    const at = hole.indexOf(1);
    const values = found.map((pixels) => pixels[at] ?? NaN);
    expect(several.mean[2]?.[at]).toBeCloseTo(meanOf(values), 3);
    expect(several.deviation[2]?.[at]).toBeCloseTo(Math.sqrt(values.reduce((sum, v) => sum + (v - meanOf(values)) ** 2, 0) / 2), 3);
  });

  it('leaves the source bit for bit outside the holes, and 0 as the deviation there', async () => {
    const { mean, deviation } = await run({ steps: 3, samples: 3 });
    volume.slices.forEach((source, k) => {
      const known = (_: number, i: number) => !(holes[k]?.[i] ?? 0);
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
    const { state, delivered } = await run({ samples: 3 }, 4);
    expect([state, delivered.length]).toEqual(['cancelled', 4]);
  });

  it('never falls below zero where the series does not', async () => {
    const { mean } = await run({ sampler: 'ddpm', steps: 4 });
    expect(mean.every((values) => values.every((v) => v >= 0))).toBe(true);
  });

  it('knows how large the holes are', () => {
    expect(holeSize(volume, holes)).toEqual({ voxels: 180, millilitres: 0.72 });
  });
});
