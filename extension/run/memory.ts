import { DiffusionError, type ErrorData } from '../../src/core/errors';
import { samplersFor } from '../../src/diffusion/samplers';
import { type Budget, planMemory } from '../../src/execution/budget';
import type { Manifest } from '../../src/models/manifest';
import { isPrior, reconstructionsOf } from '../../src/models/prior';
import type { Kind } from '../../src/results/kinds';
import type { TaskName } from '../../src/results/Result';
import { MEMORY } from '../../src/rules/memory';
import { demand } from '../../src/rules/Rule';
import { TASKS } from '../../src/tasks';
import { displayTurn, isTurned } from '../../src/volume/displayTurn';
import type { ActiveSeries } from '../host/activeSeries';
import type { RunSettings } from '../worker/settings';

/** Weights are stored as float16 and held as float32, in the file's copy and in the session's. */
const WEIGHTS = 4;
/** Full-size maps that a runtime is taken to hold at the same time: a cautious guess for networks of this size, float32. */
const MAPS = 256;
/** Where samples begin to differ in more than noise. */
const SAMPLED_STEPS = 8;

export interface Room {
  /** Bytes that the tab may hold; undefined leaves the default. */
  limit?: number | undefined;
  /** Bytes that earlier results hold. */
  held?: number | undefined;
  /** Slices with something to fill, where that is known. */
  worked?: number | undefined;
}

/** Not every prior has a second score, and only one that draws has a spread. */
function ofPrior(manifest: Manifest, asked: number): { samples: number; without?: readonly Kind[] } {
  if (!isPrior(manifest)) return { samples: asked };
  const second = manifest.kind === 'restorer' && manifest.secondScore;
  return { samples: reconstructionsOf(manifest, asked), without: second ? [] : ['sum'] };
}

/** What a run on a series would need; undefined while the series or the model is unknown. */
export function memoryPlan(
  task: TaskName,
  series: ActiveSeries | undefined,
  manifest: Manifest | undefined,
  { samples, turns }: Pick<RunSettings, 'samples' | 'turns'>,
  { limit, held, worked }: Room = {},
): Budget | undefined {
  const plane = series?.planes[0];
  if (!series || !plane || !manifest) return undefined;
  const { rows, columns } = plane;
  // A slice that is not square has a lane of its own for each way round.
  const lanes = turns > 1 && rows !== columns ? 2 : 1;
  const workingBytes = lanes * (WEIGHTS * manifest.file.bytes + MAPS * 4 * rows * columns);
  const slices = series.imageIds.length;
  const copies = { turned: isTurned(displayTurn(plane)), padded: series.padded };
  return planMemory({ task, rows, columns, slices, worked, ...copies, ...ofPrior(manifest, samples), workingBytes, held }, limit);
}

const problemIn = (check: () => void): ErrorData | undefined => {
  try {
    check();
    return undefined;
  } catch (thrown) {
    return DiffusionError.from(thrown).toData();
  }
};

/** @throws DiffusionError TOO_LARGE */
export const checkMemory = (plan: Budget | undefined): void => void (plan && demand(MEMORY, plan));

/** Why a run with these settings cannot be started; undefined when it can. A sampler that is not chosen yet is the model's. */
export const settingsProblem = (task: TaskName, choices: RunSettings, plan: Budget | undefined): ErrorData | undefined =>
  problemIn(() => {
    const { sampler, ...others } = choices;
    TASKS[task].check(sampler === '' ? others : choices);
    checkMemory(plan);
  });

/** Settings with which samples differ; undefined where they do already. */
export function samplesProposal(choices: RunSettings): Pick<RunSettings, 'steps' | 'sampler'> | undefined {
  const alike = problemIn(() => TASKS.denoise.check(choices));
  if (choices.samples === 1 || alike?.code !== 'SAMPLES_ALIKE') return undefined;
  const able = samplersFor('sample').filter(({ stochastic }) => stochastic);
  const sampler = able.find(({ id }) => id === choices.sampler) ?? able[0];
  return sampler && { steps: Math.max(SAMPLED_STEPS, choices.steps), sampler: sampler.id };
}
