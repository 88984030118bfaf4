import { DiffusionError } from '../../../src/core/errors';
import { evaluations } from '../../../src/diffusion/rows';
import { inpaint, planInpaint } from '../../../src/tasks/inpaint';
import { type Run, stepTimer, usedModel } from './context';

/** RePaint's own choice (arXiv:2201.09865, section 5) is a jump of 10 and 10 passes in 250 steps; short runs take short jumps. */
const JUMP = { jumpLength: 2, passes: 2 };

export const runInpaint: Run = async ({ volume, visibleSlice, settings, region }, context) => {
  const { steps, sampler, seed } = settings;
  if (!region) throw new DiffusionError('REGION_EMPTY');
  const manifest = await context.manifest('denoiser', { id: settings.modelId });
  const options = { steps, sampler, seed, visibleSlice, ...JUMP };
  const plan = planInpaint(volume, manifest, region, options);
  context.tell({ stage: 'self-test', slices: plan.slices.length });
  const executor = await context.executor(manifest);
  const backend = executor.describe();
  const networkBefore = executor.networkMilliseconds();
  context.tell({ stage: 'network', steps: plan.rows.length, backend });
  const state = await inpaint(volume, region, plan, manifest, options, executor, {
    signal: context.signal,
    pause: context.pause,
    onStep: stepTimer(plan.rows.length, plan.slices.length, context.tell),
    onSlice: (index, inpainted) => context.hand({ index, layers: { inpainted } }),
  });
  const voxels = region.reduce((sum, slice) => sum + (slice?.reduce((n, v) => n + (v ? 1 : 0), 0) ?? 0), 0);
  const [x, y, z] = volume.spacing;
  return {
    state,
    warnings: plan.warnings,
    provenance: {
      task: 'inpaint',
      model: usedModel(manifest),
      sampler: steps === 1 ? 'conditional mean' : sampler,
      evaluations: evaluations(plan.rows),
      seed,
      samples: 1,
      sigma: plan.sigma,
      unit: plan.unit,
      region: { voxels, millilitres: (voxels * x * y * z) / 1000, slices: plan.slices.length },
      backend,
      ...context.made(),
      networkMilliseconds: executor.networkMilliseconds() - networkBefore,
    },
  };
};
