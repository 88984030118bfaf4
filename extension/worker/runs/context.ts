import { DiffusionError } from '../../../src/core/errors';
import type { Executor } from '../../../src/execution/Executor';
import type { Network } from '../../../src/execution/network';
import type { Manifest, OnceManifest, SampledManifest } from '../../../src/models/manifest';
import type { BackendDescription, UsedModel } from '../../../src/results/provenance';
import type { TaskName } from '../../../src/results/Result';
import { surveyedInParts, type SliceFetch, type Survey } from '../../../src/volume/survey';
import type { FinishedSlice, Progress, RunOrder, RunOutcome } from '../protocol';

/** What a task may use of the engine while it runs. */
export interface RunContext {
  signal: AbortSignal;
  pause: () => Promise<void>;
  /** The slices of the source, and how many of them may be held at a time. */
  stack: SliceFetch;
  slabSlices: number;
  /** The description of a model that the viewer was configured with; without an id the first that does the task. */
  manifest<K extends Manifest['kind']>(
    kind: K | readonly K[],
    which: { id: string } | { task: string },
  ): Promise<Extract<Manifest, { kind: K }>>;
  /** Verified, tested, kept for the next run. */
  executor(manifest: SampledManifest): Promise<Executor>;
  /** On the CPU provider, whatever the backend: one evaluation per slice. */
  network(manifest: OnceManifest): Promise<{ network: Network; backend: BackendDescription }>;
  /** What such networks run on. */
  cpu: BackendDescription;
  /** Completes what was last told. */
  tell: (progress: Partial<Progress>) => void;
  hand: (slice: FinishedSlice) => void;
  /** For the provenance: what every run has, with the milliseconds since its start. */
  made(): { versions: { workbench: string; onnxruntime: string }; milliseconds: number };
}

export type Run = (order: RunOrder, context: RunContext) => Promise<RunOutcome>;
export type Runs = Record<TaskName, Run>;

export const usedModel = ({ id, version, file }: Manifest): UsedModel => ({ id, version, sha256: file.sha256 });

/** Progress of a run of equal steps, with the time left once one slice is done. */
export function stepTimer(steps: number, slices: number, tell: RunContext['tell']) {
  const started = performance.now();
  const total = steps * slices;
  return ({ stepsDone, slicesDone }: { stepsDone: number; slicesDone: number }) => {
    const done = slicesDone * steps + stepsDone;
    const secondsLeft = slicesDone > 0 ? ((performance.now() - started) / 1000 / done) * (total - done) : NaN;
    tell({ stepsDone, slicesDone, fraction: done / total, secondsLeft });
  };
}

/** What a survey finds of the source; a cancel that arrived meanwhile ends it. */
export const lookAt = <T>(survey: Survey<T>, { stack, slabSlices, signal, pause }: RunContext): Promise<T> =>
  surveyedInParts(survey, stack, slabSlices, async () => {
    await pause();
    if (signal.aborted) throw new DiffusionError('CANCELLED');
  });
