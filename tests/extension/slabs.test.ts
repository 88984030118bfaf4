/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import type { FinishedSlice, Progress, RunOrder, RunOutcome, RunSettings } from '../../extension/worker/protocol';
import { HeldSlices } from '../../extension/worker/HeldSlices';
import { RUNS } from '../../extension/worker/runs';
import type { RunContext } from '../../extension/worker/runs/context';
import type { Evaluates } from '../../src/execution/network';
import type { LayerKind } from '../../src/results/Result';
import type { Volume } from '../../src/volume/Volume';
import { drawnInpaint, NODE, shippedModel, smallExecutor } from '../support/models';
import { drawnVolume } from '../support/pictures';
import { restorer } from '../support/restorer';

const settings: RunSettings = { modelId: 'm', backend: 'wasm', strength: 1, steps: 1, sampler: 'dpmpp-2m', seed: 5, samples: 1 };

interface Done {
  outcome: RunOutcome;
  slices: FinishedSlice[];
  told: Partial<Progress>[];
  /** The most slices that were held at a time. */
  held: number;
}

/** A worker's run on a volume that stays on the page. */
async function run(
  volume: Volume,
  order: Omit<RunOrder, 'jobId' | 'grid' | 'slices' | 'visibleSlice'>,
  parts: Pick<RunContext, 'manifest' | 'executor' | 'network'>,
  stopAfter = Infinity,
): Promise<Done> {
  const { slices, ...grid } = volume;
  const abort = new AbortController();
  const done: Omit<Done, 'outcome'> = { slices: [], told: [], held: 0 };
  const stack = new HeldSlices(slices.length, (indices) => Promise.resolve(indices.map((index) => slices[index]!.slice())));
  const fetch = stack.fetch.bind(stack);
  stack.fetch = (indices) => {
    done.held = Math.max(done.held, indices.length);
    return fetch(indices);
  };
  const context: RunContext = {
    ...parts,
    stack,
    slabSlices: order.slabSlices ?? slices.length,
    signal: abort.signal,
    pause: () => Promise.resolve(),
    cpu: NODE,
    tell: (progress) => done.told.push(progress),
    hand: (slice) => {
      done.slices.push(slice);
      if (done.slices.length === stopAfter) abort.abort();
    },
    made: () => ({ versions: { workbench: '0', onnxruntime: '0' }, milliseconds: 0 }),
  };
  const request: RunOrder = { ...order, jobId: 'job', grid, slices: slices.length, visibleSlice: 1 };
  const outcome = await RUNS[order.task](request, context);
  return { ...done, outcome };
}

/** Every array that was handed over, by slice, sample and kind. */
function arrays({ slices }: Done): Map<string, Uint32Array> {
  const bits = (pixels: Float32Array) => new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length);
  return new Map(
    slices.flatMap(({ index, sample = 0, layers }) =>
      (Object.entries(layers) as [LayerKind, Float32Array][]).map(
        ([kind, pixels]) => [`${index} ${sample} ${kind}`, bits(pixels)] as const,
      ),
    ),
  );
}

const none = (() => Promise.reject(new Error('not asked for'))) as never;
const sorted = (done: Done) => new Map([...arrays(done)].sort(([a], [b]) => (a < b ? -1 : 1)));

/** What is the same whether a run is divided or not. */
async function sameInSlabs(of: (slabSlices?: number) => Promise<Done>, total: number): Promise<void> {
  const whole = await of();
  expect(whole.held).toBe(total);
  for (const size of [1, 2]) {
    const parts = await of(size);
    expect(parts.held).toBeLessThanOrEqual(size);
    expect(sorted(parts)).toEqual(sorted(whole));
    expect(parts.outcome).toEqual({
      ...whole.outcome,
      provenance: { ...whole.outcome.provenance, networkMilliseconds: expect.any(Number) as number },
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
    const parts = { manifest: () => Promise.resolve(model.manifest) as never, executor: () => Promise.resolve(executor), network: none };
    const volume = drawnVolume({ slices: 5 });
    await sameInSlabs((slabSlices) => run(volume, { task: 'denoise', settings: { ...settings, ...change }, slabSlices }, parts), 5);
    await executor.dispose();
  });

  it('filling a region, two samples, on the slices that have one', async () => {
    const model = drawnInpaint();
    const executor = await smallExecutor(model);
    const parts = { manifest: () => Promise.resolve(model.manifest) as never, executor: () => Promise.resolve(executor), network: none };
    const volume = drawnVolume({ slices: 5 });
    const spot = Uint8Array.from({ length: volume.rows * volume.columns }, (_, i) =>
      i % volume.columns > 20 && i % volume.columns < 30 ? 1 : 0,
    );
    const region = [spot, undefined, spot, spot, undefined];
    const asked = { ...settings, steps: 3, sampler: 'dpmpp-2m-sde', samples: 2 };
    await sameInSlabs((slabSlices) => run(volume, { task: 'inpaint', settings: asked, region, slabSlices }, parts), 5);
    await executor.dispose();
  });

  it('mapping anomalies, brain and levels judged over the whole series', async () => {
    const network: Evaluates = {
      run: ({ image, brain }) => Promise.resolve({ clean: brain!.slice(), altered: image!.map((value) => (value > 1.5 ? 1 : 0)) }),
    };
    const parts = {
      manifest: () => Promise.resolve(restorer) as never,
      executor: none,
      network: () => Promise.resolve({ network: Object.assign(network, { networkMilliseconds: () => 0 }) as never, backend: NODE }),
    };
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
    const of = (slabSlices?: number) => run(volume, { task: 'anomaly', settings, region, slabSlices }, parts);
    await sameInSlabs(of, 4);
    const { outcome, slices } = await of(2);
    expect(outcome.provenance).toMatchObject({ map: { covered: [false, true, true, true, true], peak: { slice: 1 } } });
    expect(slices.find(({ index }) => index === 0)?.layers).toEqual({ brain: expect.any(Float32Array) as Float32Array });
  });

  it('a cancel between two slabs keeps what was finished', async () => {
    const model = shippedModel('tiny-random');
    const executor = await smallExecutor(model);
    const parts = { manifest: () => Promise.resolve(model.manifest) as never, executor: () => Promise.resolve(executor), network: none };
    const volume = drawnVolume({ slices: 5 });
    const { outcome, slices } = await run(volume, { task: 'denoise', settings, slabSlices: 2 }, parts, 2);
    expect(outcome.state).toBe('cancelled');
    // The slice on screen is the second one: its neighbours come first.
    expect(slices.map(({ index }) => index)).toEqual([1, 0]);
    await executor.dispose();
  });
});
