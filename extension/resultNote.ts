import type { DenoiseProvenance } from '../src/results/provenance';

/** What the viewer must know about a result wherever it is shown: it travels on the display set. */
export interface ResultNote {
  modelId: string;
  modelLabel: string;
  strength: number;
  partial: boolean;
  /** Image ids, of the result, whose slices hold the source's own values. */
  unfinished: ReadonlySet<string>;
  slices: number;
  /** Display set that was denoised. */
  sourceUID: string;
  sourceLabel: string;
  provenance: DenoiseProvenance;
  warnings: readonly string[];
}
