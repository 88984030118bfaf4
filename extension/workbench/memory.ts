import { DiffusionError, type ErrorData } from '../../src/core/errors';
import { type Budget, planMemory } from '../../src/execution/budget';
import type { Manifest } from '../../src/models/manifest';
import type { TaskName } from '../../src/results/Result';
import type { ActiveSeries } from '../host/activeSeries';
import type { RunSettings } from '../worker/protocol';
import { samplesProblem } from './samples';

/** Weights are stored as float16 and held as float32, in the file's copy and in the session's. */
const WEIGHTS = 4;
/** Full-size maps that a runtime is taken to hold at the same time: a cautious guess for networks of this size, float32. */
const MAPS = 256;

/** What a run on a series would need; undefined while the series or the model is unknown. */
export function memoryPlan(
  task: TaskName,
  series: ActiveSeries | undefined,
  manifest: Manifest | undefined,
  { samples }: Pick<RunSettings, 'samples'>,
): Budget | undefined {
  const plane = series?.planes[0];
  if (!series || !plane || !manifest) return undefined;
  const { rows, columns } = plane;
  const workingBytes = WEIGHTS * manifest.file.bytes + MAPS * 4 * rows * columns;
  return planMemory({ task, rows, columns, slices: series.imageIds.length, samples, workingBytes });
}

/** A run that does not fit as a whole is refused: its parts would have to be saved one by one, which the command line does. */
function memoryProblem(plan: Budget | undefined): ErrorData | undefined {
  if (!plan || plan.slabs === 1) return undefined;
  return new DiffusionError('TOO_LARGE', {
    measured: `${(plan.bytes / 1e9).toFixed(1)} GB`,
    allowed: `${(plan.limit / 1e9).toFixed(1)} GB`,
  }).toData();
}

/** Why a run with these settings cannot be started; undefined when it can. */
export const settingsProblem = (task: TaskName, choices: RunSettings, plan: Budget | undefined): ErrorData | undefined =>
  samplesProblem(task, choices) ?? memoryProblem(plan);
