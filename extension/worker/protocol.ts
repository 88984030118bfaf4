import type { ErrorData } from '../../src/core/errors';
import type { Pin } from '../../src/models/pinned';
import type { Removal } from '../../src/results/difference';
import type { BeforeAfter } from '../../src/results/measure';
import type { FinishedSlice, TaskName } from '../../src/results/Result';
import type { Order, Outcome, Progress } from '../../src/tasks/Task';
import type { Volume, VolumeGrid } from '../../src/volume/Volume';
import type { BackendPreference, EngineStatus, RunSettings } from './settings';

/**
 * What page and worker say to each other. Everything here survives structured clone; the calls go through Comlink. Errors travel as data, because
 * structured clone drops the own fields of an Error.
 */
export type Reply<T> = { ok: true; value: T } | { ok: false; error: ErrorData };

/** What the page says of a run beside its pixels. */
type Said = Pick<Order, 'region' | 'mask' | 'brainOnly' | 'outside' | 'said'>;

export interface RunRequest extends Said {
  jobId: string;
  task: TaskName;
  volume: Volume;
  /** Along the normal: the slice on screen, which is done first. */
  visibleSlice: number;
  settings: RunSettings;
  /** How many slices the worker may hold at a time; all of them without. The pixels that come out do not depend on it. */
  slabSlices?: number | undefined;
}

/** What travels of a request: the pixels stay on the page until they are asked for. */
export interface RunOrder extends Omit<RunRequest, 'volume'> {
  grid: VolumeGrid;
  slices: number;
}

/** Every slice was handed over before `run` resolves. */
export interface EngineEvents {
  onProgress(progress: Progress): void;
  /** @param standing what is to be said of the slices so far, should no more come; undefined where a part cannot be kept */
  onSlice(slice: FinishedSlice, standing?: Outcome): void;
}

export interface RunEvents extends EngineEvents {
  /** Slices of the source, in the order asked for. */
  source(indices: number[]): Float32Array[];
}

/** Slices of a source and of what was made of it, and how they are numbered for the reader. */
export interface MeasureRequest {
  source: Pick<Volume, 'rows' | 'columns' | 'slices' | 'units' | 'padding'>;
  result: Float32Array[];
  numbers: number[];
}

export interface Readings {
  /** undefined where too little of the image is even. */
  quality: BeforeAfter | undefined;
  removal: Removal | undefined;
}

export interface EngineApi {
  /**
   * Models whose description can be read (the others are named in `problems`), and the backend that would be chosen.
   * `assetsUrl` is the folder of the bundle: `ort/` and `models/` lie beside it. `signed` is called for each part that arrives; `pins` are manifests
   * that the site vouches for. Must be called before `run`.
   */
  status(
    assetsUrl: string,
    modelIds: string[],
    backend: BackendPreference,
    signed: () => void,
    pins?: readonly Pin[],
  ): Promise<Reply<EngineStatus>>;
  run(order: RunOrder, events: RunEvents): Promise<Reply<Outcome>>;
  /** Noise, SNR, CNR and bias before and after, and whether what was removed has structure. Evaluates nothing. */
  measure(request: MeasureRequest): Promise<Reply<Readings>>;
  /** Takes effect between two steps; `run` then resolves as cancelled. */
  cancel(jobId: string): Promise<void>;
}
