import type { DenoiseProvenance } from './provenance';

export type ResultKind = 'denoised';

/** What a task gives back: slices on the source's grid, in the source's units, in the source's slice order. */
export interface Result {
  kind: ResultKind;
  slices: Float32Array[];
  /** One flag per slice; slices that were not finished hold the source's own values. */
  finished: boolean[];
  partial: boolean;
  warnings: string[];
  provenance: DenoiseProvenance;
}
