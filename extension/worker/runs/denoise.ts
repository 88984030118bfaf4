import { DiffusionError } from '../../../src/core/errors';
import { samplerById } from '../../../src/diffusion/samplers';
import { Spread } from '../../../src/results/spread';
import { denoise, denoiseSurvey, evaluationsPerSlice } from '../../../src/tasks/denoise';
import { bySlabs } from '../../../src/tasks/slabs';
import { outwardOrder } from '../../../src/volume/slabs';
import type { RunSettings } from '../protocol';
import { lookAt, type Run, stepTimer, usedModel } from './context';

/** Samples that are all alike would have a spread of zero, which reads as certainty. */
function checkSamples({ steps, sampler, samples }: RunSettings): void {
  if (samples === 1 || (steps > 1 && samplerById(sampler).stochastic)) return;
  throw new DiffusionError('SAMPLES_ALIKE', { measured: `${samples} samples, ${steps} steps` });
}

/** Hands over the estimate itself: how much of it the reader takes is decided on the page, also after the run. */
export const runDenoise: Run = async ({ grid, slices, visibleSlice, settings }, context) => {
  const { steps, sampler, seed, samples } = settings;
  checkSamples(settings);
  const manifest = await context.manifest('denoiser', { id: settings.modelId });
  const options = { strength: 1, steps, sampler, seed, visibleSlice };
  context.tell({ stage: 'noise' });
  const plan = await lookAt(denoiseSurvey(grid, slices, manifest, options), context);
  await context.pause();
  context.tell({ stage: 'self-test' });
  const executor = await context.executor(manifest);
  const backend = executor.describe();
  const networkBefore = executor.networkMilliseconds();
  context.tell({ stage: 'network', steps: plan.rows.length, backend });
  const timer = stepTimer(plan.rows.length, slices * samples, ({ fraction, secondsLeft }) => {
    if (fraction !== undefined && secondsLeft !== undefined) context.tell({ fraction, secondsLeft });
  });
  const order = outwardOrder(slices, visibleSlice);
  const state = await bySlabs(grid, context.stack, order, context.slabSlices, async ({ volume, only, before }) => {
    const spread = samples > 1 ? new Spread(volume.slices) : undefined;
    let reached: 'done' | 'cancelled' = 'done';
    // Sample after sample: a slice is finished when its last one is there.
    for (let n = 0; n < samples && reached === 'done'; n++) {
      const hand = (index: number, denoised: Float32Array<ArrayBuffer>) => {
        spread?.add(index, denoised);
        if (n < samples - 1) return;
        const { mean, deviation } = spread?.take(index) ?? { mean: denoised, deviation: undefined };
        context.hand({ index, layers: { denoised: mean, ...(deviation && { uncertainty: deviation }) } });
      };
      reached = await denoise(volume, plan, manifest, { ...options, seed: seed + n, only }, executor, {
        signal: context.signal,
        pause: context.pause,
        onStep: ({ slicesDone: inSlab, stepsDone }) => {
          const slicesDone = before + inSlab;
          context.tell({ slicesDone, stepsDone, ...(samples > 1 && { sample: { number: n + 1, of: samples, slicesDone } }) });
          timer({ slicesDone: before * samples + n * only.length + inSlab, stepsDone });
        },
        onSlice: hand,
      });
    }
    return reached;
  });
  return {
    state,
    warnings: plan.warnings,
    provenance: {
      task: 'denoise',
      model: usedModel(manifest),
      sampler: steps === 1 ? 'posterior mean' : sampler,
      evaluations: evaluationsPerSlice(plan) * samples,
      seed,
      sigma: plan.sigma,
      scaling: manifest.scaling.kind,
      unit: plan.unit,
      strength: settings.strength,
      ...(samples > 1 && { samples }),
      backend,
      ...context.made(),
      networkMilliseconds: executor.networkMilliseconds() - networkBefore,
    },
  };
};
