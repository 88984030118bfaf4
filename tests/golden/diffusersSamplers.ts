import { at } from '../../src/diffusion/numbers';
import type { Limit, Row } from '../../src/diffusion/rows';
import { eulerAncestral } from '../../src/diffusion/samplers/ancestral';
import { ddim } from '../../src/diffusion/samplers/ddim';
import { ddimInversion } from '../../src/diffusion/samplers/ddimInversion';
import { ddpm } from '../../src/diffusion/samplers/ddpm';
import { euler } from '../../src/diffusion/samplers/euler';
import { heun } from '../../src/diffusion/samplers/heun';
import { lms } from '../../src/diffusion/samplers/lms';
import { multistep } from '../../src/diffusion/samplers/multistep';
import { singlestep } from '../../src/diffusion/samplers/singlestep';
import { unipc } from '../../src/diffusion/samplers/unipc';
import { sigmaOf } from '../../src/diffusion/schedules';
import type { Parameters } from './format';
import type { Context, Replay, Replayer } from './samplers';

/** diffusers' schedulers as calls of the project's samplers: argument names, defaults and where orders are lowered. */

const replay = (from: number, states: Replay['states'], rows: Row[]): Replay => ({ rows, from, states, network: 'vp' });

/** Levels a chain's steps lead to; the last one closes the grid. */
function chainOf({ arrays }: Context): { levels: number[]; targets: number[] } {
  const targets = (arrays.alphas_cumprod_prev ?? []).map((bar) => (bar === 1 ? 0 : sigmaOf(bar)));
  const told = (arrays.alphas_cumprod ?? []).map(sigmaOf);
  // Neighbours that agree to rounding are one level.
  const close = targets.map((target, i) =>
    Math.abs(target - (told[i + 1] ?? target)) <= 1e-12 * target ? (told[i + 1] ?? target) : target,
  );
  return { levels: [...told, at(close, close.length - 1)], targets: close };
}

/** Thresholding replaces clipping; only the chains clip by default. */
function limitOf(q: Parameters, clips: boolean): Limit {
  const quantile = q.number('dynamic_thresholding_ratio', 0.995);
  if (q.flag('thresholding')) return { threshold: { quantile, least: 1, most: q.number('sample_max_value', 1) } };
  const range = q.number('clip_sample_range', 1);
  return clips && q.flag('clip_sample', true) ? { clip: [-range, range] } : {};
}

/** Orders of the multistep solvers: rising at the start, lowered at the end of short runs or before σ = 0. */
function multistepOrders(n: number, order: number, q: Parameters): number[] {
  const lower = q.flag('lower_order_final', true) && n < 15;
  const single = q.flag('euler_at_final') || lower || q.text('final_sigmas_type', 'zero') === 'zero';
  return Array.from({ length: n }, (_, i) => Math.min(order, i + 1, i === n - 1 && single ? 1 : order, i === n - 2 && lower ? 2 : order));
}

const dpmMultistep: Replayer = ({ q, arrays }) => {
  const sigmas = arrays.sigmas ?? [];
  const kind = q.text('algorithm_type', 'dpmsolver++');
  const rows = multistep(sigmas, {
    orders: multistepOrders(sigmas.length - 1, q.number('solver_order', 2), q),
    predict: kind === 'dpmsolver' ? 'noise' : 'data',
    form: q.text('solver_type', 'midpoint') === 'heun' ? 'taylor' : 'midpoint',
    eta: kind.startsWith('sde') ? 1 : 0,
    limit: limitOf(q, false),
  });
  return replay(at(sigmas, 0), 'vp', rows);
};

/**
 * Single-step solver on a grid that already holds the inner points: blocks of up to `order` steps, each from the block's first level. The inner
 * states are recorded too.
 */
const dpmSinglestep: Replayer = ({ q, arrays }) => {
  const sigmas = arrays.sigmas ?? [];
  const [n, order] = [sigmas.length - 1, q.number('solver_order', 2)];
  const groups = Math.floor(n / order);
  const whole = Array.from({ length: groups }, () => order);
  const rest = n % order;
  // The step to the end has order 1; with order 3 a run without remainder ends 3, ..., 2, 1.
  const blocks =
    rest > 0 ? [...whole, rest] : order === 3 ? [...whole.slice(1), 2, 1] : [...whole.slice(1), ...Array.from({ length: order }, () => 1)];
  const lowered = blocks.at(-1) === 1 ? blocks : [...blocks.slice(0, -1), Number(blocks.at(-1)) - 1, 1];
  const ends = lowered.reduce<number[]>((list, size) => [...list, Number(list.at(-1)) + size], [0]);
  const lambda = (i: number) => -Math.log(at(sigmas, i));
  const ratios = (block: number, size: number) => {
    const start = at(ends, block);
    const share = (k: number) => (lambda(start + k) - lambda(start)) / (lambda(start + size) - lambda(start));
    return [share(1), share(2)] as const;
  };
  const rows = singlestep(
    ends.map((i) => at(sigmas, i)),
    { orders: lowered, ratios, inner: 'midpoint' },
  );
  return { ...replay(at(sigmas, 0), 'vp', rows), shown: () => true };
};

const unipcScheduler: Replayer = ({ q, arrays }) => {
  const sigmas = arrays.sigmas ?? [];
  const [n, order] = [sigmas.length - 1, q.number('solver_order', 2)];
  const lower = q.flag('lower_order_final', true);
  const orders = Array.from({ length: n }, (_, i) => Math.min(order, i + 1, lower ? n - i : order));
  const predict = q.flag('predict_x0', true) ? ('data' as const) : ('noise' as const);
  const rows = unipc(sigmas, { orders, predict, variant: q.text('solver_type', 'bh2') as 'bh1' | 'bh2', limit: limitOf(q, false) });
  // Recorded are the predictions, not the corrected states.
  return { ...replay(at(sigmas, 0), 'vp', rows), shown: (row) => row.e === undefined };
};

const onGrid =
  (make: (sigmas: readonly number[], q: Parameters) => Row[]): Replayer =>
  ({ q, arrays }) =>
    replay(at(arrays.sigmas ?? [], 0), 've', make(arrays.sigmas ?? [], q));

const REPLAYERS: Readonly<Record<string, Replayer>> = {
  DDPMScheduler: (context) => {
    const { levels } = chainOf(context);
    const variance = context.q.text('variance_type', 'fixed_small').startsWith('fixed_small') ? 'small' : 'large';
    const noiseAtEnd = variance === 'large' && Number(context.arrays.timesteps?.at(-1)) > 0;
    return replay(at(levels, 0), 'vp', ddpm(levels, { variance, limit: limitOf(context.q, true), noiseAtEnd }));
  },
  DDIMScheduler: (context) => {
    const { levels, targets } = chainOf(context);
    return replay(at(levels, 0), 'vp', ddim(levels, { eta: context.q.number('eta', 0), limit: limitOf(context.q, true), targets }));
  },
  DDIMInverseScheduler: ({ arrays }) => {
    const [told, own] = [arrays.alphas_cumprod ?? [], arrays.alphas_cumprod_state ?? []];
    const levels = [at(own, 0) === 1 ? 0 : sigmaOf(at(own, 0)), ...told.map(sigmaOf)];
    return replay(at(levels, 0), 'vp', ddimInversion(levels, { label: 'next' }));
  },
  DPMSolverMultistepScheduler: dpmMultistep,
  DPMSolverSinglestepScheduler: dpmSinglestep,
  UniPCMultistepScheduler: unipcScheduler,
  EulerDiscreteScheduler: onGrid((sigmas) => euler(sigmas)),
  EulerAncestralDiscreteScheduler: onGrid((sigmas) => eulerAncestral(sigmas)),
  // The schedule repeats the inner levels, and the Euler point of each step is recorded too.
  HeunDiscreteScheduler: (context) => ({
    ...onGrid((sigmas) => heun(sigmas.filter((sigma, i) => sigma !== sigmas[i - 1])))(context),
    shown: () => true,
  }),
  LMSDiscreteScheduler: onGrid((sigmas) => lms(sigmas)),
};

export const diffusersSampler = (name: string): Replayer | undefined => REPLAYERS[name];
