import { DiffusionError } from '../../src/core/errors';
import { isPicture, LAYERS, type Layer, type LayerKind, type Result, type TaskName } from '../../src/results/Result';
import type { StackOrder } from '../../src/volume/gate';
import type { Volume } from '../../src/volume/Volume';
import type { EngineClient } from '../worker/client';
import type { FinishedSlice, Region, RunOutcome, RunSettings } from '../worker/protocol';
import type { JobControl, JobProgress, JobTask } from './job';

export interface VolumeParts {
  engine: Pick<EngineClient, 'run' | 'cancel'>;
  task: TaskName;
  seriesKey: string;
  label: string;
  stack: StackOrder;
  rows: number;
  columns: number;
  axes: Volume['axes'];
  modality: string;
  units: string;
  /** Index of the slice on screen, in the viewer's order. */
  visible: number;
  /** Slices in the viewer's order. */
  read(signal: AbortSignal): AsyncIterable<{ index: number; pixels: Float32Array<ArrayBuffer> }>;
  /** May have to wait for the models to be looked up; rejects when the series does not fit the model. */
  settings(): Promise<RunSettings>;
  /** How many slices the engine may hold at a time; all of them without. */
  slabSlices?(): Promise<number | undefined>;
  /** In the viewer's order; undefined where the task needs none. Slices outside it are not worked on when the task fills a region. */
  region?: Region | undefined;
  /** Anomaly: only the brain is looked for. */
  brainOnly?: boolean;
  windowFor(slices: readonly Float32Array[]): Promise<{ lower: number; upper: number }>;
  /** The slices of both lie along the normal, as in `Volume`. */
  deliver(result: Result, source: Volume): Promise<void>;
}

/** Share of the bar for reading; the rest is the engine's. */
const READING = 0.05;

/** Reads a series, has a task done on it and delivers the result: the job behind each of the buttons. */
export function volumeTask(parts: VolumeParts): JobTask {
  const { engine, task, stack, rows, columns } = parts;
  const slices = stack.order.length;
  const region = parts.region && stack.order.map((index) => parts.region?.[index]);
  const worked = task === 'inpaint' && region ? region.filter((slice) => slice?.includes(1)).length : slices;
  let source: Volume | undefined;
  let finished = new Map<number, FinishedSlice['layers']>();
  /** Pictures after the first, where several are made. */
  let further: Map<number, Float32Array>[] = [];
  let outcome: RunOutcome | undefined;

  const read = async ({ signal, report }: JobControl): Promise<Volume> => {
    const inViewerOrder: Float32Array[] = [];
    for await (const { index, pixels } of parts.read(signal)) {
      inViewerOrder[index] = pixels;
      const fraction = (READING * (index + 1)) / slices;
      report({ stage: 'reading', slicesDone: 0, slices: worked, stepsDone: index + 1, steps: slices, fraction, secondsLeft: NaN });
    }
    const inOrder = stack.order.map((index) => inViewerOrder[index] ?? new Float32Array(0));
    const { axes, modality, units } = parts;
    return { rows, columns, slices: inOrder, spacing: stack.spacing, axes, modality, units };
  };

  const layer = (kind: LayerKind, { slices: pixels }: Volume): Layer => ({
    kind,
    slices: pixels.map((slice, k) => finished.get(k)?.[kind] ?? (isPicture(kind) ? slice : new Float32Array(slice.length))),
  });

  const result = (): Result | undefined => {
    if (!outcome || !source) return undefined;
    const volume = source;
    const parts = [...finished.values()];
    // A slab that was left in the middle has fillings without their spread, and a spread of zero would read as certainty. Slices without a
    // score have nothing that could spread.
    const spreads = (one: FinishedSlice['layers']) => 'uncertainty' in one || !(LAYERS[task][0] in one);
    const made = (kind: LayerKind) => parts.some((one) => kind in one) && (kind !== 'uncertainty' || parts.every(spreads));
    const whole = volume.slices.map((_, k) => finished.has(k) || (task === 'inpaint' && !region?.[k]?.includes(1)));
    const { provenance, warnings } = outcome;
    // A further picture that was not finished is left out: the first one shows what a partial result holds.
    const others = further.filter(({ size }) => size === worked);
    const layers = LAYERS[task].filter(made).flatMap((kind, n): Layer[] => {
      const first = layer(kind, volume);
      if (n > 0 || others.length === 0) return [first];
      const rest = others.map((own, k) => ({ kind, sample: k + 2, slices: volume.slices.map((slice, i) => own.get(i) ?? slice) }));
      return [{ ...first, sample: 1 }, ...rest];
    });
    return { layers, finished: whole, partial: whole.includes(false), warnings, provenance };
  };

  const forget = () => {
    source = undefined;
    finished = new Map();
    further = [];
    outcome = undefined;
  };

  const run = async (control: JobControl) => {
    const { id, signal, report, preview } = control;
    const settings = await parts.settings();
    const slabSlices = await parts.slabSlices?.();
    const wanted = worked * (task === 'inpaint' && settings.steps > 1 ? settings.samples : 1);
    const volume = (source = await read(control));
    const visibleSlice = Math.max(0, stack.order.indexOf(parts.visible));
    const window = await parts.windowFor(volume.slices);
    // The count of slices that are here: the engine's own may be one behind, and decides what a cancel offers to keep.
    let last: JobProgress = { stage: 'model', slicesDone: 0, slices: wanted, stepsDone: 0, steps: 0, fraction: READING, secondsLeft: NaN };
    /** After a cancel only what can be kept counts. */
    const handedOver = () =>
      further.filter(({ size }) => !signal.aborted || size === worked).reduce((sum, { size }) => sum + size, finished.size);
    const tell = (progress: JobProgress) => {
      last = progress;
      // A task that hands its slices over at its end counts them itself; a cancel then has nothing to keep.
      const slicesDone = task === 'anomaly' && !signal.aborted ? progress.slicesDone : handedOver();
      report({ ...progress, slicesDone });
    };
    const stop = () => void engine.cancel(id).catch(() => undefined);
    signal.throwIfAborted();
    signal.addEventListener('abort', stop);
    try {
      outcome = await engine.run(
        { jobId: id, task, volume, visibleSlice, settings, region, brainOnly: parts.brainOnly, slabSlices },
        {
          onProgress: (progress) => tell({ ...progress, fraction: READING + (1 - READING) * progress.fraction }),
          onSlice: ({ index, sample = 0, layers }) => {
            const picture = layers[LAYERS[task][0]];
            if (sample > 0 && picture) (further[sample - 1] ??= new Map<number, Float32Array>()).set(index, picture);
            else finished.set(index, { ...finished.get(index), ...layers });
            tell(last);
            if (sample > 0 || finished.size > 1 || !picture || !isPicture(LAYERS[task][0])) return;
            const original = volume.slices[index] ?? picture;
            const pixelAspect = stack.spacing[1] / stack.spacing[0];
            const position = (stack.order[index] ?? index) + 1;
            preview({ rows, columns, pixelAspect, original, result: picture, window, position });
          },
        },
      );
    } finally {
      signal.removeEventListener('abort', stop);
    }
    // Also when the last step finished during the cancel: nothing is added that the reader did not agree to.
    if (signal.aborted || outcome.state === 'cancelled') return 'cancelled' as const;
    if (handedOver() < wanted) throw new DiffusionError('INTERNAL', { measured: `${handedOver()} slices`, allowed: `${wanted}` });
    const whole = result();
    if (whole) await parts.deliver(whole, volume);
    forget();
    return 'done' as const;
  };

  return {
    task,
    seriesKey: parts.seriesKey,
    label: parts.label,
    slices: worked,
    run: (control) =>
      run(control).catch((error: unknown) => {
        forget();
        throw error;
      }),
    keep: async () => {
      const [kept, volume] = [result(), source];
      forget();
      if (kept && volume) await parts.deliver(kept, volume);
    },
    discard: forget,
  };
}
