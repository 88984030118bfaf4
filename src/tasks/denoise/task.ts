import { DiffusionError } from '../../core/errors';
import { samplerById, samplersFor } from '../../diffusion/samplers';
import { ofKind } from '../../models/manifest';
import { STRONGEST } from '../../results/blend';
import { Spread } from '../../results/spread';
import { outwardOrder } from '../../volume/survey';
import type { Context, Order, Outcome, Part, Settings, Task } from '../Task';
import { begun, bySlabs, lookAt, ofTask, stepTimer } from '../work';
import { denoise, denoiseSurvey, evaluationsPerSlice, middle } from './plan';
import { type Denoises, inEightTurns } from './turns';

const MOST_STEPS = 100;
/** Several samples differ only where numbers are drawn, and only over several evaluations. */
const SAMPLED = { sampler: 'dpmpp-2m-sde', steps: 10 };

/** Samples that are all alike would have a spread of zero, which reads as certainty. */
function checkSamples({ samples = 1, steps, sampler }: Partial<Settings>): void {
  if (samples === 1) return;
  const alike = (measured: string, allowed: string) =>
    new DiffusionError('SAMPLES_ALIKE', { measured: `${samples} samples of ${measured}`, allowed });
  if (sampler !== undefined && !samplerById(sampler).stochastic) {
    const drawing = samplersFor('sample').filter(({ stochastic }) => stochastic);
    throw alike(`${sampler}, which draws no random numbers`, drawing.map(({ id }) => id).join(', '));
  }
  if (steps === 1) throw alike('1 step', '2 steps or more');
}

function check(asked: Partial<Settings>): void {
  const { strength = 1, steps = 1, sampler, turns = 1 } = asked;
  if (!(strength >= 0 && strength <= STRONGEST))
    throw new DiffusionError('BAD_OPTION', { measured: `strength ${strength}`, allowed: `0 to ${STRONGEST}` });
  if (!(Number.isInteger(steps) && steps >= 1 && steps <= MOST_STEPS))
    throw new DiffusionError('BAD_OPTION', { measured: `${steps} steps`, allowed: `1 to ${MOST_STEPS}` });
  // Settings come from a stored provenance, too.
  if (![1, 8].includes(turns)) throw new DiffusionError('BAD_OPTION', { measured: `${turns} turns`, allowed: '1 or 8' });
  if (sampler !== undefined && samplerById(sampler).use !== 'sample') {
    const allowed = samplersFor('sample').map(({ id }) => id);
    throw new DiffusionError('BAD_OPTION', { measured: `sampler ${sampler} for denoise`, allowed: allowed.join(', ') });
  }
  checkSamples(asked);
}

async function run(order: Order, context: Context): Promise<Outcome> {
  const { grid, count, first, settings } = order;
  const { steps, sampler, seed, samples, strength, turns } = settings;
  const manifest = ofKind(order.manifest, 'denoiser');
  const made = begun(order, context);
  context.tell({ stage: 'noise' });
  const plan = await lookAt(denoiseSurvey(grid, count, manifest, settings), context);
  await context.pause();
  context.tell({ stage: 'self-test' });
  const executor = await context.executor(manifest);
  const networkBefore = executor.networkMilliseconds();
  const stepsPerSlice = plan.rows.length * turns;
  context.tell({ stage: 'network', steps: stepsPerSlice, backend: executor.describe() });
  const timer = stepTimer(stepsPerSlice, count * samples);
  const outcome = (state: Outcome['state']): Outcome => ({
    state,
    warnings: plan.warnings,
    provenance: {
      task: 'denoise',
      sampler,
      steps,
      seed,
      samples,
      ...(turns === 8 && { turns }),
      evaluations: evaluationsPerSlice(plan) * samples * turns,
      sigma: plan.sigma,
      scaling: manifest.scaling.kind,
      unit: plan.unit,
      magnitude: plan.magnitude,
      strength,
      backend: executor.describe(),
      ...made(executor.networkMilliseconds() - networkBefore),
    },
  });
  context.standing?.(() => outcome('cancelled'));
  const state = await bySlabs(order, context, outwardOrder(count, first), async ({ volume, only, before }) => {
    const spread = samples * turns > 1 ? new Spread() : undefined;
    let reached: 'done' | 'cancelled' = 'done';
    // Sample after sample: a slice is finished when its last one is there, in its last turn.
    for (let n = 0; n < samples && reached === 'done'; n++) {
      const hand = (index: number, estimate: Float32Array<ArrayBuffer>) => {
        spread?.add(index, estimate);
        if (spread && spread.count(index) < samples * turns) return;
        const { mean, deviation } = spread?.take(index) ?? { mean: estimate, deviation: undefined };
        // Turns of one sample do not say how sure the model is.
        context.hand({ index, layers: { denoised: mean, ...(samples > 1 && deviation && { uncertainty: deviation }) } });
      };
      const onStep = ({ slicesDone: inSlab, stepsDone }: { slicesDone: number; stepsDone: number }) => {
        const slicesDone = before + inSlab;
        const sample = samples > 1 && { sample: { number: n + 1, of: samples, slicesDone } };
        context.tell({
          slicesDone,
          stepsDone,
          ...sample,
          ...timer({ slicesDone: before * samples + n * only.length + inSlab, stepsDone }),
        });
      };
      const once: Denoises = (own, slices, seen) => {
        const hooks = { signal: context.signal, pause: () => context.pause(), ...seen };
        return denoise(own, plan, manifest, { seed: seed + n }, executor, hooks, slices);
      };
      const run = turns === 8 ? inEightTurns(once, plan.rows.length) : once;
      reached = await run(volume, only, { onStep, onSlice: hand });
    }
    return reached;
  });
  return outcome(state);
}

/** The picture without its noise: the posterior mean, also over eight turns, or the mean of several samples with their deviation. */
export const denoiseTask: Task = {
  id: 'denoise',
  makes: ['denoised', 'uncertainty'],
  models: ['denoiser'],
  takes: ['strength', 'steps', 'sampler', 'seed', 'samples', 'turns'],
  region: 'none',
  slicewise: true,
  spares: ['NOISE_UNKNOWN', 'EMPTY_IMAGE'],
  untouched: 'SLICES_UNTOUCHED',
  check,
  settle: ({ strength, steps, sampler, seed = 1, samples = 1, turns = 1 }, manifest) => {
    const { defaults } = ofKind(manifest, 'denoiser');
    const own = samples > 1 ? { ...defaults, ...SAMPLED } : defaults;
    return { strength: strength ?? own.strength, steps: steps ?? own.steps, sampler: sampler ?? own.sampler, seed, samples, turns };
  },
  run,
  join: (parts: readonly Part[]) => {
    const all = parts.map(({ index, provenance }) => ({ slice: index, ...ofTask(provenance, 'denoise') }));
    const [one] = all;
    if (!one) throw new DiffusionError('EMPTY_IMAGE');
    const { slice: _, ...shared } = one;
    const levels = all.map(({ slice, sigma, unit }) => ({ slice, sigma, unit }));
    // A blend may fall below zero in all slices where it may in one.
    const magnitude = all.every((part) => part.magnitude);
    return { ...shared, sigma: middle(all.map(({ sigma }) => sigma)), unit: middle(all.map(({ unit }) => unit)), magnitude, levels };
  },
};
