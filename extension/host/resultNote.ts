import type { Remark } from '../../src/core/errors';
import type { Provenance } from '../../src/results/provenance';
import type { Kind } from '../../src/results/kinds';

/** What the viewer must know about a part of a result wherever it is shown: it travels on the display set. */
export interface ResultNote {
  kind: Kind;
  /** From 1; where the run made several pictures of this kind. */
  sample?: number | undefined;
  /** The parts of one run share it. */
  runId: string;
  /** When the run was done. */
  made: Date;
  /** From 2; tells a run from one before it that would be called alike. */
  twin?: number | undefined;
  modelId: string;
  modelLabel: string;
  /** Share of the estimate in the picture; undefined where the task has no strength. */
  strength: number | undefined;
  /** The viewports show the source in its place for a moment. */
  peeking?: boolean;
  partial: boolean;
  /** Image ids, of the result, whose slices hold the source's own values. */
  unfinished: ReadonlySet<string>;
  /** Image ids, of a map and of its source, whose slices have no score. */
  uncovered: ReadonlySet<string>;
  /** Whether the source is not what the model was made for. */
  outside: boolean;
  slices: number;
  /** Display set that was worked on. */
  sourceUID: string;
  sourceLabel: string;
  provenance: Provenance;
  warnings: readonly Remark[];
}
