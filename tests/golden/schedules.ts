import { Parameters, type GoldenCase } from './format';
import { at } from '../../src/diffusion/numbers';
import { alphaOf, precondition, type Frame } from '../../src/diffusion/parameterisation';
import * as s from '../../src/diffusion/schedules';
import { resamplingTimes, type Loop } from '../../src/diffusion/samplers/repaint';
import { sdeTimes, toldSigma, veSde, vpSde, type Sde } from '../../src/diffusion/sde';
import { diffusersSchedule } from './diffusers';
import { simplexField } from './simplexField';

/** The arrays of a schedule, computed by the project; names as in the traces. */
export type Arrays = Record<string, readonly number[]>;

const scales = (frame: Frame, sigmas: readonly number[]) => sigmas.map((sigma) => alphaOf(frame, sigma));
const every = (list: readonly number[], stride: number) => list.filter((_, i) => i % stride === 0);
const gather = (list: readonly number[], indices: readonly number[]) => indices.map((i) => at(list, i));

/** β of a whole chain by name. */
export function chainBetas(name: string, p: Parameters): number[] {
  const T = p.number('T');
  if (name === 'cosine') return s.cosineBetas(T);
  if (name === 'linear') return p.has('beta_start') ? s.linearBetas(T, p.number('beta_start'), p.number('beta_end')) : s.linearBetas(T);
  if (name === 'quad') return s.scaledLinearBetas(T, p.number('beta_start'), p.number('beta_end'));
  throw new Error(`unknown β table ${name}`);
}

/** Everything a chain (whole, respaced or a sub-sequence) says about itself, lowest noise first. */
function chain(betas: readonly number[], timesteps?: readonly number[], keepBars = false): Arrays {
  const own = timesteps && !keepBars ? s.respacedBetas(betas, timesteps) : betas;
  const whole = s.alphaBars(own);
  const bars = timesteps && keepBars ? gather(whole, timesteps) : whole;
  const sigmas = bars.map(s.sigmaOf);
  const { before, variance, logVariance, weightOfClean, weightOfState } = s.posterior(own);
  return {
    timesteps: timesteps ?? [...bars.keys()],
    betas: timesteps && keepBars ? gather(own, timesteps) : own,
    alphas_cumprod: bars,
    sigmas,
    scales: scales('vp', sigmas),
    alphas_cumprod_prev: before,
    posterior_variance: variance,
    posterior_log_variance_clipped: logVariance,
    posterior_mean_coef1: weightOfClean,
    posterior_mean_coef2: weightOfState,
  };
}

const sections = (text: string): number[] | `ddim${number}` =>
  text.startsWith('ddim') ? (text as `ddim${number}`) : text.split(',').map(Number);

/** DPM-Solver drops levels below this λ of a discrete chain (it then counts `total_N` levels); UniPC keeps them. */
const LAMBDA_MIN = -5.1;

export function noiseSchedule(p: Parameters): s.NoiseSchedule {
  const kind = p.text('kind');
  if (kind === 'linear') return s.linearSchedule(p.number('beta_0'), p.number('beta_1'));
  if (kind === 'cosine') return s.cosineSchedule();
  return s.discreteSchedule(chainBetas(p.text('base', 'linear'), p), p.has('total_N') ? LAMBDA_MIN : -Infinity);
}

/** Times between which a DPM-Solver steps, and the order of each step where the single-step method varies it. */
export function solverSteps(
  name: string,
  p: Parameters,
  q: Parameters,
): { times: number[]; orders: number[] | undefined; inner: (a: number, b: number, n: number) => number[] } {
  const skip = name as s.Skip;
  const schedule = noiseSchedule(p);
  const [high, low] = [p.number('t_T', 1), p.number('t_0')];
  const [first, last] = q.flag('inverse') ? [low, high] : [high, low];
  const steps = p.has('N') ? p.number('N') : q.number('steps');
  const inner = (a: number, b: number, n: number) => s.solverTimes(schedule, skip, a, b, n);
  const [method, order] = [q.text('method', 'multistep'), q.number('order', 1)];
  if (method === 'multistep') return { times: inner(first, last, steps), orders: undefined, inner };
  const groups = Math.floor(steps / order);
  const rest = steps % order;
  const whole = Array.from({ length: groups }, () => order);
  // Order 3 ends with lower orders, so that the evaluations add up to the steps asked for.
  const varied = order === 3 ? (rest === 0 ? [...whole.slice(1), 2, 1] : [...whole, rest]) : rest === 0 ? whole : [...whole, rest];
  const orders = method === 'singlestep_fixed' ? whole : varied;
  if (skip === 'logSNR' || method === 'singlestep_fixed') return { times: inner(first, last, orders.length), orders, inner };
  const all = inner(first, last, steps);
  let index = 0;
  return { times: [first, ...orders.map((taken) => at(all, (index += taken)))], orders, inner };
}

export function sdeOf(name: string, p: Parameters): Sde {
  if (name === 'vesde') return veSde(p.number('sigma_min'), p.number('sigma_max'));
  return vpSde(p.number('beta_min'), p.number('beta_max'), name === 'subvpsde');
}

export function loopsOf(p: Parameters): Loop[] {
  const T = p.number('t_T');
  const start = p.number('start_resampling', T);
  const loop = (name: string): Loop[] => {
    if (!p.has(`${name}_n_sample`)) return [];
    const length = p.number(`${name}_length`);
    return [{ length, repeats: p.number(`${name}_n_sample`), below: Math.min(T - length, start - length + 1) }];
  };
  const single: Loop = { length: 1, repeats: p.number('n_sample', 1), below: Math.min(T - 2, start + 1) };
  return [single, ...loop('jump3'), ...loop('jump2'), ...loop('jump')];
}

const grid = (sigmas: number[]): Arrays => ({ sigmas });

type Maker = (p: Parameters, q: Parameters, c: GoldenCase) => Arrays;

const wholeChain =
  (name: string): Maker =>
  (p, _q, c) => {
    const arrays = chain(chainBetas(name, p));
    const strided = typeof c.schedule.every === 'number' ? c.schedule.every : 1;
    const kept = Array.isArray(c.schedule.timesteps) ? c.schedule.timesteps.length : undefined;
    return Object.fromEntries(Object.entries(arrays).map(([key, list]) => [key, every(list, strided).slice(0, kept)]));
  };

const subsequence =
  (skip: 'uniform' | 'quad'): Maker =>
  (p) =>
    chain(chainBetas('linear', p), s.ddimSequence(p.number('T'), p.number('timesteps'), skip), true);

const discrete: Maker = (p, q, c): Arrays => {
  const chainParameters = p.has('T') ? p : q;
  const levels = s.alphaBars(chainBetas(chainParameters.text('base', 'linear'), chainParameters)).map(s.sigmaOf);
  if (p.has('n')) {
    const sigmas = s.discreteGrid(levels, p.number('n'));
    return { sigmas, timesteps: sigmas.slice(0, -1).map((sigma) => s.indexOfSigma(levels, sigma)) };
  }
  const given = new Parameters(c.schedule).list('sigmas');
  return {
    sigmas: given,
    timesteps: given.map((v) => s.indexOfSigma(levels, v)),
    timesteps_quantized: given.map((v) => s.indexOfSigma(levels, v, true)),
  };
};

const solver =
  (name: s.Skip): Maker =>
  (p, q) => {
    const [schedule, { times }] = [noiseSchedule(p), solverSteps(name, p, q)];
    const sigmas = times.map((t) => s.sigmaAtTime(schedule, t));
    return { t: times, sigmas, scales: scales('vp', sigmas), lambdas: times.map((t) => s.lambdaOf(schedule, t)) };
  };

const sde =
  (name: string): Maker =>
  (p, q, c) => {
    const N = p.number('N', q.has('N') ? q.number('N') : 1000);
    const process = sdeOf(name, p);
    const times = sdeTimes(N, p.number('eps'));
    const table = process.table(N);
    const arrays: Arrays = {
      t: times,
      sigmas: times.map((t) => toldSigma(process, t, N, true)),
      scales: times.map((t) => process.alpha(t)),
      ...(table && (name === 'vesde' ? { discrete_sigmas: table.sigmas } : { discrete_betas: table.betas })),
    };
    const stride = typeof c.schedule.every === 'number' ? c.schedule.every : 1;
    return Object.fromEntries(Object.entries(arrays).map(([key, list]) => [key, every(list, stride)]));
  };

const vDiffusion: Maker = (_p, _q, c) => {
  const sigmas = new Parameters(c.schedule).list('sigmas');
  const of = (key: 'cSkip' | 'cOut' | 'cIn') => sigmas.map((sigma) => precondition('v', 'vp', sigma)[key]);
  return { sigmas, t: sigmas.map((sigma) => (2 / Math.PI) * Math.atan(sigma)), c_skip: of('cSkip'), c_out: of('cOut'), c_in: of('cIn') };
};

const respaced =
  (base: string): Maker =>
  (p, q) => {
    const timesteps = s.respacedTimesteps(p.number('T'), sections(p.text('section_counts')));
    const arrays = chain(chainBetas(base, p), timesteps);
    if (!q.has('jump')) return arrays;
    const jump = q.group('jump');
    return { ...arrays, times: resamplingTimes(jump.number('t_T'), loopsOf(jump)) };
  };

const range = (p: Parameters) => [p.number('n'), p.number('sigma_min'), p.number('sigma_max')] as const;

const MAKERS: Readonly<Record<string, Maker>> = {
  linear: wholeChain('linear'),
  cosine: wholeChain('cosine'),
  quad: wholeChain('quad'),
  'respaced linear': respaced('linear'),
  'respaced cosine': respaced('cosine'),
  'linear, uniform subsequence': subsequence('uniform'),
  'linear, quad subsequence': subsequence('quad'),
  'seq uniform': (p) => ({ timesteps: s.ddimSequence(p.number('T'), p.number('timesteps'), 'uniform') }),
  'seq quad': (p) => ({ timesteps: s.ddimSequence(p.number('T'), p.number('timesteps'), 'quad') }),
  karras: (p) => grid(s.karras(...range(p), p.number('rho', 7))),
  exponential: (p) => grid(s.exponential(...range(p))),
  polyexponential: (p) => grid(s.polyexponential(...range(p), p.number('rho', 1))),
  vp: (p) => grid(s.vpGrid(p.number('n'), p.number('beta_d', 19.9), p.number('beta_min', 0.1), p.number('eps_s', 1e-3))),
  edm: (p) => grid(s.edmGrid(p.number('num_steps', 18), p.number('sigma_min', 0.002), p.number('sigma_max', 80), p.number('rho', 7))),
  geometric: (p) => grid(s.geometric(p.number('num_classes'), p.number('sigma_begin'), p.number('sigma_end'))),
  uniform: (p) => grid(s.uniform(p.number('num_classes'), p.number('sigma_begin'), p.number('sigma_end'))),
  'ddpm-discrete': discrete,
  'v-diffusion cosine': vDiffusion,
  'log-sigma uniform': () => ({}),
  time_uniform: solver('time_uniform'),
  time_quadratic: solver('time_quadratic'),
  logSNR: solver('logSNR'),
  vesde: sde('vesde'),
  vpsde: sde('vpsde'),
  subvpsde: sde('subvpsde'),
  get_schedule_jump: (p) => ({ timesteps: resamplingTimes(p.number('t_T'), loopsOf(p)) }),
  'simplex noise field': simplexField,
};

/** The arrays of a case's schedule, from its name and parameters alone. */
export function computeSchedule(c: GoldenCase): Arrays {
  const [p, q] = [new Parameters(c.schedule.params), new Parameters(c.sampler?.params ?? {})];
  const { name } = c.schedule;
  const found = MAKERS[name] ?? (/^ddpm .* discrete$/.test(name) ? discrete : undefined);
  if (found) return found(p, q, c);
  if (name.endsWith('Scheduler')) return diffusersSchedule(name, p, c);
  throw new Error(`unknown schedule ${name}`);
}
