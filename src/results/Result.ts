import type { Remark } from '../core/errors';
import type { VolumeGrid } from '../volume/Volume';
import type { Kind } from './kinds';
import type { Provenance } from './provenance';

export type TaskName = Provenance['task'];

/** One volume of a result. Its slices lie along the normal, on a grid of its own: that of the source, as long as no task changes it. */
export interface Layer {
  kind: Kind;
  /** From 1; where there are several pictures of one kind. */
  sample?: number;
  grid: VolumeGrid;
  slices: Float32Array[];
  /** The slices hold the picture at its strength, and the estimate is not known: it was read from an archive. */
  blended?: true;
}

/** What a task gives back; the first layer is what was asked for. */
export interface Result {
  layers: Layer[];
  /** One flag per slice; a slice that was not finished holds the source's own values, and zeros in a map. */
  finished: boolean[];
  partial: boolean;
  warnings: Remark[];
  provenance: Provenance;
}

/** A finished slice: the parts of the result that a task makes of it, on the source's grid. */
export interface FinishedSlice {
  /** Along the normal, from 0. */
  index: number;
  /** Which of several pictures, from 0; a slice may come several times, each time with other parts. */
  sample?: number;
  layers: Partial<Record<Kind, Float32Array>>;
}
