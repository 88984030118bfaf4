import { volumeTask, type VolumeParts } from '../../extension/run/volumeTask';
import type { JobControl, JobProgress, Preview } from '../../extension/run/job';
import type { EngineEvents, RunRequest } from '../../extension/worker/protocol';
import { DiffusionError } from '../../src/core/errors';
import type { DenoiseProvenance } from '../../src/results/provenance';
import type { Result } from '../../src/results/Result';
import type { Outcome } from '../../src/tasks/Task';
import { stackAs } from '../support/stackAs';

const provenance = { task: 'denoise', strength: 1 } as DenoiseProvenance;
const settings = { modelId: 'm', backend: 'auto', strength: 1, steps: 1, sampler: '', seed: 1, samples: 1, turns: 1 } as const;

/** Three slices of one pixel, shown from head to feet: the viewer's slice k holds 10 k and lies at index 2 - k along the normal. */
function setUp(engine: (request: RunRequest, events: EngineEvents) => Promise<Outcome>, more: Partial<VolumeParts> = {}) {
  const delivered: Result[] = [];
  const cancelled: string[] = [];
  const reports: JobProgress[] = [];
  const previews: Preview[] = [];
  const abort = new AbortController();
  const parts: VolumeParts = {
    engine: { run: engine, cancel: (id) => void cancelled.push(id) },
    task: 'denoise',
    seriesKey: 'series',
    label: 'T2 axial',
    stack: stackAs([2, 1, 0], { rows: 1, columns: 1, spacing: [1, 2, 5] }),
    modality: 'MR',
    units: 'arbitrary',
    visible: 0,
    // eslint-disable-next-line @typescript-eslint/require-await
    read: async function* () {
      for (let index = 0; index < 3; index++) yield { index, pixels: Float32Array.of(10 * index) };
    },
    agreed: () => Promise.resolve({ settings }),
    windowFor: () => Promise.resolve({ lower: 0, upper: 20 }),
    deliver: (result) => Promise.resolve(void delivered.push(result)),
    ...more,
  };
  const control: JobControl = { id: 'job-1', signal: abort.signal, report: (p) => reports.push(p), preview: (p) => previews.push(p) };
  return { task: volumeTask(parts), control, delivered, cancelled, reports, previews, abort };
}

const half = ({ volume }: RunRequest, index: number) => ({
  index,
  layers: { denoised: Float32Array.from(volume.slices[index] ?? [], (v) => v / 2) },
});

describe('the denoise job', () => {
  it('says which values hold no image, along the normal as the slices', async () => {
    let asked: RunRequest | undefined;
    const padding = [[[-1, -1]], [], [[-3, -2]]] as const;
    const { task, control } = setUp(
      (request, events) => {
        asked = request;
        [0, 1, 2].forEach((index) => events.onSlice(half(request, index)));
        return Promise.resolve({ state: 'done', provenance, warnings: [] });
      },
      { padding },
    );
    await task.run(control);
    expect(asked?.volume.padding).toEqual([[[-3, -2]], [], [[-1, -1]]]);
  });

  it('hands the slices over along the normal, the one on screen named, and delivers the whole result', async () => {
    let asked: RunRequest | undefined;
    const { task, control, delivered, previews } = setUp((request, events) => {
      asked = request;
      [2, 0, 1].forEach((index) => events.onSlice(half(request, index)));
      return Promise.resolve({ state: 'done', provenance, warnings: [{ code: 'NOISE_ABOVE_TRAINING' }] });
    });
    await expect(task.run(control)).resolves.toBe('done');
    expect(asked?.volume.slices.map((slice) => slice[0])).toEqual([20, 10, 0]);
    expect(asked).toMatchObject({ jobId: 'job-1', visibleSlice: 2, settings, volume: { spacing: [1, 2, 5], modality: 'MR' } });
    expect(delivered).toHaveLength(1);
    expect(delivered[0]).toMatchObject({ partial: false, finished: [true, true, true], warnings: [{ code: 'NOISE_ABOVE_TRAINING' }] });
    expect(delivered[0]?.layers[0]?.slices.map((slice) => slice[0])).toEqual([10, 5, 0]);
    expect(previews).toEqual([expect.objectContaining({ position: 1, pixelAspect: 2, original: Float32Array.of(0) })]);
  });

  it('numbers slices in what is said of them as the viewer lists them', async () => {
    const { task, control, delivered } = setUp((request, events) => {
      [0, 1, 2].forEach((index) => events.onSlice(half(request, index)));
      return Promise.resolve({ state: 'done', provenance, warnings: [{ code: 'SLICES_UNTOUCHED', slices: [1, 2] }] });
    });
    await task.run(control);
    expect(delivered[0]?.warnings).toEqual([{ code: 'SLICES_UNTOUCHED', slices: [0, 1] }]);
    const failed = setUp(() => Promise.reject(new DiffusionError('BAD_PIXELS', { measured: 'NaN', slices: [2] })));
    await expect(failed.task.run(failed.control)).rejects.toThrow(/found NaN in slice 1\)/);
  });

  it('fails, and delivers nothing, when the engine says done without all slices', async () => {
    const { task, control, delivered } = setUp((request, events) => {
      events.onSlice(half(request, 1));
      return Promise.resolve({ state: 'done', provenance, warnings: [] });
    });
    await expect(task.run(control)).rejects.toThrow(/found 1 slices, allowed 3/);
    expect(delivered).toEqual([]);
  });

  it('counts the slices that are here, not those the engine last spoke of', async () => {
    const { task, control, reports } = setUp((request, events) => {
      events.onProgress({ stage: 'network', slicesDone: 0, slices: 3, stepsDone: 1, steps: 1, fraction: 0.3, secondsLeft: NaN });
      events.onSlice(half(request, 2));
      return Promise.reject(new Error('enough'));
    });
    await task.run(control).catch(() => undefined);
    expect(reports.at(-1)?.slicesDone).toBe(1);
  });

  it('keeps what was finished before a cancel, with the source in the other slices', async () => {
    const { task, control, delivered, cancelled, abort } = setUp(async (request, events) => {
      events.onSlice(half(request, 2));
      events.onSlice(half(request, 1));
      abort.abort();
      await Promise.resolve();
      return { state: 'cancelled', provenance, warnings: [] };
    });
    await expect(task.run(control)).resolves.toBe('cancelled');
    expect(cancelled).toEqual(['job-1']);
    expect(delivered).toEqual([]);
    await task.keep();
    expect(delivered[0]).toMatchObject({ partial: true, finished: [false, true, true] });
    expect(delivered[0]?.layers[0]?.slices.map((slice) => slice[0])).toEqual([20, 5, 0]);
  });

  it('delivers nothing when the last step finished during the cancel', async () => {
    const { task, control, delivered, abort } = setUp((request, events) => {
      [0, 1, 2].forEach((index) => events.onSlice(half(request, index)));
      abort.abort();
      return Promise.resolve({ state: 'done', provenance, warnings: [] });
    });
    await expect(task.run(control)).resolves.toBe('cancelled');
    expect(delivered).toEqual([]);
    await task.keep();
    expect(delivered[0]).toMatchObject({ partial: false });
  });

  it('delivers nothing after a failure, nor after a discard', async () => {
    const failed = setUp(() => Promise.reject(new Error('lost')));
    await expect(failed.task.run(failed.control)).rejects.toThrow('lost');
    await failed.task.keep();
    expect(failed.delivered).toEqual([]);

    const dropped = setUp((request, events) => {
      events.onSlice(half(request, 2));
      return Promise.resolve({ state: 'cancelled', provenance, warnings: [] });
    });
    await dropped.task.run(dropped.control);
    dropped.task.discard();
    await dropped.task.keep();
    expect(dropped.delivered).toEqual([]);
  });

  it.each([
    ['DEVICE_LOST', 2],
    ['ENGINE_STOPPED', 2],
    ['OUTPUT_STALE', 0],
  ] as const)('leaves after %s %d finished slices to be kept', async (code, left) => {
    const { task, control, delivered } = setUp((request, events) => {
      for (const index of [2, 1]) events.onSlice(half(request, index), { state: 'cancelled', provenance, warnings: [] });
      return Promise.reject(new DiffusionError(code));
    });
    await expect(task.run(control)).rejects.toMatchObject({ code });
    expect(task.left?.()).toBe(left);
    await task.keep();
    expect(delivered.map(({ partial, finished }) => ({ partial, finished }))).toEqual(
      left ? [{ partial: true, finished: [false, true, true] }] : [],
    );
  });

  it.each(['agreed', 'slabSlices', 'windowFor'] as const)('ends at once on a cancel while it waits for %s', async (what) => {
    const { task, control, abort } = setUp(() => Promise.reject(new Error('not reached')), { [what]: () => new Promise(() => undefined) });
    const run = task.run(control);
    await new Promise((resolve) => setTimeout(resolve));
    abort.abort();
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(task.left?.()).toBe(0);
  });

  it('ends at once on a cancel while the result is added, which is then to be kept or not', async () => {
    let adds: AbortSignal | undefined;
    const { task, control, abort } = setUp(
      (request, events) => {
        for (const index of [0, 1, 2]) events.onSlice(half(request, index));
        return Promise.resolve({ state: 'done', provenance, warnings: [] });
      },
      { deliver: (_result, _source, signal) => new Promise(() => (adds = signal)) },
    );
    const run = task.run(control);
    await new Promise((resolve) => setTimeout(resolve));
    expect(adds?.aborted).toBe(false);
    abort.abort();
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(adds?.aborted).toBe(true);
    expect(task.left?.()).toBe(3);
  });

  describe('of a region, several times', () => {
    const spot = Uint8Array.of(1);
    const parts: Partial<VolumeParts> = {
      task: 'inpaint',
      region: [undefined, spot, spot],
      agreed: () => Promise.resolve({ settings: { ...settings, steps: 4, samples: 2 } }),
    };
    const filling = (index: number, sample: number) => ({
      index,
      sample,
      layers: { inpainted: Float32Array.of(100 * (sample + 1) + index) },
    });

    it('delivers each filling whole, with their spread', async () => {
      const { task, control, delivered, reports } = setUp((request, events) => {
        expect(request.region?.map((slice) => slice !== undefined)).toEqual([true, true, false]);
        for (const sample of [0, 1]) for (const index of [1, 0]) events.onSlice(filling(index, sample));
        for (const index of [0, 1]) events.onSlice({ index, layers: { uncertainty: Float32Array.of(7) } });
        return Promise.resolve({ state: 'done', provenance, warnings: [] });
      }, parts);
      await expect(task.run(control)).resolves.toBe('done');
      expect(delivered[0]?.layers.map(({ kind, sample, slices }) => [kind, sample, slices.map((slice) => slice[0])])).toEqual([
        ['inpainted', 1, [100, 101, 0]],
        ['inpainted', 2, [200, 201, 0]],
        ['uncertainty', undefined, [7, 7, 0]],
      ]);
      expect(delivered[0]).toMatchObject({ partial: false, finished: [true, true, true] });
      expect(reports.at(-1)?.slicesDone).toBe(4);
    });

    it('keeps whole fillings only, and the first one as far as it came', async () => {
      const { task, control, delivered, reports, abort } = setUp((_request, events) => {
        for (const index of [1, 0]) events.onSlice(filling(index, 0));
        events.onSlice(filling(1, 1));
        abort.abort();
        events.onProgress({ stage: 'network', slicesDone: 3, slices: 4, stepsDone: 0, steps: 4, fraction: 0.7, secondsLeft: 1 });
        return Promise.resolve({ state: 'cancelled', provenance, warnings: [] });
      }, parts);
      await expect(task.run(control)).resolves.toBe('cancelled');
      expect(reports.at(-1)?.slicesDone).toBe(2);
      await task.keep();
      expect(delivered[0]?.layers.map(({ kind, sample }) => [kind, sample])).toEqual([['inpainted', undefined]]);
      expect(delivered[0]?.partial).toBe(false);
    });

    it('fails when a filling is missing', async () => {
      const { task, control } = setUp((_request, events) => {
        for (const index of [1, 0]) events.onSlice(filling(index, 0));
        return Promise.resolve({ state: 'done', provenance, warnings: [] });
      }, parts);
      await expect(task.run(control)).rejects.toThrow(/found 2 slices, allowed 4/);
    });
  });

  it('delivers the spread of a map whose outer slices have no score', async () => {
    const { task, control, delivered } = setUp(
      (_request, events) => {
        const one = Float32Array.of(1);
        for (const index of [0, 2]) events.onSlice({ index, layers: { brain: one } });
        events.onSlice({ index: 1, layers: { brain: one, score: one, uncertainty: Float32Array.of(3) } });
        return Promise.resolve({ state: 'done', provenance, warnings: [] });
      },
      { task: 'anomaly' },
    );
    await expect(task.run(control)).resolves.toBe('done');
    const spread = delivered[0]?.layers.find(({ kind }) => kind === 'uncertainty');
    expect(spread?.slices.map((slice) => slice[0])).toEqual([0, 3, 0]);
  });

  it('does not bother the engine when it is stopped while reading', async () => {
    let asked = false;
    const { task, control, abort } = setUp(() => {
      asked = true;
      return Promise.resolve({ state: 'done', provenance, warnings: [] });
    });
    abort.abort();
    await expect(task.run(control)).rejects.toThrow(/abort/i);
    expect(asked).toBe(false);
  });
});
