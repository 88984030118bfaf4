import { DiffusionError, type ErrorData } from '../../src/core/errors';
import { type Budget, type Part, planMemory } from '../../src/execution/budget';
import type { Manifest } from '../../src/models/manifest';
import { reconstructionsOf } from '../../src/models/prior';
import type { TaskName } from '../../src/results/Result';
import type { ActiveSeries } from '../host/activeSeries';
import type { RunSettings } from '../worker/protocol';
import { memorySize } from '../i18n/describe';
import { samplesProblem } from './samples';

/** Weights are stored as float16 and held as float32, in the file's copy and in the session's. */
const WEIGHTS = 4;
/** Full-size maps that a runtime is taken to hold at the same time: a cautious guess for networks of this size, float32. */
const MAPS = 256;

export interface Room {
  /** Bytes that the tab may hold; undefined leaves the default. */
  limit?: number | undefined;
  /** Bytes that earlier results hold. */
  held?: number | undefined;
  /** Slices with something to fill, where that is known. */
  worked?: number | undefined;
}

/** Not every prior has a second score, and only one that draws has a spread. */
function ofPrior(manifest: Manifest, asked: number): { samples: number; without?: readonly Part[] } {
  if (manifest.kind !== 'restorer' && manifest.kind !== 'noising-prior') return { samples: asked };
  const second = manifest.kind === 'restorer' && manifest.secondScore;
  return { samples: reconstructionsOf(manifest, asked), without: second ? [] : ['sum'] };
}

/** What a run on a series would need; undefined while the series or the model is unknown. */
export function memoryPlan(
  task: TaskName,
  series: ActiveSeries | undefined,
  manifest: Manifest | undefined,
  { samples }: Pick<RunSettings, 'samples'>,
  { limit, held, worked }: Room = {},
): Budget | undefined {
  const plane = series?.planes[0];
  if (!series || !plane || !manifest) return undefined;
  const { rows, columns } = plane;
  const workingBytes = WEIGHTS * manifest.file.bytes + MAPS * 4 * rows * columns;
  const slices = series.imageIds.length;
  return planMemory({ task, rows, columns, slices, worked, ...ofPrior(manifest, samples), workingBytes, held }, limit);
}

/** Slabs shrink what a run holds while it works. What its result keeps they cannot shrink, so there a run is refused. */
export function memoryProblem(plan: Budget | undefined): ErrorData | undefined {
  if (!plan || plan.slabs > 0) return undefined;
  return new DiffusionError('TOO_LARGE', { measured: memorySize(plan.bytes), allowed: memorySize(plan.limit) }).toData();
}

/** Why a run with these settings cannot be started; undefined when it can. */
export const settingsProblem = (task: TaskName, choices: RunSettings, plan: Budget | undefined): ErrorData | undefined =>
  samplesProblem(task, choices) ?? memoryProblem(plan);
