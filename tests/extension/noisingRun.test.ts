import { anomalyTask } from '../../src/tasks/anomaly/task';
import type { Volume } from '../../src/volume/Volume';
import { watched } from '../support/context';
import { NODE } from '../support/models';
import { DrawnPrior, noisingPrior } from '../support/noising';

const [rows, columns] = [80, 90];
const inside = (i: number) => ((Math.floor(i / columns) - 38) / 30) ** 2 + (((i % columns) - 47) / 34) ** 2 < 1;
const slice = Float32Array.from({ length: rows * columns }, (_, i) => (inside(i) ? 200 : 0));
const volume: Volume = {
  ...{ rows, columns, slices: [slice, slice], spacing: [1, 1, 5], modality: 'MR', units: 'arbitrary' },
  axes: { rowCosines: [1, 0, 0], columnCosines: [0, 1, 0] },
};

/** As the worker runs it: one slice held at a time, the settings of the panel. */
const run = (samples: number) => {
  const settings = { strength: 1, steps: 1, sampler: '', seed: 3, samples, turns: 1 } as const;
  const parts = { held: 1, executor: () => Promise.resolve(new DrawnPrior()) };
  return watched(anomalyTask, volume, { manifest: noisingPrior, settings, first: 0, each: true }, parts);
};

describe('the anomaly run of the worker, by a partial-noising prior', () => {
  it('is for models of either kind of prior', () => {
    expect(anomalyTask.models).toEqual(['restorer', 'noising-prior']);
  });

  it('hands over the uncertainty beside the maps, and says what was drawn', async () => {
    const { outcome, handed } = await run(1);
    expect(outcome.state).toBe('done');
    expect(handed.map(({ index, layers }) => [index, Object.keys(layers).sort()])).toEqual(
      [0, 1].map((index) => [index, ['brain', 'brightness', 'healthy', 'score', 'uncertainty']]),
    );
    const { uncertainty } = handed[0]!.layers;
    expect(uncertainty!.some((value) => value > 1)).toBe(true);
    expect(uncertainty!.filter((value, i) => value !== 0 && !inside(i)).length).toBe(0);
    const noising = { noise: 'simplex', sigma: 0.5, steps: 1, samples: 3, seed: 3 };
    expect(outcome.provenance).toMatchObject({ task: 'anomaly', evaluations: 3, noising, backend: NODE });
  });

  it('draws as often as the reader has chosen, and says that the calibration is of another number', async () => {
    const { provenance, warnings } = (await run(2)).outcome;
    expect(provenance).toMatchObject({ evaluations: 2, noising: { samples: 2, seed: 3 } });
    expect(warnings).toContainEqual({ code: 'SAMPLES_UNCALIBRATED', measured: '2 reconstructions', allowed: '3' });
  });
});
