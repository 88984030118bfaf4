/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import type { ErrorCode } from '../../src/core/errors';
import { selfTest } from '../../src/execution/selfTest';
import type { Executor } from '../../src/execution/Executor';
import { atStrength } from '../../src/results/blend';
import { denoise, planDenoise, type DenoiseOptions } from '../../src/tasks/denoise/plan';
import { denoiseTask } from '../../src/tasks/denoise/task';
import { runInMemory } from '../../src/tasks/inMemory';
import type { Settings } from '../../src/tasks/Task';
import { outwardOrder } from '../../src/volume/survey';
import type { Volume } from '../../src/volume/Volume';
import { supplies } from '../support/context';
import { nodeExecutor, shippedModel } from '../support/models';
import { drawnVolume } from '../support/pictures';
import { refusal } from '../support/refusal';

const options: DenoiseOptions = { steps: 1, sampler: 'dpmpp-2m', seed: 1 };
const model = shippedModel('mr-brain-restore');
let executor: Executor;
beforeAll(async () => void (executor = await nodeExecutor(model)));
afterAll(() => executor.dispose());

async function denoised(volume: Volume, change: Partial<DenoiseOptions> = {}, visible = 1) {
  const all = { ...options, ...change };
  const plan = planDenoise(volume, model.manifest, all);
  const slices: Float32Array[] = [];
  const order: number[] = [];
  const onSlice = (index: number, pixels: Float32Array) => {
    slices[index] = pixels;
    order.push(index);
  };
  const hooks = { signal: new AbortController().signal, pause: () => Promise.resolve(), onStep: () => undefined, onSlice };
  await denoise(volume, plan, model.manifest, all, executor, hooks, outwardOrder(volume.slices.length, visible));
  return { slices, order, plan };
}

/** Deviation and mean in the flat dark centre of the drawn head. */
function centre(slice: Float32Array, { rows, columns }: Volume) {
  const values: number[] = [];
  for (let r = rows / 2 - 6; r < rows / 2 + 6; r++)
    for (let c = columns / 2 - 6; c < columns / 2 + 6; c++) values.push(slice[r * columns + c] ?? NaN);
  const mean = values.reduce((a, b) => a + b) / values.length;
  return { mean, noise: Math.sqrt(values.reduce((a, v) => a + (v - mean) ** 2, 0) / values.length) };
}

describe('denoising with the shipped model', () => {
  it('passes its own self-test far inside the tolerance', async () => {
    expect(await selfTest(executor, model.manifest)).toBeLessThan(1e-5);
  });

  it('lowers the noise to less than half and keeps the true mean, size and unit', async () => {
    const volume = drawnVolume();
    const { slices, order } = await denoised(volume);
    expect(order).toEqual([1, 0, 2]);
    slices.forEach((slice, k) => {
      const source = volume.slices[k]!;
      expect(slice).toHaveLength(60 * 70);
      expect(centre(slice, volume).noise).toBeLessThan(centre(source, volume).noise / 2);
      // The drawing has 400 there, before the noise.
      expect(Math.abs(centre(slice, volume).mean / 400 - 1)).toBeLessThan(0.03);
      expect(slice.every((v) => v >= 0)).toBe(true);
    });
  });

  it('blends with the source by the strength at the outlet: half is exactly between', async () => {
    const volume = drawnVolume({ slices: 2 });
    const source = volume.slices[0]!;
    const made = async (strength: number) => {
      const order = { manifest: model.manifest, settings: denoiseTask.settle({ strength }, model.manifest) };
      const result = await runInMemory(denoiseTask, volume, order, supplies({ executor: () => Promise.resolve(executor) }));
      const [layer] = result.layers;
      return { estimate: layer!.slices[0]!, shown: [...atStrength(layer!, result, volume.slices)][0]! };
    };
    const [full, half, none] = [await made(1), await made(0.5), await made(0)];
    // What a task hands over is the estimate, whatever the strength.
    expect(half.estimate).toEqual(full.estimate);
    expect([full.shown, none.shown]).toEqual([full.estimate, source]);
    // Where the full result was cut at zero the two differ by what was cut.
    const between = half.shown.map((v, i) => (full.shown[i]! > 0 ? Math.abs(v - (source[i]! + full.shown[i]!) / 2) : 0));
    expect(Math.max(...between)).toBeLessThan(1e-3);
  });

  it('gives the same numbers twice, and whatever slice is on screen', async () => {
    const volume = drawnVolume();
    const [one, two] = [await denoised(volume, { steps: 3 }), await denoised(volume, { steps: 3 }, 2)];
    expect(two.slices).toEqual(one.slices);
  });

  it('scales with the modality units: ten times the values, ten times the result', async () => {
    const volume = drawnVolume({ slices: 2 });
    const tenfold = { ...volume, slices: volume.slices.map((s) => s.map((v) => 10 * v)) };
    const [one, ten] = [await denoised(volume), await denoised(tenfold)];
    const worst = ten.slices[0]!.reduce((m, v, i) => Math.max(m, Math.abs(v / 10 - one.slices[0]![i]!)), 0);
    expect(worst).toBeLessThan(0.05);
  });

  it('leaves the source as it was', async () => {
    const volume = drawnVolume();
    const before = volume.slices.map((s) => s.slice());
    await denoised(volume);
    expect(volume.slices).toEqual(before);
  });

  it('writes the measured noise level into the plan', () => {
    const { sigma, unit, rows } = planDenoise(drawnVolume({ noise: 0.1 }), model.manifest, { ...options, steps: 4 });
    expect((sigma * unit) / 1000).toBeGreaterThan(0.07);
    expect((sigma * unit) / 1000).toBeLessThan(0.13);
    expect(rows).toHaveLength(4);
    expect(rows[0]?.evaluateAt).toBeCloseTo(sigma, 12);
  });

  it.each<[ErrorCode, Partial<Settings>, Partial<Volume>]>([
    ['BAD_OPTION', { strength: 1.3 }, {}],
    ['BAD_OPTION', { strength: NaN }, {}],
    ['BAD_OPTION', { steps: 0 }, {}],
    ['BAD_OPTION', { steps: 101 }, {}],
    ['BAD_OPTION', { sampler: 'none' }, {}],
    ['BAD_OPTION', { turns: 4 as 8 }, {}],
    ['BAD_OPTION', { sampler: 'repaint' }, {}],
    ['SAMPLES_ALIKE', { samples: 2, steps: 1 }, {}],
    ['SAMPLES_ALIKE', { samples: 2, sampler: 'heun', steps: 3 }, {}],
    ['MODEL_DOMAIN', {}, { modality: 'CT' }],
    ['NOISE_UNKNOWN', {}, { rows: 12, columns: 12, slices: [Float32Array.from({ length: 144 }, (_, i) => i)] }],
  ])('refuses with %s before a model is opened (%p)', async (code, change, volume) => {
    const order = { manifest: model.manifest, settings: { ...denoiseTask.settle({}, model.manifest), ...change } };
    await expect(runInMemory(denoiseTask, { ...drawnVolume(), ...volume }, order, supplies())).rejects.toThrow(refusal(code));
  });
});
