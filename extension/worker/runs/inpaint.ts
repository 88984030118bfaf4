import { DiffusionError } from '../../../src/core/errors';
import { holeSize } from '../../../src/tasks/holes';
import { inpaintEvaluations, inpaintOrder, inpaintSurvey } from '../../../src/tasks/inpaint';
import { inpaintSamples } from '../../../src/tasks/inpaintSamples';
import { bySlabs } from '../../../src/tasks/slabs';
import { lookAt, type Run, stepTimer, usedModel } from './context';

/** RePaint's own choice (arXiv:2201.09865, section 5) is a jump of 10 and 10 passes in 250 steps; short runs take short jumps. */
const JUMP = { jumpLength: 2, passes: 2 };

export const runInpaint: Run = async ({ grid, slices: count, visibleSlice, settings, region }, context) => {
  const { steps, sampler, seed } = settings;
  // The mean of all fillings is one and the same, whatever noise it starts from.
  const samples = steps === 1 ? 1 : settings.samples;
  if (!region) throw new DiffusionError('REGION_EMPTY');
  const manifest = await context.manifest('denoiser', { id: settings.modelId });
  const options = { steps, sampler, seed, visibleSlice, samples, ...JUMP };
  const plan = await lookAt(inpaintSurvey(grid, count, manifest, region, options), context);
  const [slices, stepsPerSlice] = [plan.slices.length, plan.rows.length];
  context.tell({ stage: 'self-test', slices: slices * samples });
  const executor = await context.executor(manifest);
  const backend = executor.describe();
  const networkBefore = executor.networkMilliseconds();
  context.tell({ stage: 'network', steps: stepsPerSlice, backend });
  const timer = stepTimer(stepsPerSlice, slices * samples, context.tell);
  const order = inpaintOrder(plan, count, options);
  const state = await bySlabs(grid, context.stack, order, context.slabSlices, async ({ volume, only, before }) => {
    const { state: reached, samples: made } = await inpaintSamples(volume, region, plan, manifest, { ...options, only }, executor, {
      signal: context.signal,
      pause: context.pause,
      onStep: ({ sample, stepsDone, slicesDone }) => timer({ stepsDone, slicesDone: before * samples + sample * only.length + slicesDone }),
      onSlice: (sample, index, inpainted) => context.hand({ index, sample, layers: { inpainted } }),
    });
    if (reached === 'done' && samples > 1) {
      const spread = made.deviation();
      only.forEach((index) => {
        const uncertainty = spread[index];
        if (uncertainty) context.hand({ index, layers: { uncertainty } });
      });
    }
    return reached;
  });
  return {
    state,
    warnings: plan.warnings,
    provenance: {
      task: 'inpaint',
      model: usedModel(manifest),
      sampler: steps === 1 ? 'conditional mean' : sampler,
      evaluations: inpaintEvaluations(plan),
      seed,
      samples,
      scaling: manifest.scaling.kind,
      unit: plan.unit,
      region: { ...holeSize(grid, region), slices },
      backend,
      ...context.made(),
      networkMilliseconds: executor.networkMilliseconds() - networkBefore,
    },
  };
};
