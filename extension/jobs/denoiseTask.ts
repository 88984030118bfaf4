import { DiffusionError } from '../../src/core/errors';
import type { Result } from '../../src/results/Result';
import type { StackOrder } from '../../src/volume/gate';
import type { Volume } from '../../src/volume/Volume';
import type { EngineClient } from '../worker/client';
import type { DenoiseOutcome, DenoiseSettings } from '../worker/protocol';
import type { JobControl, JobProgress, JobTask } from './job';

export interface DenoiseParts {
  engine: Pick<EngineClient, 'denoise' | 'cancel'>;
  seriesKey: string;
  label: string;
  stack: StackOrder;
  rows: number;
  columns: number;
  modality: string;
  units: string;
  /** Index of the slice on screen, in the viewer's order. */
  visible: number;
  /** Slices in the viewer's order. */
  read(signal: AbortSignal): AsyncIterable<{ index: number; pixels: Float32Array<ArrayBuffer> }>;
  /** May have to wait for the models to be looked up; rejects when the series does not fit the model. */
  settings(): Promise<DenoiseSettings>;
  windowFor(slices: readonly Float32Array[]): { lower: number; upper: number };
  /** `result.slices` lie along the normal, as in `Volume`. */
  deliver(result: Result): Promise<void>;
}

/** Share of the bar for reading; the rest is the engine's. */
const READING = 0.05;

/** Reads a series, has it denoised and delivers the result: the job behind the Denoise button. */
export function denoiseTask(parts: DenoiseParts): JobTask {
  const { engine, stack, rows, columns } = parts;
  const slices = stack.order.length;
  let source: Float32Array[] = [];
  let finished = new Map<number, Float32Array>();
  let outcome: DenoiseOutcome | undefined;

  const read = async ({ signal, report }: JobControl): Promise<Volume> => {
    const inViewerOrder: Float32Array[] = [];
    for await (const { index, pixels } of parts.read(signal)) {
      inViewerOrder[index] = pixels;
      const fraction = (READING * (index + 1)) / slices;
      report({ stage: 'reading', slicesDone: 0, slices, stepsDone: index + 1, steps: slices, fraction, secondsLeft: NaN });
    }
    source = stack.order.map((index) => inViewerOrder[index] ?? new Float32Array(0));
    return { rows, columns, slices: source, spacing: stack.spacing, modality: parts.modality, units: parts.units };
  };

  const result = (): Result | undefined => {
    if (!outcome) return undefined;
    const whole = source.map((_, k) => finished.has(k));
    const { provenance, warnings } = outcome;
    const pixels = source.map((slice, k) => finished.get(k) ?? slice);
    return { kind: 'denoised', slices: pixels, finished: whole, partial: whole.includes(false), warnings, provenance };
  };

  const forget = () => {
    source = [];
    finished = new Map();
    outcome = undefined;
  };

  const run = async (control: JobControl) => {
    const { id, signal, report, preview } = control;
    const settings = await parts.settings();
    const volume = await read(control);
    const visibleSlice = Math.max(0, stack.order.indexOf(parts.visible));
    const window = parts.windowFor(volume.slices);
    // The count of slices that are here: the engine's own may be one behind, and decides what a cancel offers to keep.
    let last: JobProgress = { stage: 'model', slicesDone: 0, slices, stepsDone: 0, steps: 0, fraction: READING, secondsLeft: NaN };
    const tell = (progress: JobProgress) => {
      last = progress;
      report({ ...progress, slicesDone: finished.size });
    };
    const stop = () => void engine.cancel(id).catch(() => undefined);
    signal.throwIfAborted();
    signal.addEventListener('abort', stop);
    try {
      outcome = await engine.denoise(
        { jobId: id, volume, visibleSlice, settings },
        {
          onProgress: (progress) => tell({ ...progress, fraction: READING + (1 - READING) * progress.fraction }),
          onSlice: ({ index, pixels }) => {
            finished.set(index, pixels);
            tell(last);
            if (finished.size > 1) return;
            const original = volume.slices[index] ?? pixels;
            const pixelAspect = stack.spacing[1] / stack.spacing[0];
            const position = (stack.order[index] ?? index) + 1;
            preview({ rows, columns, pixelAspect, original, denoised: pixels, window, position });
          },
        },
      );
    } finally {
      signal.removeEventListener('abort', stop);
    }
    // Also when the last step finished during the cancel: nothing is added that the reader did not agree to.
    if (signal.aborted || outcome.state === 'cancelled') return 'cancelled' as const;
    if (finished.size < slices) throw new DiffusionError('INTERNAL', { measured: `${finished.size} slices`, allowed: `${slices}` });
    const whole = result();
    if (whole) await parts.deliver(whole);
    forget();
    return 'done' as const;
  };

  return {
    seriesKey: parts.seriesKey,
    label: parts.label,
    slices,
    run: (control) =>
      run(control).catch((error: unknown) => {
        forget();
        throw error;
      }),
    keep: async () => {
      const kept = result();
      forget();
      if (kept) await parts.deliver(kept);
    },
    discard: forget,
  };
}
