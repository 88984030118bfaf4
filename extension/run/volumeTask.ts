import { at } from '../../src/core/at';
import { DiffusionError, type ErrorCode } from '../../src/core/errors';
import { remarksOf, thrownOf } from '../../src/core/slicesTold';
import { Assembly } from '../../src/results/Assembly';
import { isPicture } from '../../src/results/kinds';
import type { FinishedSlice, Result, TaskName } from '../../src/results/Result';
import { TASKS } from '../../src/tasks';
import type { Outcome, Region } from '../../src/tasks/Task';
import type { Stack } from '../../src/volume/Stack';
import type { Volume } from '../../src/volume/Volume';
import type { EngineClient } from '../worker/client';
import type { RunRequest } from '../worker/protocol';
import type { JobControl, JobProgress, JobTask } from './job';
import { orStop } from './orStop';

export interface VolumeParts extends Pick<RunRequest, 'mask' | 'brainOnly'> {
  engine: Pick<EngineClient, 'run' | 'cancel'>;
  task: TaskName;
  seriesKey: string;
  label: string;
  stack: Stack;
  modality: string;
  units: string;
  /** In the viewer's order. */
  padding?: Volume['padding'];
  /** Index of the slice on screen, in the viewer's order. */
  visible: number;
  /** Slices in the viewer's order. */
  read(signal: AbortSignal): AsyncIterable<{ index: number; pixels: Float32Array<ArrayBuffer> }>;
  /** With which settings, and what is to be said of the series; may have to wait for the models, and rejects when the series does not fit. */
  agreed(): Promise<Pick<RunRequest, 'settings' | 'outside' | 'said'>>;
  /** How many slices the engine may hold at a time; all of them without. */
  slabSlices?(): Promise<number | undefined>;
  /** In the viewer's order; undefined where the task needs none. Slices outside it are not worked on when the task fills a region. */
  region?: Region | undefined;
  windowFor(slices: readonly Float32Array[]): Promise<{ lower: number; upper: number }>;
  /** The slices of both lie along the normal, as in `Volume`. Adds nothing any more once `signal` has fired. */
  deliver(result: Result, source: Volume, signal?: AbortSignal): Promise<void>;
}

/** Share of the bar for reading; the rest is the engine's. */
const READING = 0.05;

/** Failures that leave the slices before them as good as they were: each was looked at when it was made. */
const LEAVES: ReadonlySet<ErrorCode> = new Set(['DEVICE_LOST', 'GPU_MEMORY', 'ENGINE_STOPPED', 'MODEL_RUNTIME']);

/** What a run has so far. */
interface Begun {
  source: Volume;
  assembly: Assembly;
  outcome?: Outcome;
}

/** Reads a series, has a task done on it and delivers the result: the job behind each of the buttons. */
export function volumeTask(parts: VolumeParts): JobTask {
  const { engine, task, stack, mask, brainOnly } = parts;
  const { makes, region: use } = TASKS[task];
  const slices = stack.count;
  const region = parts.region && stack.masksAlong(parts.region);
  const filled = use === 'needed' ? region?.map((slice) => slice?.includes(1) ?? false) : undefined;
  const worked = filled ? filled.filter(Boolean).length : slices;
  let begun: Begun | undefined;

  const read = async ({ signal, report }: JobControl): Promise<Volume> => {
    const listed: Float32Array[] = [];
    for await (const { index, pixels } of parts.read(signal)) {
      listed[index] = pixels;
      const fraction = (READING * (index + 1)) / slices;
      report({ stage: 'reading', slicesDone: 0, slices: worked, stepsDone: index + 1, steps: slices, fraction, secondsLeft: NaN });
    }
    return { ...stack.grid(parts), padding: parts.padding && stack.along(parts.padding), slices: stack.along(listed) };
  };

  const resultOf = ({ source, assembly, outcome }: Begun) => outcome && assembly.result(outcome, stack.grid(source));

  const run = async (control: JobControl) => {
    const { id, signal, report, preview } = control;
    const agreed = await orStop(parts.agreed(), signal);
    const { settings } = agreed;
    const slabSlices = await orStop(Promise.resolve(parts.slabSlices?.()), signal);
    const wanted = worked * (use === 'needed' && settings.steps > 1 ? settings.samples : 1);
    const source = await read(control);
    const assembly = new Assembly(makes, source.slices, filled);
    const own: Begun = (begun = { source, assembly });
    const window = await orStop(parts.windowFor(source.slices), signal);
    // The count of slices that are here: the engine's own may be one behind, and decides what a cancel offers to keep.
    let last: JobProgress = { stage: 'model', slicesDone: 0, slices: wanted, stepsDone: 0, steps: 0, fraction: READING, secondsLeft: NaN };
    const tell = (progress: JobProgress) => {
      last = progress;
      // Maps hand over slices without a score too: there the engine counts. After a cancel only what can be kept counts.
      const slicesDone = use === 'brain' && !signal.aborted ? progress.slicesDone : assembly.count(signal.aborted);
      report({ ...progress, slicesDone });
    };
    const receive = (slice: FinishedSlice, standing?: Outcome) => {
      if (standing) own.outcome = standing;
      const first = assembly.count() === 0;
      const picture = assembly.add(slice);
      tell(last);
      if (!first || !picture || !isPicture(makes[0])) return;
      const { rows, columns } = source;
      const pixelAspect = stack.spacing[1] / stack.spacing[0];
      const position = stack.listedAt(slice.index) + 1;
      preview({ rows, columns, pixelAspect, original: at(source.slices, slice.index), result: picture, window, position });
    };
    const stop = () => {
      engine.cancel(id);
      tell(last);
    };
    signal.throwIfAborted();
    signal.addEventListener('abort', stop);
    const visibleSlice = stack.alongAt(parts.visible);
    const order = { jobId: id, task, volume: source, visibleSlice, ...agreed, region, mask, brainOnly, slabSlices };
    try {
      const outcome = await engine.run(order, {
        onProgress: (progress) => tell({ ...progress, fraction: READING + (1 - READING) * progress.fraction }),
        onSlice: receive,
      });
      own.outcome = { ...outcome, warnings: remarksOf(outcome.warnings, (k) => stack.listedAt(k)) };
    } catch (thrown) {
      throw thrownOf(thrown, (k) => stack.listedAt(k));
    } finally {
      signal.removeEventListener('abort', stop);
    }
    // Also when the last step finished during the cancel: nothing is added that the reader did not agree to.
    if (signal.aborted || own.outcome.state === 'cancelled') return 'cancelled' as const;
    if (assembly.count() < wanted)
      throw new DiffusionError('MISSING_SLICE', { measured: `${assembly.count()} slices`, allowed: `${wanted}` });
    await orStop(parts.deliver(assembly.result(own.outcome, stack.grid(source)), source, signal), signal);
    begun = undefined;
    return 'done' as const;
  };

  const forget = () => void (begun = undefined);

  return {
    task,
    seriesKey: parts.seriesKey,
    label: parts.label,
    slices: worked,
    run: (control) =>
      run(control).catch((error: unknown) => {
        if (!control.signal.aborted && !LEAVES.has(DiffusionError.from(error).code)) forget();
        throw error;
      }),
    left: () => (begun?.outcome ? begun.assembly.count(true) : 0),
    keep: async () => {
      const [kept, result] = [begun, begun && resultOf(begun)];
      forget();
      if (kept && result) await parts.deliver(result, kept.source);
    },
    discard: forget,
  };
}
