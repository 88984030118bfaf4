import type { ErrorData } from '../../src/core/errors';
import type { Manifest } from '../../src/models/manifest';
import type { BackendDescription, Provenance } from '../../src/results/provenance';
import type { Removal } from '../../src/results/difference';
import type { BeforeAfter } from '../../src/results/measure';
import type { LayerKind, TaskName } from '../../src/results/Result';
import type { Volume, VolumeGrid } from '../../src/volume/Volume';

/** The only file that page and worker share. Everything here survives structured clone; the calls go through Comlink. */
export type BackendPreference = 'auto' | 'webgpu' | 'wasm';

/** Errors travel as data, because structured clone drops an Error's own fields. */
export type Reply<T> = { ok: true; value: T } | { ok: false; error: ErrorData };

/** How a task is run. What a task has no use for (the strength of an anomaly map) it leaves alone. */
export interface RunSettings {
  modelId: string;
  backend: BackendPreference;
  /** Denoising: share of the estimate in the result, 0 to 1.2. The worker returns the estimate itself; the page blends. */
  strength: number;
  /** Evaluations of the network per slice; 1 is the posterior mean. */
  steps: number;
  /** Id of a row of src/diffusion/samplers.ts; used when steps > 1. */
  sampler: string;
  seed: number;
  /**
   * How many different results, drawn with the seeds seed, seed + 1, …: fillings one by one, denoised ones as their mean and spread; an anomaly
   * map by partial noising is made from that many reconstructions, from 2, and from the model's own number where it is 1.
   */
  samples: number;
}

/** Per slice of the volume: 1 inside; undefined where the slice has nothing inside. */
export type Region = (Uint8Array | undefined)[];

export interface RunRequest {
  jobId: string;
  task: TaskName;
  volume: Volume;
  /** Index in `volume.slices` of the slice on screen; it is done first. */
  visibleSlice: number;
  settings: RunSettings;
  /** Anomaly: stop when the brain is found, so that the reader can look at the mask first. */
  brainOnly?: boolean | undefined;
  /** Inpainting: what is made anew. Anomaly: the brain, where the reader has corrected it. */
  region?: Region | undefined;
  /** How many slices the worker may hold at a time; all of them without. The pixels that come out do not depend on it. */
  slabSlices?: number | undefined;
}

/** What travels of a request: the pixels stay on the page until they are asked for. */
export interface RunOrder extends Omit<RunRequest, 'volume'> {
  grid: VolumeGrid;
  slices: number;
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

/** A finished slice: the parts of the result that the task makes, on the source's grid. */
export interface FinishedSlice {
  index: number;
  /** Which of several pictures, from 0; a slice may come several times, each time with other parts. */
  sample?: number;
  layers: Partial<Record<LayerKind, Float32Array>>;
}

/** Every slice was handed over before `run` resolves. */
export interface EngineEvents {
  onProgress(progress: Progress): void;
  onSlice(slice: FinishedSlice): void;
}

export interface RunEvents extends EngineEvents {
  /** Slices of the source, in the order asked for. */
  source(indices: number[]): Float32Array[];
}

export interface RunOutcome {
  /** cancelled: stopped between two steps; the slices reported so far are whole. */
  state: 'done' | 'cancelled';
  provenance: Provenance;
  warnings: string[];
}

/** What the panel shows before the first run. */
export interface EngineStatus {
  models: { id: string; label: string; manifest: Manifest }[];
  problems: ErrorData[];
  backend: BackendDescription;
}

/** Slices of a source and of what was made of it, and how they are numbered for the reader. */
export interface MeasureRequest {
  source: Pick<Volume, 'rows' | 'columns' | 'slices' | 'units'>;
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
   * `assetsUrl` is the folder of the bundle: `ort/` and `models/` lie beside it. Must be called before `run`.
   */
  status(assetsUrl: string, modelIds: string[], backend: BackendPreference): Promise<Reply<EngineStatus>>;
  run(order: RunOrder, events: RunEvents): Promise<Reply<RunOutcome>>;
  /** Noise, SNR, CNR and bias before and after, and whether what was removed has structure. Evaluates nothing. */
  measure(request: MeasureRequest): Promise<Reply<Readings>>;
  /** Takes effect between two steps; `run` then resolves as cancelled. */
  cancel(jobId: string): Promise<void>;
}
