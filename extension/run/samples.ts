import { DiffusionError, type ErrorData } from '../../src/core/errors';
import { samplersFor } from '../../src/diffusion/samplers';
import type { TaskName } from '../../src/results/Result';
import { ui } from '../i18n';
import type { RunSettings } from '../worker/protocol';

/** Where samples begin to differ in more than noise. */
const STEPS = 8;

const draws = ({ steps, sampler }: RunSettings) =>
  steps > 1 && samplersFor('sample').some(({ id, stochastic }) => id === sampler && stochastic);

/** Settings with which samples differ; undefined where they do already. */
export function proposal(choices: RunSettings): Pick<RunSettings, 'steps' | 'sampler'> | undefined {
  if (choices.samples === 1 || draws(choices)) return undefined;
  const able = samplersFor('sample').filter(({ stochastic }) => stochastic);
  const sampler = able.find(({ id }) => id === choices.sampler) ?? able[0];
  return sampler && { steps: Math.max(STEPS, choices.steps), sampler: sampler.id };
}

/** Samples that are all alike are refused before the run: a spread of zero reads as certainty. */
export function samplesProblem(task: TaskName, choices: RunSettings): ErrorData | undefined {
  if (task !== 'denoise' || !proposal(choices)) return undefined;
  return new DiffusionError('SAMPLES_ALIKE', { measured: ui.samples.found(choices.samples, choices.steps) }).toData();
}
