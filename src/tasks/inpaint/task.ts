import { at } from '../../core/at';
import { DiffusionError } from '../../core/errors';
import { samplerById, samplersFor } from '../../diffusion/samplers';
import { ofKind } from '../../models/manifest';
import type { InpaintProvenance } from '../../results/provenance';
import { Spread } from '../../results/spread';

import type { Context, Order, Outcome, Part, Settings, Task } from '../Task';
import { begun, bySlabs, lookAt, ofTask, stepTimer } from '../work';
import { holeSize } from './holes';
import { inpaint, inpaintEvaluations, inpaintOrder, inpaintSurvey, type Resampling } from './plan';

/** Fillings differ only over several evaluations: one evaluation is the mean of them all. */
const SAMPLED_STEPS = 10;
/** For a model that is not told the known region: RePaint with fewer levels than in its paper. */
const UNTOLD = { sampler: 'repaint', steps: 50 };
/** RePaint's own choice (arXiv:2201.09865, section 5) is a jump of 10 and 10 passes in 250 steps; short runs take short jumps. */
const STEPS_PER_JUMP = 25;
const JUMPS = [2, 10] as const;

function resamplingOf({ sampler, steps }: Settings): Resampling | undefined {
  if (steps === 1 || samplerById(sampler).use !== 'inpaint') return undefined;
  const jump = Math.min(JUMPS[1], Math.max(JUMPS[0], Math.round(steps / STEPS_PER_JUMP)));
  return { jumpLength: jump, passes: jump };
}

function check({ sampler, steps, samples = 1 }: Partial<Settings>): void {
  if (sampler !== undefined && samplerById(sampler).use === 'reconstruct') {
    const allowed = [...samplersFor('inpaint'), ...samplersFor('sample')].map(({ id }) => id);
    throw new DiffusionError('BAD_OPTION', { measured: `sampler ${sampler} for inpaint`, allowed: allowed.join(', ') });
  }
  if (samples > 1 && steps === 1)
    throw new DiffusionError('SAMPLES_ALIKE', { measured: `${samples} samples of 1 step`, allowed: '2 steps or more' });
}

async function run(order: Order, context: Context): Promise<Outcome> {
  const { grid, count, first, settings, region, each = false } = order;
  const { steps, sampler, seed } = settings;
  // The mean of all fillings is one and the same, whatever noise it starts from.
  const samples = steps === 1 ? 1 : settings.samples;
  if (!region) throw new DiffusionError('REGION_EMPTY');
  const manifest = ofKind(order.manifest, 'denoiser');
  const made = begun(order, context);
  const resampling = resamplingOf(settings);
  const plan = await lookAt(inpaintSurvey(grid, count, manifest, region, { seed, steps, sampler, resampling }), context);
  const [worked, stepsPerSlice] = [plan.slices.length, plan.rows.length];
  context.tell({ stage: 'self-test', slices: worked * samples });
  const executor = await context.executor(manifest);
  const networkBefore = executor.networkMilliseconds();
  context.tell({ stage: 'network', steps: stepsPerSlice, backend: executor.describe() });
  const timer = stepTimer(stepsPerSlice, worked * samples);
  const { voxels, millilitres } = holeSize(grid, region);
  const provenance = (): InpaintProvenance => ({
    task: 'inpaint',
    sampler,
    steps,
    seed,
    samples,
    ...(resampling && { resampling }),
    evaluations: inpaintEvaluations(plan) * samples,
    scaling: manifest.scaling.kind,
    unit: plan.unit,
    // A slice that is an image of its own has no thickness.
    region: { voxels, slices: worked, ...(!order.independent && count > 1 && { millilitres: Number(millilitres.toPrecision(4)) }) },
    backend: executor.describe(),
    ...made(executor.networkMilliseconds() - networkBefore),
  });
  context.standing?.(() => ({ state: 'cancelled', warnings: [], provenance: provenance() }));
  const state = await bySlabs(order, context, inpaintOrder(plan, count, first), async ({ volume, only, before }) => {
    const spread = samples > 1 ? new Spread() : undefined;
    // One whole filling after the other, with the seeds seed, seed + 1, …; any sampler gives different ones, because the start is drawn.
    for (let sample = 0; sample < samples; sample++) {
      const onStep = ({ slicesDone: inSlab, stepsDone }: { slicesDone: number; stepsDone: number }) => {
        const slicesDone = before * samples + sample * only.length + inSlab;
        context.tell({ slicesDone, stepsDone, ...timer({ stepsDone, slicesDone }) });
      };
      const onSlice = (index: number, inpainted: Float32Array<ArrayBuffer>) => {
        spread?.add(index, each ? inpainted.slice() : inpainted);
        if (each || !spread) context.hand({ index, sample, layers: { inpainted } });
      };
      const hooks = { signal: context.signal, pause: () => context.pause(), onStep, onSlice };
      const reached = await inpaint(volume, region, plan, manifest, { seed: seed + sample }, executor, hooks, only);
      if (reached === 'cancelled') return reached;
    }
    if (spread)
      only.forEach((index) => {
        const { mean, deviation } = spread.take(index);
        context.hand({ index, layers: { ...(!each && { inpainted: mean }), uncertainty: deviation } });
      });
    return 'done';
  });
  return { state, warnings: [], provenance: provenance() };
}

/** A region made anew from what surrounds it: the mean of all fillings, or some of them; the rest is the source. */
export const inpaintTask: Task = {
  id: 'inpaint',
  makes: ['inpainted', 'uncertainty'],
  models: ['denoiser'],
  takes: ['steps', 'sampler', 'seed', 'samples'],
  region: 'needed',
  slicewise: true,
  spares: ['REGION_EMPTY'],
  check,
  settle: ({ steps, sampler, seed = 1, samples = 1 }, manifest) => {
    const { graph, defaults } = ofKind(manifest, 'denoiser');
    const own = graph.known === undefined ? UNTOLD : defaults;
    const least = samples > 1 ? Math.max(SAMPLED_STEPS, own.steps) : own.steps;
    return { strength: 1, steps: steps ?? least, sampler: sampler ?? own.sampler, seed, samples, turns: 1 };
  },
  run,
  join: (parts: readonly Part[]) => {
    const all = parts.map(({ provenance }) => ofTask(provenance, 'inpaint'));
    const units = all.map(({ unit }) => unit).sort((a, b) => a - b);
    const voxels = all.reduce((sum, { region }) => sum + region.voxels, 0);
    return { ...at(all, 0), unit: at(units, units.length >> 1), region: { voxels, slices: all.length } };
  },
};
