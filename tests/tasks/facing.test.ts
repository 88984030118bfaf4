/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import type { Executor } from '../../src/execution/Executor';
import type { Manifest } from '../../src/models/manifest';
import { TASKS } from '../../src/tasks';
import { runInMemory } from '../../src/tasks/inMemory';
import type { Region, Settings, Task } from '../../src/tasks/Task';
import type { Volume } from '../../src/volume/Volume';
import { bits, supplies, watched } from '../support/context';
import { drawnInpaint, shippedModel, smallExecutor } from '../support/models';
import { DrawnPrior, noisingPrior } from '../support/noising';
import { drawnVolume, randomNumbers } from '../support/pictures';
import { asShown, masksAs, STORED, storedAs, storedName } from '../support/storedAs';

const tiny = shippedModel('tiny-random');
const told = drawnInpaint();
let open: Readonly<Record<string, Executor>> = {};
beforeAll(async () => {
  open = {
    [tiny.manifest.id]: await smallExecutor(tiny),
    [told.manifest.id]: await smallExecutor(told),
    [noisingPrior.id]: new DrawnPrior(),
  };
});
afterAll(() => Promise.all(Object.values(open).map((executor) => executor.dispose())));
const parts = { executor: ({ id }: Manifest) => Promise.resolve(open[id]!) };

/** A head that is neither square nor alike in any two directions; sides that the network has to fill up. */
const random = randomNumbers(5);
const drawn = drawnVolume({ rows: 40, columns: 40, slices: 3, noise: 0.1 });
const head: Volume = {
  ...drawn,
  ...{ rows: 36, columns: 40, spacing: [0.9, 1.1, 4] },
  axes: { rowCosines: [1, 0, 0], columnCosines: [0, 1, 0] },
  slices: drawn.slices.map((slice) =>
    slice.slice(0, 36 * 40).map((v, i) => v * (1 + ((i % 40) + 2 * Math.floor(i / 40)) / 200) + random()),
  ),
};
const spot = Uint8Array.from({ length: 36 * 40 }, (_, i) => (i % 40 > 22 && i % 40 < 30 && i > 300 && i < 640 ? 1 : 0));
const brainSlice = (at: number) =>
  Float32Array.from({ length: 80 * 90 }, (_, i) => {
    const [r, c] = [Math.floor(i / 90), i % 90];
    return ((r - 38) / (30 - at)) ** 2 + ((c - 47) / 34) ** 2 < 1 ? 200 + ((7 * r + 3 * c + at) % 23) : 0;
  });
const brain: Volume = {
  ...{ rows: 80, columns: 90, spacing: [1, 1, 5], modality: 'MR', units: 'arbitrary' },
  axes: { rowCosines: [1, 0, 0], columnCosines: [0, 1, 0] },
  slices: [0, 1, 4].map(brainSlice),
};

interface Case {
  task: Task;
  volume: Volume;
  manifest: Manifest;
  asked: Partial<Settings>;
  region?: Region;
  independent?: true;
}

const noising = { volume: brain, task: TASKS.anomaly, manifest: noisingPrior, asked: { seed: 6, samples: 2 } };
const CASES: Readonly<Record<string, Case>> = {
  'denoise, one evaluation': { task: TASKS.denoise, volume: head, manifest: tiny.manifest, asked: {} },
  'denoise, samples': {
    ...{ task: TASKS.denoise, volume: head, manifest: tiny.manifest },
    asked: { steps: 3, sampler: 'euler-ancestral', samples: 2, seed: 4 },
  },
  'denoise, the mean of eight turns': { task: TASKS.denoise, volume: head, manifest: tiny.manifest, asked: { turns: 8 } },
  'denoise, images of their own': { task: TASKS.denoise, volume: head, manifest: tiny.manifest, asked: {}, independent: true },
  inpaint: {
    ...{ task: TASKS.inpaint, volume: head, manifest: told.manifest, asked: { samples: 2, seed: 8 } },
    region: [spot, undefined, undefined],
  },
  'inpaint by RePaint': {
    ...{ task: TASKS.inpaint, volume: head, manifest: tiny.manifest, asked: { sampler: 'repaint', steps: 4, seed: 8 } },
    region: [spot, spot, undefined],
  },
  'anomaly map': noising,
  'anomaly map, images of their own': { ...noising, independent: true },
};

describe.each(STORED.map((stored) => [storedName(stored), stored] as const))('a series stored %s', (_stored, stored) => {
  it.each(Object.entries(CASES))(
    'gives the same voxels, bit for bit, and the same words: %s',
    async (_name, { task, volume, manifest, asked, region, independent }) => {
      const settings = task.settle(asked, manifest);
      const order = (own?: Region) => ({ manifest, settings, independent, ...(own && { region: own }) });
      const one = await runInMemory(task, volume, order(region), supplies(parts));
      const other = await runInMemory(task, storedAs(volume, stored), order(region && masksAs(region, volume, stored)), supplies(parts));
      expect(other.layers.map(({ kind }) => kind)).toEqual(one.layers.map(({ kind }) => kind));
      one.layers.forEach(({ slices }, n) => {
        const back = asShown(other.layers[n]!.slices, volume, stored);
        expect(back.map(bits)).toEqual(slices.map(bits));
      });
      expect(other.warnings.map(({ code }) => code)).toEqual(one.warnings.map(({ code }) => code));
      // Numbers of slices are those of the series as it is stored.
      const place = (k: number) => (stored.reverseSlices ? volume.slices.length - 1 - k : k);
      if (one.provenance.task === 'anomaly' && other.provenance.task === 'anomaly') {
        expect(other.provenance.map.covered).toEqual(one.provenance.map.covered.map((_, k, all) => all[place(k)]));
        expect(other.provenance.map.peak).toEqual({ ...one.provenance.map.peak, slice: place(one.provenance.map.peak.slice) });
      }
    },
  );
});

describe('a turned series', () => {
  const stored = STORED.find(({ transpose, mirrorColumns, mirrorRows }) => transpose && !mirrorColumns && !mirrorRows)!;

  it('is begun at the slice on screen', async () => {
    const settings = TASKS.denoise.settle({}, tiny.manifest);
    const { handed } = await watched(TASKS.denoise, storedAs(head, stored), { manifest: tiny.manifest, settings, first: 2 }, parts);
    expect(handed.map(({ index }) => index)).toEqual([2, 1, 0]);
  });

  it('is refused by the number of the slice as it is stored', async () => {
    const own = storedAs(head, stored);
    own.slices[2]![7] = NaN;
    const settings = TASKS.denoise.settle({}, tiny.manifest);
    const run = runInMemory(TASKS.denoise, own, { manifest: tiny.manifest, settings }, supplies(parts));
    await expect(run).rejects.toMatchObject({
      code: 'BAD_PIXELS',
      slices: [2],
      message: expect.stringContaining('found NaN in slice 3') as string,
    });
  });

  it('names the slices that were left as they are by their place as it is stored', async () => {
    const settings = TASKS.denoise.settle({}, tiny.manifest);
    const own = { ...head, slices: head.slices.map((slice, k) => (k === 0 ? new Float32Array(slice.length) : slice)) };
    const order = { manifest: tiny.manifest, settings, independent: true };
    const { provenance, warnings } = await runInMemory(TASKS.denoise, storedAs(own, stored), order, supplies(parts));
    expect(provenance.independent).toEqual({ untouched: [2] });
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'SLICES_UNTOUCHED', slices: [2] }));
    expect(provenance.task === 'denoise' && provenance.levels?.map(({ slice }) => slice)).toEqual([0, 1]);
  });
});
