import type { OnnxExecutor } from '../execution/onnx';
import type { DenoiserManifest } from '../models/manifest';
import type { Provenance } from '../results/provenance';
import { denoiseTask } from './denoise';
import type { RunOptions } from './options';
import type { Progress } from './progress';
import type { ResultImage, Source } from './source';

/** What a task works with: all is read, checked and opened. */
export interface TaskRun {
  source: Source;
  manifest: DenoiserManifest;
  options: RunOptions;
  executor: OnnxExecutor;
  /** Versions for the provenance. */
  versions: Provenance['versions'];
  progress: Progress;
  signal: AbortSignal;
}

export interface TaskOutcome {
  /** The first one is the result proper. */
  images: ResultImage[];
  provenance: Provenance;
  warnings: string[];
  /** Seconds spent before the first slice (noise level, plan). */
  planSeconds: number;
  /** What only this task has to report. */
  details: Record<string, unknown>;
}

export interface CliTask {
  /** One line for --help. */
  summary: string;
  /** Settings that cannot be, found before anything is read. */
  check(options: RunOptions): void;
  run(run: TaskRun): Promise<TaskOutcome>;
  /** One sentence for DICOM's Derivation Description. */
  describe(provenance: Provenance): string;
}

/** The tasks that are commands: a new one is a file and a row. */
export const TASKS: Readonly<Record<string, CliTask>> = { denoise: denoiseTask };
