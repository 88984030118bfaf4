import type { Manifest } from '../models/manifest';
import type { Provenance } from '../results/provenance';
import type { ModelShelf } from './openModels';
import type { RunOptions } from './options';
import type { Progress } from './progress';
import type { ResultImage, Source } from './source';

/** What a task works with: all is read and checked; it opens the models that it needs. */
export interface TaskRun {
  source: Source;
  /** The model asked for, or chosen for the series. */
  manifest: Manifest;
  options: RunOptions;
  models: ModelShelf;
  progress: Progress;
  signal: AbortSignal;
}

export interface TaskOutcome {
  /** The first one is the result proper. */
  images: ResultImage[];
  provenance: Provenance;
  /** One sentence for DICOM's Derivation Description. */
  description: string;
  warnings: string[];
  /** Seconds spent before the first slice (noise level, plan, brain mask). */
  planSeconds: number;
  /** What only this task has to report. */
  details: Record<string, unknown>;
}

export interface CliTask {
  /** One line for --help. */
  summary: string;
  /** One slice alone will do. */
  oneSlice: boolean;
  /** Settings that cannot be, found before anything is read. */
  check(options: RunOptions): void;
  run(run: TaskRun): Promise<TaskOutcome>;
}
