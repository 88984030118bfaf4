/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import type { Executor } from '../../src/execution/Executor';
import type { Manifest } from '../../src/models/manifest';
import { atStrength } from '../../src/results/blend';
import type { Provenance } from '../../src/results/provenance';
import { TASKS } from '../../src/tasks';
import { runInMemory } from '../../src/tasks/inMemory';
import { inpaint, planInpaint } from '../../src/tasks/inpaint/plan';
import { settingsOf } from '../support/settingsOf';
import type { Region, Settings, Task } from '../../src/tasks/Task';
import type { Volume } from '../../src/volume/Volume';
import { bits, supplies, watched } from '../support/context';
import { drawnInpaint, shippedModel, smallExecutor } from '../support/models';
import { DrawnPrior, noisingPrior } from '../support/noising';
import { drawnVolume } from '../support/pictures';

const tiny = shippedModel('tiny-random');
const told = drawnInpaint();
const byNoise = { ...noisingPrior, noising: { ...noisingPrior.noising, noise: 'gaussian' as const, steps: 2 } };
const MODELS: readonly Manifest[] = [tiny.manifest, told.manifest, byNoise];

let open: Readonly<Record<string, Executor>> = {};
beforeAll(async () => {
  open = { [tiny.manifest.id]: await smallExecutor(tiny), [told.manifest.id]: await smallExecutor(told), [byNoise.id]: new DrawnPrior() };
});
afterAll(() => Promise.all(Object.values(open).map((executor) => executor.dispose())));
const parts = { executor: ({ id }: Manifest) => Promise.resolve(open[id]!) };

const head = drawnVolume({ rows: 32, columns: 32, slices: 2, noise: 0.1 });
const spot = Uint8Array.from({ length: 32 * 32 }, (_, i) => (i % 32 > 12 && i % 32 < 20 && i > 300 && i < 600 ? 1 : 0));
const inBrain = (i: number) => ((Math.floor(i / 90) - 38) / 30) ** 2 + (((i % 90) - 47) / 34) ** 2 < 1;
const brain: Volume = {
  ...{ rows: 80, columns: 90, spacing: [1, 1, 5], modality: 'MR', units: 'arbitrary' },
  axes: { rowCosines: [1, 0, 0], columnCosines: [0, 1, 0] },
  slices: [Float32Array.from({ length: 7200 }, (_, i) => (inBrain(i) ? 200 + ((3 * i) % 11) : 0))],
};

/** What is worked on; it is in no provenance. */
interface Given {
  volume: Volume;
  region?: Region;
}

/** What a run is told beside that. */
interface Told {
  manifest: Manifest;
  settings: Settings;
  independent?: boolean;
}

interface Made {
  provenance: Provenance;
  /** Every array, by its name. */
  arrays: Map<string, Uint32Array>;
}

/** Each picture becomes a series of its own, the slice on screen first; here slab by slab as well. */
async function viewer(task: Task, { volume, region }: Given, order: Told): Promise<Made> {
  const { outcome, handed } = await watched(task, volume, { ...order, region, first: 1, each: true }, { ...parts, held: 1 });
  const named = handed.flatMap(({ index, sample = 0, layers }) =>
    Object.entries(layers).map(([kind, pixels]) => [`${kind} ${sample} ${index}`, bits(pixels)] as const),
  );
  return { provenance: outcome.provenance, arrays: new Map(named.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** The mean of the pictures, estimates at their strength. */
async function commandLine(task: Task, { volume, region }: Given, order: Told): Promise<Made> {
  const result = await runInMemory(task, volume, { ...order, region }, supplies(parts));
  const named = result.layers.flatMap((layer) =>
    [...atStrength(layer, result, volume.slices)].map((pixels, k) => [`${layer.kind} ${k}`, bits(pixels)] as const),
  );
  return { provenance: result.provenance, arrays: new Map(named) };
}

/** All that is told the second time, from the provenance of the first alone, as it comes out of a file. */
function toldBy(stored: string): { task: Task } & Told {
  const made = JSON.parse(stored) as Provenance;
  const manifest = MODELS.find(
    ({ id, version, file }) => JSON.stringify({ id, version, sha256: file.sha256 }) === JSON.stringify(made.model),
  );
  if (!manifest) throw new Error(`no model ${made.model.id}`);
  return { task: TASKS[made.task], manifest, settings: settingsOf(made), independent: made.independent !== undefined };
}

const withoutTimes = ({ milliseconds: _, networkMilliseconds: __, ...rest }: Provenance) => rest;

const CASES: [name: string, task: Task, given: Given, manifest: Manifest, asked: Partial<Settings>, independent?: boolean][] = [
  ['denoise, one evaluation', TASKS.denoise, { volume: head }, tiny.manifest, { strength: 0.4 }],
  [
    'denoise, samples of several steps',
    TASKS.denoise,
    { volume: head },
    tiny.manifest,
    { strength: 0.5, steps: 3, sampler: 'euler-ancestral', samples: 3, seed: 11 },
  ],
  ['denoise, samples by the settings of the task', TASKS.denoise, { volume: head }, tiny.manifest, { samples: 2, seed: 2 ** 40 }],
  [
    'denoise, slices that are images of their own',
    TASKS.denoise,
    { volume: head },
    tiny.manifest,
    { steps: 2, sampler: 'dpmpp-2m-sde', samples: 2, seed: 3 },
    true,
  ],
  ['denoise, the mean of eight turns', TASKS.denoise, { volume: head }, tiny.manifest, { turns: 8 }],
  [
    'denoise, samples in eight turns',
    TASKS.denoise,
    { volume: head },
    tiny.manifest,
    { steps: 2, sampler: 'euler-ancestral', samples: 2, seed: 5, turns: 8 },
  ],
  [
    'inpaint by RePaint',
    TASKS.inpaint,
    { volume: head, region: [undefined, spot] },
    tiny.manifest,
    { sampler: 'repaint', steps: 5, seed: 4, samples: 2 },
  ],
  [
    'inpaint by projection',
    TASKS.inpaint,
    { volume: head, region: [spot, undefined] },
    tiny.manifest,
    { sampler: 'ddpm', steps: 4, seed: 9, samples: 2 },
  ],
  [
    'inpaint with a model that is told the known region',
    TASKS.inpaint,
    { volume: head, region: [spot, undefined] },
    told.manifest,
    { samples: 3, seed: 8 },
  ],
  ['an anomaly map by partial noising', TASKS.anomaly, { volume: brain }, byNoise, { seed: 6 }],
  ['an anomaly map by another number of reconstructions', TASKS.anomaly, { volume: brain }, byNoise, { seed: 6, samples: 2 }],
];

describe.each([
  ['viewer', viewer],
  ['command line', commandLine],
])('what the %s makes', (_way, make) => {
  it.each(CASES)(
    'is made again, bit for bit, from its provenance alone: %s',
    async (_name, task, given, manifest, asked, independent = false) => {
      const settings = task.settle(asked, manifest);
      const first = await make(task, given, { manifest, settings, independent });
      const { task: sameTask, ...order } = toldBy(JSON.stringify(first.provenance));
      const second = await make(sameTask, given, order);
      expect(second.arrays).toEqual(first.arrays);
      expect(withoutTimes(second.provenance)).toEqual(withoutTimes(first.provenance));
      expect(first.arrays.size).toBeGreaterThan(1);
      // The settings are whole: nothing is left for a model to complete.
      expect(task.settle(order.settings, manifest)).toEqual(order.settings);
      const random = asked.seed !== undefined;
      const other = random ? await make(task, given, { ...order, settings: { ...order.settings, seed: order.settings.seed + 7 } }) : first;
      if (random) expect(other.arrays).not.toEqual(first.arrays);
    },
  );
});

it('says by which jumps RePaint resampled: these alone make the same filling', async () => {
  const settings = TASKS.inpaint.settle({ sampler: 'repaint', steps: 6, seed: 5 }, tiny.manifest);
  const volume = { ...head, slices: head.slices.slice(0, 1) };
  const result = await runInMemory(TASKS.inpaint, volume, { manifest: tiny.manifest, settings, region: [spot] }, supplies(parts));
  const { provenance } = result;
  if (provenance.task !== 'inpaint') throw new Error('a result of another task');
  const { seed, steps, sampler, resampling } = provenance;
  expect(resampling).toEqual({ jumpLength: 2, passes: 2 });
  const plan = planInpaint(volume, tiny.manifest, [spot], { seed, steps, sampler, resampling });
  const made: Float32Array[] = [];
  const hooks = {
    ...{ signal: new AbortController().signal, pause: () => Promise.resolve(), onStep: () => undefined },
    onSlice: (index: number, pixels: Float32Array) => void (made[index] = pixels),
  };
  await inpaint(volume, [spot], plan, tiny.manifest, { seed }, open[tiny.manifest.id]!, hooks);
  expect(bits(made[0]!)).toEqual(bits(result.layers[0]!.slices[0]!));
});

it.each([
  [2, 2],
  [50, 2],
  [63, 3],
  [125, 5],
  [250, 10],
  [1000, 10],
])('RePaint over %i levels jumps by %i, as often', async (steps, jump) => {
  const abort = new AbortController();
  const settings = TASKS.inpaint.settle({ sampler: 'repaint', steps }, tiny.manifest);
  const order = { manifest: tiny.manifest, settings, region: [spot, undefined], first: 0 };
  // Its plan is enough.
  const executor = (manifest: Manifest) => {
    abort.abort();
    return parts.executor(manifest);
  };
  const { outcome } = await watched(TASKS.inpaint, head, order, { executor, signal: abort.signal });
  expect(outcome.state).toBe('cancelled');
  expect(outcome.provenance).toMatchObject({ resampling: { jumpLength: jump, passes: jump } });
});
