import type { Provenance } from './provenance';

export type TaskName = Provenance['task'];

/** What the voxels of a part of a result mean. `brain` is 1 inside; `sum` that of both scores; all others but the scores are in the units of the source. */
export type LayerKind = 'denoised' | 'inpainted' | 'healthy' | 'score' | 'brightness' | 'sum' | 'brain' | 'uncertainty' | 'difference';

/** One volume of a result: slices on the source's grid and in its order. */
export interface Layer {
  kind: LayerKind;
  /** From 1; where there are several pictures of one kind. */
  sample?: number;
  slices: Float32Array[];
}

/** What a task gives back; the first layer is what was asked for. */
export interface Result {
  layers: Layer[];
  /** One flag per slice; a slice that was not finished holds the source's own values, and zeros in a score. */
  finished: boolean[];
  partial: boolean;
  warnings: string[];
  provenance: Provenance;
}

/** The parts that a task makes, the one asked for first. */
export const LAYERS: Readonly<Record<TaskName, readonly [LayerKind, ...LayerKind[]]>> = {
  denoise: ['denoised', 'uncertainty'],
  inpaint: ['inpainted', 'uncertainty'],
  anomaly: ['score', 'healthy', 'brightness', 'sum', 'uncertainty', 'brain'],
};

/** Pictures of the patient, in the units of the source: where nothing was made they hold the source. */
export const isPicture = (kind: LayerKind): boolean => kind === 'denoised' || kind === 'inpainted' || kind === 'healthy';
