import type { ErrorData } from '../../src/core/errors';
import type { DenoiserManifest } from '../../src/models/manifest';
import type { BackendDescription, DenoiseProvenance } from '../../src/results/provenance';
import type { Volume } from '../../src/volume/Volume';

/** The only file that page and worker share. Everything here survives structured clone; the calls go through Comlink. */
export type BackendPreference = 'auto' | 'webgpu' | 'wasm';

/** Errors travel as data, because structured clone drops an Error's own fields. */
export type Reply<T> = { ok: true; value: T } | { ok: false; error: ErrorData };

export interface DenoiseSettings {
  modelId: string;
  backend: BackendPreference;
  /** Share of the denoised estimate in the result, 0 to 1.2. */
  strength: number;
  /** Evaluations of the network per slice; 1 is the posterior mean. */
  steps: number;
  /** Id of a row of src/diffusion/samplers.ts; used when steps > 1. */
  sampler: string;
  seed: number;
}

export interface DenoiseRequest {
  jobId: string;
  volume: Volume;
  /** Index in `volume.slices` of the slice on screen; it is done first. */
  visibleSlice: number;
  settings: DenoiseSettings;
}

export type Stage = 'model' | 'self-test' | 'noise' | 'network';

export interface Progress {
  stage: Stage;
  /** Slices finished, of all. */
  slicesDone: number;
  slices: number;
  /** Steps finished of the slice at work. */
  stepsDone: number;
  steps: number;
  /** Share of the whole run, 0 to 1. */
  fraction: number;
  /** NaN until the first slice is finished. */
  secondsLeft: number;
  /** Known once the self-test passed. */
  backend?: BackendDescription;
}

/** A finished slice, in modality units, already blended with the source by the strength. */
export interface FinishedSlice {
  index: number;
  pixels: Float32Array;
}

/** Every slice was handed over before `denoise` resolves. */
export interface EngineEvents {
  onProgress(progress: Progress): void;
  onSlice(slice: FinishedSlice): void;
}

export interface DenoiseOutcome {
  /** cancelled: stopped between two steps; the slices reported so far are whole. */
  state: 'done' | 'cancelled';
  provenance: DenoiseProvenance;
  warnings: string[];
}

/** What the panel shows before the first run. */
export interface EngineStatus {
  models: { id: string; label: string; manifest: DenoiserManifest }[];
  problems: ErrorData[];
  backend: BackendDescription;
}

export interface EngineApi {
  /**
   * Models whose description can be read (the others are named in `problems`), and the backend that would be chosen.
   * `assetsUrl` is the folder of the bundle: `ort/` and `models/` lie beside it. Must be called before `denoise`.
   */
  status(assetsUrl: string, modelIds: string[], backend: BackendPreference): Promise<Reply<EngineStatus>>;
  denoise(request: DenoiseRequest, events: EngineEvents): Promise<Reply<DenoiseOutcome>>;
  /** Takes effect between two steps; `denoise` then resolves as cancelled. */
  cancel(jobId: string): Promise<void>;
}
