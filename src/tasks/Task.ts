import type { Remark } from '../core/errors';
import type { Executor } from '../execution/Executor';
import type { Evaluates } from '../execution/network';
import type { Manifest, OnceManifest, SampledManifest } from '../models/manifest';
import type { Kind } from '../results/kinds';
import type { BackendDescription, MaskNote, Provenance } from '../results/provenance';
import type { FinishedSlice, TaskName } from '../results/Result';
import type { SliceFetch } from '../volume/survey';
import type { VolumeGrid } from '../volume/Volume';

/** What makes one result differ from another of the same series, model and region. What a task has no use for it leaves alone. */
export interface Settings {
  /** Denoising: share of the estimate in the result, 0 to 1.2. A task hands over the estimate itself: it is blended at the outlet. */
  strength: number;
  /** Levels of the sampler; 1 is one evaluation. */
  steps: number;
  /** Id of a row of src/diffusion/samplers.ts. */
  sampler: string;
  /** Of the first sample; sample k has seed + k. */
  seed: number;
  /** How many different results are drawn; of an anomaly map by partial noising how many reconstructions, from 2 (1: the model's own number). */
  samples: number;
  /** Denoising, the best setting: how many mirrored and transposed versions of each slice the estimate is the mean of. */
  turns: 1 | 8;
}

/** Per slice along the normal: 1 inside; undefined where the slice has nothing inside. */
export type Region = (Uint8Array | undefined)[];

/** What shall be done to one series. */
export interface Order {
  manifest: Manifest;
  grid: VolumeGrid;
  /** Number of slices. */
  count: number;
  /** Along the normal: the slice that is done first. */
  first: number;
  settings: Settings;
  /** Inpainting: what is made anew. Anomaly: the brain, where it is known. */
  region?: Region | undefined;
  /** Anomaly: whose mask the region is. */
  mask?: MaskNote | undefined;
  /** Anomaly: stop when the brain is found. */
  brainOnly?: boolean | undefined;
  /** Several pictures are handed over one by one, or as their mean. */
  each?: boolean | undefined;
  /** Each slice is an image of its own: unit, noise level and masks per slice. */
  independent?: boolean | undefined;
  /** Of images of their own: which one it is. */
  place?: number | undefined;
  /** Anomaly: it was looked whether the series itself shows its brain, and it does not. */
  skullOn?: boolean | undefined;
  /** How the series differs from what the model was made for, as a person has confirmed; and what else its header gives to be said. */
  outside?: readonly Remark[] | undefined;
  said?: readonly Remark[] | undefined;
}

export type Stage = 'model' | 'self-test' | 'noise' | 'brain' | 'network';

export interface Progress {
  stage: Stage;
  /** Slices finished, of those that are worked on. */
  slicesDone: number;
  slices: number;
  /** Steps finished of the slice at work. */
  stepsDone: number;
  steps: number;
  /** Where the same slices are gone through several times. */
  sample?: { number: number; of: number; slicesDone: number };
  /** Share of the whole run, 0 to 1. */
  fraction: number;
  /** NaN until the first slice is finished. */
  secondsLeft: number;
  /** Known once the self-test passed. */
  backend?: BackendDescription;
}

/** All that a shell (worker, command line, queue) supplies. */
export interface Context {
  signal: AbortSignal;
  /** Gives the event loop a turn, so that a cancel can arrive. */
  pause(): Promise<void>;
  /** The slices of the source, along the normal; and how many of them may be held at a time. */
  slices: SliceFetch;
  held: number;
  /** Descriptions of the models at hand that do a task. @throws DiffusionError why there is none, where that is known */
  models(task: string): Promise<readonly Manifest[]>;
  /** Verified and tested. */
  executor(manifest: SampledManifest): Promise<Executor>;
  /** The same for models that are evaluated once per slice, and what they run on. */
  network(manifest: OnceManifest): Promise<Evaluates & { networkMilliseconds(): number }>;
  cpu: BackendDescription;
  /** Completes what was last told. */
  tell(progress: Partial<Progress>): void;
  hand(slice: FinishedSlice): void;
  /** What a run that ended now would say of the slices handed over so far; given before the first of them, where a part can be kept. */
  standing?(outcome: () => Outcome): void;
  /** For the provenance, once the models are open. */
  versions(): Provenance['versions'];
}

export interface Outcome {
  /** cancelled: stopped between two steps; the slices handed over so far are whole. */
  state: 'done' | 'cancelled';
  provenance: Provenance;
  warnings: Remark[];
}

/** One thing that can be done to a series. A new one is a file that makes this, and a row in index.ts. */
export interface Task {
  id: TaskName;
  /** What it makes, the one asked for first. */
  makes: readonly [Kind, ...Kind[]];
  /** Kinds of models that do it. */
  models: readonly Manifest['kind'][];
  /** What of the settings it uses. */
  takes: readonly (keyof Settings)[];
  /** A region that it needs, or one that it can be given. */
  region: 'none' | 'needed' | 'brain';
  /** Works on each slice by itself: gaps between them are no fault. Others need a stack, or one slice alone. */
  slicewise: boolean;
  /** Reasons for which a slice that is an image of its own stays as it is, where others can be done. */
  spares: readonly Remark['code'][];
  /** What is said of such slices. */
  untouched?: Remark['code'];
  /** @throws DiffusionError BAD_OPTION, SAMPLES_ALIKE for settings that cannot be, as far as they are given */
  check(asked: Partial<Settings>): void;
  /** What was asked for, completed by what the model brings. @throws DiffusionError BAD_OPTION */
  settle(asked: Partial<Settings>, manifest: Manifest): Settings;
  run(order: Order, context: Context): Promise<Outcome>;
  /** What has to be known of the whole series before its slices are taken as images of their own. */
  beforeApart?(order: Order, context: Context): Promise<Partial<Order>>;
  /** What is true of slices that were done one by one, `count` of them in all. */
  join(parts: readonly Part[], count: number): Provenance;
}

/** A slice that was done as an image of its own. */
export interface Part {
  index: number;
  provenance: Provenance;
}
