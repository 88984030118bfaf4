import type { ErrorData } from '../../src/core/errors';
import type { TaskName } from '../../src/results/Result';
import type { Progress, Stage } from '../../src/tasks/Task';

export type JobState = 'pending' | 'running' | 'done' | 'failed' | 'cancelled';

/** What the worker reports, with the reading of the source before it: `fraction` is the share of both. */
export interface JobProgress extends Omit<Progress, 'stage'> {
  stage: 'reading' | Stage;
}

/** What a job costs: jobs of one key take the same time per unit of work. */
export interface Cost {
  key: string;
  work: number;
}

/** Where a waiting job stands. Seconds are NaN while nothing is known to reckon them from. */
export interface Place {
  /** Jobs that come before it. */
  before: number;
  startsIn: number;
  /** Until its result is there. */
  readyIn: number;
}

/** The first finished slice beside its source, for the panel. Not a result: nothing is computed from it. */
export interface Preview {
  rows: number;
  columns: number;
  /** Height of a pixel divided by its width. */
  pixelAspect: number;
  original: Float32Array;
  result: Float32Array;
  window: { lower: number; upper: number };
  /** Place of the slice in the viewer's order, from 1. */
  position: number;
}

/** A job as others see it. Never changed: a change makes a new object. */
export interface Job {
  readonly id: string;
  readonly task: TaskName;
  readonly seriesKey: string;
  readonly label: string;
  readonly state: JobState;
  readonly progress: JobProgress;
  /** Cancel was asked for; the step at work is still finishing. */
  readonly stopping: boolean;
  readonly preview?: Preview;
  readonly error?: ErrorData;
  readonly cost?: Cost | undefined;
  /** Set while the job waits. */
  readonly place?: Place;
  /** How long it ran; set when it has ended. */
  readonly milliseconds?: number;
}

/** What a job does. `run` may be stopped through the signal and then resolves as cancelled, or rejects; either within 2 s. */
export interface JobTask {
  task: TaskName;
  seriesKey: string;
  label: string;
  slices: number;
  /** Without it nothing can be said about its time before it runs. */
  cost?: Cost;
  run(control: JobControl): Promise<'done' | 'cancelled'>;
  /** After `run` has rejected: how many slices there are to be kept. */
  left?(): number;
  /** After a cancel or a failure: adds what was finished. */
  keep(): Promise<void>;
  /** After a cancel or a failure: forgets what was finished. */
  discard(): void;
}

export interface JobControl {
  id: string;
  signal: AbortSignal;
  report: (progress: JobProgress) => void;
  preview: (preview: Preview) => void;
}

export const isActive = ({ state }: Pick<Job, 'state'>) => state === 'pending' || state === 'running';

/** Ended with nothing that could be kept. */
export const isEmpty = ({ state, progress }: Pick<Job, 'state' | 'progress'>) =>
  (state === 'failed' || state === 'cancelled') && progress.slicesDone === 0;

/** Seconds per unit of work of a running job; undefined until it can tell its time left. */
export function rateOf({ cost, progress }: Pick<Job, 'cost' | 'progress'>, elapsed: number): number | undefined {
  return cost && cost.work > 0 && Number.isFinite(progress.secondsLeft) ? (elapsed + progress.secondsLeft) / cost.work : undefined;
}

/** Adds the place to every waiting job; the order of the list is the order in which they run. */
export function withPlaces(jobs: readonly Job[], rates: ReadonlyMap<string, number>): readonly Job[] {
  let [before, seconds] = [0, 0];
  return jobs.map((job) => {
    if (!isActive(job)) return job;
    const startsIn = seconds;
    const own = job.cost ? (rates.get(job.cost.key) ?? NaN) * job.cost.work : NaN;
    seconds += job.state === 'running' ? job.progress.secondsLeft : own;
    const place = { before: before++, startsIn, readyIn: seconds };
    return job.state === 'pending' ? { ...job, place } : job;
  });
}
