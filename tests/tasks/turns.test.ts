/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import type { Executor } from '../../src/execution/Executor';
import { Spread } from '../../src/results/spread';
import { denoise, planDenoise } from '../../src/tasks/denoise/plan';
import { denoiseTask } from '../../src/tasks/denoise/task';
import { EIGHT_TURNS } from '../../src/tasks/denoise/turns';
import { runInMemory } from '../../src/tasks/inMemory';
import type { Settings } from '../../src/tasks/Task';
import { turnBack, turnGrid, turnSlice, type Turn } from '../../src/volume/turn';
import type { Volume } from '../../src/volume/Volume';
import { bits, layerOf, supplies, watched } from '../support/context';
import { shippedModel, smallExecutor } from '../support/models';
import { drawnVolume } from '../support/pictures';

/** Its weights were drawn: to a mirror it is anything but indifferent. */
const model = shippedModel('tiny-random');
let executor: Executor;
beforeAll(async () => void (executor = await smallExecutor(model)));
afterAll(() => executor.dispose());
const parts = { executor: () => Promise.resolve(executor) };

/** Not square, and filled up to a multiple on one side only. */
const drawn = drawnVolume({ rows: 40, columns: 40, slices: 3, noise: 0.1 });
const head: Volume = {
  ...drawn,
  ...{ rows: 36, columns: 40 },
  slices: drawn.slices.map((slice) => slice.slice(0, 36 * 40).map((v, i) => v * (1 + ((i % 40) + 2 * Math.floor(i / 40)) / 200))),
};
const settled = (asked: Partial<Settings>) => ({ manifest: model.manifest, settings: denoiseTask.settle(asked, model.manifest) });
const best = settled({ turns: 8 });

/** One run of all slices in one turn, with the unit and the noise level of the series, turned back. */
async function singleRun(turn: Turn, seed = 1, change: Partial<Settings> = {}): Promise<Float32Array[]> {
  const { settings } = settled({ seed, ...change });
  const plan = planDenoise(head, model.manifest, settings);
  const { rows, columns } = head;
  const turned = { ...turnGrid(head, turn), slices: head.slices.map((slice) => turnSlice(slice, rows, columns, turn)) };
  const made: Float32Array[] = [];
  await denoise(turned, plan, model.manifest, settings, executor, {
    ...{ signal: new AbortController().signal, pause: () => Promise.resolve(), onStep: () => undefined },
    onSlice: (index, estimate) => void (made[index] = turnBack(estimate, rows, columns, turn)),
  });
  return made;
}

/** The executor, with something between it and the task. */
const between = ({ step, read = (state) => state }: { step?: () => void; read?: (state: Float32Array) => Float32Array }): Executor => ({
  describe: () => executor.describe(),
  networkMilliseconds: () => executor.networkMilliseconds(),
  dispose: () => Promise.resolve(),
  open: async (shape, rows) => {
    const lane = await executor.open(shape, rows);
    return {
      load: (start) => lane.load(start),
      step: (row) => {
        step?.();
        return lane.step(row);
      },
      read: async () => read(await lane.read()),
      dispose: () => lane.dispose(),
    };
  },
});

describe('the best setting of Denoise', () => {
  it('turns a slice in eight ways, all different', () => {
    const [rows, columns] = [2, 3];
    const slice = Float32Array.of(1, 2, 3, 4, 5, 6);
    const ways = EIGHT_TURNS.map((turn) => `${turn.transpose} ${turnSlice(slice, rows, columns, turn).join(' ')}`);
    expect(new Set(ways).size).toBe(8);
  });

  it('is the mean of eight single runs, each turned back, bit for bit', async () => {
    const single: Float32Array[][] = [];
    for (const turn of EIGHT_TURNS) single.push(await singleRun(turn));
    const result = await runInMemory(denoiseTask, head, best, supplies(parts));
    const made = layerOf(result, 'denoised');
    head.slices.forEach((_, k) => {
      const spread = new Spread();
      single.forEach((slices) => spread.add(k, slices[k]!.slice()));
      const { mean, deviation } = spread.take(k);
      expect(bits(made[k]!)).toEqual(bits(mean));
      // The turns differ, so their mean is none of them.
      expect(Math.max(...deviation)).toBeGreaterThan(0.01);
      const far = mean.reduce((most, v, i) => {
        const exact = single.reduce((sum, slices) => sum + slices[k]![i]!, 0) / 8;
        return Math.max(most, Math.abs(v - exact) / Math.max(1, exact));
      }, 0);
      expect(far).toBeLessThan(1e-6);
    });
    // How far the turns lie apart is no word on how sure the model is.
    expect(result.layers.map(({ kind }) => kind)).toEqual(['denoised']);
    expect(result.provenance).toMatchObject({ turns: 8, evaluations: 8, samples: 1, steps: 1 });
  });

  it('is not asked for by default, and then no word of it is said', async () => {
    const { provenance } = await runInMemory(denoiseTask, head, settled({}), supplies(parts));
    expect(provenance).toMatchObject({ evaluations: 1 });
    expect(provenance).not.toHaveProperty('turns');
  });

  it('with several samples gives the mean and the spread of all that was drawn', async () => {
    const asked = { steps: 2, sampler: 'euler-ancestral', samples: 2, seed: 5 } as const;
    const result = await runInMemory(denoiseTask, head, settled({ ...asked, turns: 8 }), supplies(parts));
    const spread = new Spread();
    for (const seed of [5, 6]) {
      for (const turn of EIGHT_TURNS) spread.add(1, (await singleRun(turn, seed, { steps: 2, sampler: asked.sampler }))[1]!);
    }
    const { mean, deviation } = spread.take(1);
    expect(bits(layerOf(result, 'denoised')[1]!)).toEqual(bits(mean));
    expect(bits(layerOf(result, 'uncertainty')[1]!)).toEqual(bits(deviation));
    const { provenance } = result;
    expect(provenance).toMatchObject({ turns: 8, samples: 2 });
    const { provenance: one } = await runInMemory(denoiseTask, head, settled(asked), supplies(parts));
    expect(provenance.evaluations).toBe(8 * one.evaluations);
  });

  it('gives the same pixels slab by slab, the slice on screen first, and counts each turn as steps', async () => {
    const whole = await watched(denoiseTask, head, { ...best, first: 1 }, parts);
    const slabs = await watched(denoiseTask, head, { ...best, first: 1 }, { ...parts, held: 1 });
    expect(slabs.handed.map(({ index }) => index)).toEqual([1, 0, 2]);
    expect(slabs.handed.map(({ layers }) => bits(layers.denoised!))).toEqual(whole.handed.map(({ layers }) => bits(layers.denoised!)));
    const fractions = slabs.told.flatMap(({ fraction }) => fraction ?? []);
    expect(fractions).toEqual(Array.from({ length: 24 }, (_, n) => expect.closeTo((n + 1) / 24, 12) as number));
    expect(slabs.told.find(({ steps }) => steps !== undefined)).toMatchObject({ steps: 8 });
    const steps = slabs.told.flatMap(({ stepsDone }) => stepsDone ?? []);
    expect(steps).toEqual([1, 2, 3].flatMap(() => [1, 2, 3, 4, 5, 6, 7, 8]));
  });

  it('is cancelled between two turns; what was handed over is whole', async () => {
    const { handed } = await watched(denoiseTask, head, { ...best, first: 0 }, parts);
    const abort = new AbortController();
    let steps = 0;
    // In the middle of the second slice.
    const counting = between({ step: () => void (++steps === 12 && abort.abort()) });
    const supplied = { executor: () => Promise.resolve(counting), signal: abort.signal };
    const stopped = await watched(denoiseTask, head, { ...best, first: 0 }, supplied);
    expect(steps).toBe(12);
    expect(stopped.outcome.state).toBe('cancelled');
    expect(stopped.handed.map(({ index }) => index)).toEqual([0]);
    expect(bits(stopped.handed[0]!.layers.denoised!)).toEqual(bits(handed[0]!.layers.denoised!));
  });

  it('is refused where a device answers a turn with what it had for the one before', async () => {
    let kept: Float32Array | undefined;
    const stale = between({ read: (state) => (kept ??= state) });
    const run = runInMemory(denoiseTask, head, best, supplies({ executor: () => Promise.resolve(stale) }));
    await expect(run).rejects.toMatchObject({ code: 'OUTPUT_STALE' });
  });
});
