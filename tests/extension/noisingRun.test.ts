import type { RunOrder } from '../../extension/worker/protocol';
import { runAnomaly } from '../../extension/worker/runs/anomaly';
import type { RunContext } from '../../extension/worker/runs/context';
import type { FinishedSlice } from '../../extension/worker/protocol';
import type { Manifest } from '../../src/models/manifest';
import { NODE } from '../support/models';
import { DrawnPrior, noisingPrior } from '../support/noising';

const [rows, columns] = [80, 90];
const inside = (i: number) => ((Math.floor(i / columns) - 38) / 30) ** 2 + (((i % columns) - 47) / 34) ** 2 < 1;
const slice = Float32Array.from({ length: rows * columns }, (_, i) => (inside(i) ? 200 : 0));
const order: RunOrder = {
  jobId: 'one',
  task: 'anomaly',
  grid: {
    ...{ rows, columns, spacing: [1, 1, 5], modality: 'MR', units: 'arbitrary' },
    axes: { rowCosines: [1, 0, 0], columnCosines: [0, 1, 0] },
  },
  slices: 2,
  visibleSlice: 0,
  settings: { modelId: noisingPrior.id, backend: 'wasm', strength: 1, steps: 1, sampler: '', seed: 3, samples: 1 },
};

const contextOf = (handed: FinishedSlice[], asked: unknown[] = []) =>
  ({
    signal: new AbortController().signal,
    pause: () => Promise.resolve(),
    stack: { count: 2, fetch: (indices: number[]) => Promise.resolve(indices.map(() => slice)) },
    slabSlices: 1,
    manifest: (kinds: unknown) => {
      asked.push(kinds);
      return Promise.resolve(noisingPrior as Manifest);
    },
    executor: () => Promise.resolve(new DrawnPrior()),
    network: () => Promise.reject(new Error('no network is needed')),
    cpu: NODE,
    tell: () => undefined,
    hand: (one: FinishedSlice) => void handed.push(one),
    made: () => ({ versions: { workbench: '0', onnxruntime: '0' }, milliseconds: 1 }),
  }) as unknown as RunContext;

describe('the anomaly run of the worker, by a partial-noising prior', () => {
  it('hands over the uncertainty beside the maps, and says what was drawn', async () => {
    const handed: FinishedSlice[] = [];
    const asked: unknown[] = [];
    const { state, provenance } = await runAnomaly(order, contextOf(handed, asked));
    expect(asked).toEqual([['restorer', 'noising-prior']]);
    expect(state).toBe('done');
    expect(handed.map(({ index, layers }) => [index, Object.keys(layers).sort()])).toEqual(
      [0, 1].map((index) => [index, ['brain', 'brightness', 'healthy', 'score', 'uncertainty']]),
    );
    const { uncertainty } = handed[0]!.layers;
    expect(uncertainty!.some((value) => value > 1)).toBe(true);
    expect(uncertainty!.filter((value, i) => value !== 0 && !inside(i)).length).toBe(0);
    const noising = { noise: 'simplex', sigma: 0.5, steps: 1, samples: 3, seed: 3 };
    expect(provenance).toMatchObject({ task: 'anomaly', evaluations: 3, noising, backend: NODE });
  });

  it('draws as often as the reader has chosen, and says that the calibration is of another number', async () => {
    const { provenance, warnings } = await runAnomaly({ ...order, settings: { ...order.settings, samples: 2 } }, contextOf([]));
    expect(provenance).toMatchObject({ evaluations: 2, noising: { samples: 2, seed: 3 } });
    expect(warnings).toContainEqual('The score was made from 2 reconstructions; its calibration holds for 3.');
  });
});
