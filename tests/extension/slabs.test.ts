/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { HeldSlices } from '../../extension/worker/HeldSlices';
import type { Evaluates } from '../../src/execution/network';
import type { Kind } from '../../src/results/kinds';
import { TASKS } from '../../src/tasks';
import type { TaskName } from '../../src/results/Result';
import type { Supplies } from '../../src/tasks/inMemory';
import type { Order } from '../../src/tasks/Task';
import type { Volume } from '../../src/volume/Volume';
import { bits, watched, type Seen } from '../support/context';
import { drawnInpaint, shippedModel, smallExecutor } from '../support/models';
import { drawnVolume } from '../support/pictures';
import { restorer } from '../support/restorer';

const settings = { strength: 1, steps: 1, sampler: 'dpmpp-2m', seed: 5, samples: 1, turns: 1 } as const;

interface Done extends Seen {
  /** The most slices that were held at a time. */
  most: number;
}

/** A worker's run on a volume that stays on the page. */
async function run(
  task: TaskName,
  volume: Volume,
  order: Pick<Order, 'manifest' | 'settings' | 'region'>,
  parts: Partial<Supplies>,
  held?: number,
  stopAfter = Infinity,
): Promise<Done> {
  const { slices } = volume;
  let most = 0;
  const stack = new HeldSlices(slices.length, (indices) => Promise.resolve(indices.map((index) => slices[index]!.slice())));
  const fetch = stack.fetch.bind(stack);
  stack.fetch = (indices) => {
    most = Math.max(most, indices.length);
    return fetch(indices);
  };
  const seen = await watched(TASKS[task], volume, { ...order, first: 1, each: true }, { ...parts, slices: stack, held, stopAfter });
  return { ...seen, most };
}

/** Every array that was handed over, by slice, sample and kind. */
function arrays({ handed }: Done): Map<string, Uint32Array> {
  return new Map(
    handed.flatMap(({ index, sample = 0, layers }) =>
      (Object.entries(layers) as [Kind, Float32Array][]).map(([kind, pixels]) => [`${index} ${sample} ${kind}`, bits(pixels)] as const),
    ),
  );
}

const sorted = (done: Done) => new Map([...arrays(done)].sort(([a], [b]) => (a < b ? -1 : 1)));

/** What is the same whether a run is divided or not. */
async function sameInSlabs(of: (held?: number) => Promise<Done>, total: number): Promise<void> {
  const whole = await of();
  expect(whole.most).toBe(total);
  for (const size of [1, 2]) {
    const parts = await of(size);
    expect(parts.most).toBeLessThanOrEqual(size);
    expect(sorted(parts)).toEqual(sorted(whole));
    expect(parts.outcome).toEqual({
      ...whole.outcome,
      provenance: {
        ...whole.outcome.provenance,
        milliseconds: expect.any(Number) as number,
        networkMilliseconds: expect.any(Number) as number,
      },
    });
    // Progress counts over all slabs, and ends at the end.
    const fractions = parts.told.flatMap(({ fraction }) => fraction ?? []);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBeCloseTo(1, 10);
  }
}

describe('slab by slab, every bit is that of the undivided run', () => {
  it.each([
    ['one evaluation', {}],
    ['three samples of a stochastic sampler', { steps: 3, sampler: 'dpmpp-2m-sde', samples: 3 }],
  ])('denoising MR by %s', async (_, change) => {
    const model = shippedModel('tiny-random');
    const executor = await smallExecutor(model);
    const parts = { executor: () => Promise.resolve(executor) };
    const volume = drawnVolume({ slices: 5 });
    const order = { manifest: model.manifest, settings: { ...settings, ...change } };
    await sameInSlabs((held) => run('denoise', volume, order, parts, held), 5);
    await executor.dispose();
  });

  it('filling a region, two samples, on the slices that have one', async () => {
    const model = drawnInpaint();
    const executor = await smallExecutor(model);
    const parts = { executor: () => Promise.resolve(executor) };
    const volume = drawnVolume({ slices: 5 });
    const spot = Uint8Array.from({ length: volume.rows * volume.columns }, (_, i) =>
      i % volume.columns > 20 && i % volume.columns < 30 ? 1 : 0,
    );
    const region = [spot, undefined, spot, spot, undefined];
    const asked = { ...settings, steps: 3, sampler: 'dpmpp-2m-sde', samples: 2 };
    const order = { manifest: model.manifest, settings: asked, region };
    await sameInSlabs((held) => run('inpaint', volume, order, parts, held), 5);
    await executor.dispose();
  });

  it('mapping anomalies, brain and levels judged over the whole series', async () => {
    const network: Evaluates = {
      run: ({ image, brain }) => Promise.resolve({ clean: brain!.slice(), altered: image!.map((value) => (value > 1.5 ? 1 : 0)) }),
    };
    const parts = { network: () => Promise.resolve(Object.assign(network, { networkMilliseconds: () => 0 })) };
    const inBrain = (i: number) => ((Math.floor(i / 90) - 38) / 30) ** 2 + (((i % 90) - 47) / 34) ** 2 < 1;
    const slice = (k: number) =>
      Float32Array.from({ length: 80 * 90 }, (_, i) =>
        inBrain(i) ? (Math.hypot(Math.floor(i / 90) - 25, (i % 90) - 60) < 4 + k ? 500 : 200 + (i % 7)) : 7,
      );
    const axes = { rowCosines: [1, 0, 0] as const, columnCosines: [0, 1, 0] as const };
    const volume: Volume = {
      rows: 80,
      columns: 90,
      slices: [0, 1, 2, 3, 4].map(slice),
      spacing: [1, 1, 5],
      axes,
      modality: 'MR',
      units: 'arbitrary',
    };
    // The lowest slice holds too little brain to be scored.
    const region = volume.slices.map((_, k) =>
      Uint8Array.from({ length: 80 * 90 }, (_v, i) => (inBrain(i) && (k > 0 || i < 2000) ? 1 : 0)),
    );
    const of = (held?: number) => run('anomaly', volume, { manifest: restorer, settings, region }, parts, held);
    // All slices: whether a slice is scored or not, its values are looked at.
    await sameInSlabs(of, 5);
    const { outcome, handed } = await of(2);
    expect(outcome.provenance).toMatchObject({ map: { covered: [false, true, true, true, true], peak: { slice: 1 } } });
    expect(handed.find(({ index }) => index === 0)?.layers).toEqual({ brain: expect.any(Float32Array) as Float32Array });
  });

  it('a cancel between two slabs keeps what was finished', async () => {
    const model = shippedModel('tiny-random');
    const executor = await smallExecutor(model);
    const parts = { executor: () => Promise.resolve(executor) };
    const volume = drawnVolume({ slices: 5 });
    const { outcome, handed } = await run('denoise', volume, { manifest: model.manifest, settings }, parts, 2, 2);
    expect(outcome.state).toBe('cancelled');
    // The slice on screen is the second one: its neighbours come first.
    expect(handed.map(({ index }) => index)).toEqual([1, 0]);
    await executor.dispose();
  });
});
