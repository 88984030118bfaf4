import { denoise, evaluationsPerSlice, planDenoise } from '../../../src/tasks/denoise';
import { type Run, stepTimer, usedModel } from './context';

/** Hands over the estimate itself: how much of it the reader takes is decided on the page, also after the run. */
export const runDenoise: Run = async ({ volume, visibleSlice, settings }, context) => {
  const { steps, sampler, seed } = settings;
  const manifest = await context.manifest('denoiser', { id: settings.modelId });
  const options = { strength: 1, steps, sampler, seed, visibleSlice };
  context.tell({ stage: 'noise' });
  const plan = planDenoise(volume, manifest, options);
  await context.pause();
  context.tell({ stage: 'self-test' });
  const executor = await context.executor(manifest);
  const backend = executor.describe();
  const networkBefore = executor.networkMilliseconds();
  context.tell({ stage: 'network', steps: plan.rows.length, backend });
  const state = await denoise(volume, plan, manifest, options, executor, {
    signal: context.signal,
    pause: context.pause,
    onStep: stepTimer(plan.rows.length, volume.slices.length, context.tell),
    onSlice: (index, denoised) => context.hand({ index, layers: { denoised } }),
  });
  return {
    state,
    warnings: plan.warnings,
    provenance: {
      task: 'denoise',
      model: usedModel(manifest),
      sampler: steps === 1 ? 'posterior mean' : sampler,
      evaluations: evaluationsPerSlice(plan),
      seed,
      sigma: plan.sigma,
      scaling: manifest.scaling.kind,
      unit: plan.unit,
      strength: settings.strength,
      backend,
      ...context.made(),
      networkMilliseconds: executor.networkMilliseconds() - networkBefore,
    },
  };
};
