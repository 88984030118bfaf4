/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import type { Executor } from '../../src/execution/Executor';
import type { FinishedSlice } from '../../src/results/Result';
import { denoiseTask } from '../../src/tasks/denoise/task';
import { inpaintTask } from '../../src/tasks/inpaint/task';
import { runInMemory } from '../../src/tasks/inMemory';
import type { Volume } from '../../src/volume/Volume';
import { bits, layerOf, supplies, watched, type Watched } from '../support/context';
import { shippedModel, smallExecutor } from '../support/models';
import { drawnVolume, randomNumbers } from '../support/pictures';
import { refusal } from '../support/refusal';

const model = shippedModel('tiny-random');
const { manifest } = model;
let executor: Executor;
beforeAll(async () => void (executor = await smallExecutor(model)));
afterAll(() => executor.dispose());
const parts = { executor: () => Promise.resolve(executor) };

const head = drawnVolume({ rows: 32, columns: 34, slices: 4, noise: 0.1 });
const [one, , three, four] = head.slices as [Float32Array, Float32Array, Float32Array, Float32Array];
/** Too little tissue for a noise level; and nothing at all. */
const air = one.map((_, i) => i % 2);
const flat = one.map(() => 5);
const of = (...slices: Float32Array[]): Volume => ({ ...head, slices });

const settings = denoiseTask.settle({ steps: 2, sampler: 'dpmpp-2m-sde' }, manifest);
const order = { manifest, settings, first: 0 };
const apart = (volume: Volume, change: Watched = {}) =>
  watched(denoiseTask, volume, { ...order, independent: true }, { ...parts, ...change });

describe('slices that are images of their own', () => {
  it('come out as each does alone, with its own unit and noise level; those that cannot be done stay, and are named', async () => {
    const bright = four.map((value) => 10 * value);
    const { outcome, handed } = await apart(of(one, air, three, flat, bright));
    expect(handed.map(({ index }) => index)).toEqual([0, 2, 4]);
    expect(outcome).toMatchObject({
      state: 'done',
      warnings: [{ code: 'SLICES_UNTOUCHED', slices: [1, 3] }],
      provenance: { independent: { untouched: [1, 3] }, levels: [{ slice: 0 }, { slice: 2 }, { slice: 4 }] },
    });
    for (const [n, slice] of [one, three, bright].entries()) {
      const alone = await runInMemory(denoiseTask, of(slice), order, supplies(parts));
      expect(bits(handed[n]!.layers.denoised!)).toEqual(bits(layerOf(alone, 'denoised')[0]!));
      const { provenance } = outcome;
      if (provenance.task !== 'denoise' || alone.provenance.task !== 'denoise') throw new Error('a result of another task');
      expect(provenance.levels?.[n]).toMatchObject({ sigma: alone.provenance.sigma, unit: alone.provenance.unit });
    }
  });

  it('tell how far all of them are, those that are left included', async () => {
    const { told } = await apart(of(one, three, air));
    const fractions = told.flatMap(({ fraction }) => fraction ?? []);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
    const counted = told.flatMap(({ slicesDone }) => slicesDone ?? []);
    expect(counted).toEqual([...counted].sort((a, b) => a - b));
    expect([new Set(counted), new Set(told.flatMap(({ slices }) => slices ?? []))]).toEqual([new Set([0, 1, 2, 3]), new Set([3])]);
  });

  it('that can none of them be done end with the first reason', async () => {
    await expect(apart(of(air, flat))).rejects.toThrow(refusal('NOISE_UNKNOWN'));
    await expect(apart(of(flat, air))).rejects.toThrow(refusal('EMPTY_IMAGE'));
    await expect(apart({ ...head, slices: [] })).rejects.toThrow(refusal('NO_IMAGE'));
    const region = [new Uint8Array(one.length), undefined];
    const asked = { manifest, settings: inpaintTask.settle({ steps: 2 }, manifest), region, first: 0, independent: true };
    await expect(watched(inpaintTask, of(one, three), asked, parts)).rejects.toThrow(refusal('REGION_EMPTY'));
  });

  it('end with a fault that is none of the reasons to leave a slice', async () => {
    const damaged = one.map((value, i) => (i === 40 ? NaN : value));
    await expect(apart(of(one, damaged, three))).rejects.toThrow(refusal('BAD_PIXELS'));
    const region = [one, three].map(() => new Uint8Array(one.length).fill(1));
    const asked = { manifest, settings: inpaintTask.settle({ steps: 2 }, manifest), region, first: 0, independent: true };
    await expect(watched(inpaintTask, of(one, three), asked, parts)).rejects.toThrow(refusal('REGION_COVERS_ALL'));
  });

  it('are stopped between two steps, and those that were handed over are whole', async () => {
    const handed: FinishedSlice[] = [];
    await expect(apart(of(one, three, four), { handed, stopAfter: 1 })).rejects.toThrow(refusal('CANCELLED'));
    expect(handed.map(({ index }) => index)).toEqual([0]);
    const whole = await apart(of(one, three, four));
    expect(bits(handed[0]!.layers.denoised!)).toEqual(bits(whole.handed[0]!.layers.denoised!));
  });

  it('say what several of them share once, with the number of slices', async () => {
    const random = randomNumbers(5);
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    // More noise than the training had: each pixel as bright as tissue or nearly dark; air above it.
    const noise = (dark: number) =>
      Float32Array.from({ length: 64 * 64 }, (_, i) => (i < 700 ? 0 : (random() < 0.5 ? dark : 200) + 3 * normal()));
    const [a, b] = [noise(80), noise(100)];
    const warned = async (...slices: Float32Array[]) => (await apart({ ...of(...slices), rows: 64, columns: 64 })).outcome.warnings;
    const [alone] = await warned(a);
    expect(alone).toEqual({ code: 'NOISE_ABOVE_TRAINING', measured: expect.stringMatching(/^[34]\d %$/) as string, allowed: 'up to 30 %' });
    expect(await warned(b)).not.toEqual([alone]);
    // Where all slices say the same there is nothing to count.
    expect(await warned(a, a)).toEqual([alone]);
    expect(await warned(a, b)).toEqual([{ ...alone, measured: `${alone?.measured} and 1 more slice` }]);
    expect(await warned(a, b, a)).toEqual([{ ...alone, measured: `${alone?.measured} and 2 more slices` }]);
  });
});

describe('a run', () => {
  it('says first what a person has confirmed, then what the header gave to be said, then what was found, each once', async () => {
    const outside = [{ code: 'BODY_PART_DIFFERS', measured: 'LIVER', allowed: 'brain' }] as const;
    const said = [...outside, { code: 'SPACING_DIFFERS', measured: '3.00 × 3.00 mm' }] as const;
    const { outcome } = await watched(denoiseTask, of(one, air), { ...order, outside, said, independent: true }, parts);
    expect(outcome.warnings).toEqual([...said, { code: 'SLICES_UNTOUCHED', slices: [1] }]);
    expect(outcome.provenance.outside).toEqual(outside);
    const plain = await watched(denoiseTask, of(one, three), { ...order, outside: [], said }, parts);
    expect(plain.outcome.warnings).toEqual(said);
    expect(plain.outcome.provenance).not.toHaveProperty('outside');
  });

  it('checks settings and modality before anything is fetched', async () => {
    const slices = { count: 2, fetch: () => Promise.reject(new Error('fetched')) };
    const asked = (change: object, volume = of(one, three)) =>
      watched(denoiseTask, volume, { ...order, settings: { ...settings, ...change } }, { slices });
    await expect(asked({ strength: 2 })).rejects.toThrow(refusal('BAD_OPTION'));
    await expect(asked({ samples: 2, steps: 1 })).rejects.toThrow(refusal('SAMPLES_ALIKE'));
    await expect(asked({}, { ...head, modality: 'PT' })).rejects.toThrow(refusal('MODEL_DOMAIN'));
    await expect(asked({})).rejects.toThrow('fetched');
  });

  it('that is cancelled in memory gives no result, and elsewhere keeps what was handed over', async () => {
    const stopped = runInMemory(denoiseTask, head, order, supplies({ ...parts, signal: AbortSignal.abort() }));
    await expect(stopped).rejects.toThrow(refusal('CANCELLED'));
    const { outcome, handed } = await watched(denoiseTask, head, order, { ...parts, stopAfter: 1 });
    expect([outcome.state, handed.map(({ index }) => index)]).toEqual(['cancelled', [0]]);
    const whole = await watched(denoiseTask, head, order, parts);
    expect(bits(handed[0]!.layers.denoised!)).toEqual(bits(whole.handed[0]!.layers.denoised!));
  });
});
