import { at } from '../../src/diffusion/numbers';
import { alphaOf, type Frame } from '../../src/diffusion/parameterisation';
import { eulerRow, restRow, type Limit, type Row } from '../../src/diffusion/rows';
import { annealedLangevin } from '../../src/diffusion/samplers/annealedLangevin';
import { eulerAncestral } from '../../src/diffusion/samplers/ancestral';
import { ddim } from '../../src/diffusion/samplers/ddim';
import { ddimInversion } from '../../src/diffusion/samplers/ddimInversion';
import { ddpm, type Variance } from '../../src/diffusion/samplers/ddpm';
import { dpm2 } from '../../src/diffusion/samplers/dpm2';
import { dpmppSde } from '../../src/diffusion/samplers/dpmppSde';
import { euler } from '../../src/diffusion/samplers/euler';
import { heun } from '../../src/diffusion/samplers/heun';
import { lms } from '../../src/diffusion/samplers/lms';
import { multistep } from '../../src/diffusion/samplers/multistep';
import { partialNoising } from '../../src/diffusion/samplers/partialNoising';
import { predictorCorrector } from '../../src/diffusion/samplers/predictorCorrector';
import { repaint } from '../../src/diffusion/samplers/repaint';
import { singlestep } from '../../src/diffusion/samplers/singlestep';
import { unipc } from '../../src/diffusion/samplers/unipc';
import { alphaBars, indexOfSigma, lambdaOf, sigmaAtIndex, sigmaOf } from '../../src/diffusion/schedules';
import { sdeSteps, type Predictor } from '../../src/diffusion/sde';
import { diffusersSampler } from './diffusersSamplers';
import { Parameters, type GoldenCase } from './format';
import { chainBetas, loopsOf, noiseSchedule, sdeOf, solverSteps, type Arrays } from './schedules';

/** How a case is run: rows of the project's samplers, and what the trace's numbers mean in the rows' frame. */
export interface Replay {
  rows: Row[];
  /** σ of the initial state: x0 is divided by its α. */
  from: number;
  /** Frame of the recorded states, and of the network. */
  states: Frame;
  network: Frame;
  /** Which rows' states the original records; default: all that are no stages. */
  shown?: (row: Row) => boolean;
  told?: (sigma: number) => number;
  /** Recorded noise that belongs to noise 0 of the rows. */
  firstNoise?: number;
  region?: { picture: number[]; mask: number[] };
  /** The start is not among the states. */
  startHidden?: boolean;
}

export interface Context {
  p: Parameters;
  q: Parameters;
  arrays: Arrays;
  c: GoldenCase;
}
export type Replayer = (context: Context) => Replay;

const sigmasOf = (arrays: Arrays): readonly number[] => arrays.sigmas ?? [];
/** A chain recorded lowest first, as the falling grid of a sampler. */
const falling = (arrays: Arrays): number[] => [...[...sigmasOf(arrays)].reverse(), 0];
const limitOf = (flag: boolean): Limit => (flag ? { clip: [-1, 1] } : {});
const vp = (sigmas: readonly number[], rows: Row[]): Replay => ({ rows, from: at(sigmas, 0), states: 'vp', network: 'vp' });
const ve = (sigmas: readonly number[], rows: Row[]): Replay => ({ rows, from: at(sigmas, 0), states: 've', network: 've' });

function varianceOf(q: Parameters): Variance {
  const name = q.text('variance', 'fixed_small');
  if (name === 'learned_range') return { between: q.list('model_var_values') };
  return name === 'fixed_small' ? 'small' : 'large';
}

const churnOf = (q: Parameters, [churn, from, to, noise]: readonly [string, string, string, string]) => ({
  churn: q.number(churn, 0),
  churnFrom: q.number(from, 0),
  churnTo: q.number(to, Infinity),
  noiseScale: q.number(noise, 1),
});
const EDM_CHURN = ['S_churn', 'S_min', 'S_max', 'S_noise'] as const;
const K_CHURN = ['s_churn', 's_tmin', 's_tmax', 's_noise'] as const;

const inversion: Replayer = ({ q, arrays }) => {
  const rising = sigmasOf(arrays);
  const up = ddimInversion(rising, { toNoise: q.flag('include_last') });
  return vp(rising, q.flag('then_ddim_back') ? [...up, ...ddim([...rising].reverse())] : up);
};

const langevin: Replayer = ({ q, arrays, c }) => {
  const levels = sigmasOf(arrays);
  const known = q.has('reference');
  const step = q.number('step_lr') / at(levels, levels.length - 1) ** 2;
  const rows = annealedLangevin(levels, { stepsEach: q.number('n_steps_each'), step, denoise: q.flag('denoise'), known });
  if (!known) return ve(levels, rows);
  const [, , , width = 1] = c.shape ?? [];
  const picture = q.list('reference');
  const mask = picture.map((_, i) => (i % width < q.number('known_columns') ? 1 : 0));
  return { ...ve(levels, rows), region: { picture, mask }, startHidden: true };
};

const PREDICTORS: Readonly<Record<string, Predictor>> = {
  euler_maruyama: 'euler-maruyama',
  reverse_diffusion: 'reverse-diffusion',
  ancestral_sampling: 'ancestral',
  none: 'none',
};

/** The originals record the last x and then return x_mean of the same evaluation (from the saved state, without noise), or x once more. */
function withReturned(noisy: readonly Row[], mean: readonly Row[], denoise: boolean): Row[] {
  const clean = mean.at(-1) ?? restRow(0);
  const returned = denoise && clean.evaluateAt !== undefined ? { ...clean, evaluateAt: undefined, a: 0, e: clean.a } : restRow(0);
  return [...noisy.map((row, i) => (i === noisy.length - 1 ? { ...row, save: true } : row)), returned];
}

const predictorCorrectorReplay: Replayer = ({ p, q, c }) => {
  const name = c.schedule.name;
  const predictor = PREDICTORS[q.text('predictor')];
  if (!predictor) throw new Error(`unknown predictor ${q.text('predictor')}`);
  const steps = sdeSteps(sdeOf(name, p), q.number('N'), {
    predictor,
    end: q.number('eps'),
    continuous: q.flag('continuous', true),
    probabilityFlow: q.flag('probability_flow'),
  });
  const corrector = q.text('corrector');
  const known = q.has('mask');
  const options = {
    ...(corrector !== 'none' && { corrector: corrector === 'ald' ? ('ald' as const) : ('langevin' as const) }),
    correctorSteps: corrector === 'none' ? 0 : q.number('n_steps', 1),
    snr: q.number('snr', 0.16),
    known,
  };
  const noisy = predictorCorrector(steps, { ...options, denoise: false });
  const mean = predictorCorrector(steps, { ...options, denoise: true });
  const rows = known ? mean : withReturned(noisy, mean, q.flag('denoise', true));
  const frame: Frame = name === 'vesde' ? 've' : name === 'vpsde' ? 'vp' : 'subvp';
  const first = {
    from: steps[0]?.sigma ?? NaN,
    states: frame,
    network: frame,
    firstNoise: c.first_noise_is_prior || q.flag('first_noise_is_prior') ? 1 : 0,
  };
  if (!known) return { rows, ...first };
  return { rows, ...first, region: { picture: q.list('data'), mask: q.list('mask') }, shown: (row) => row === rows.at(-1) };
};

const dpmSolver: Replayer = ({ p, q, arrays, c }) => {
  const sigmas = sigmasOf(arrays);
  const { orders, times, inner } = solverSteps(c.schedule.name, p, q);
  const [order, n] = [q.number('order') as 1 | 2 | 3, sigmas.length - 1];
  const predict = q.text('algorithm_type', 'dpmsolver++') === 'dpmsolver++' ? ('data' as const) : ('noise' as const);
  const form = q.text('solver_type', 'dpmsolver') === 'taylor' ? ('taylor' as const) : ('midpoint' as const);
  const limits = q.group('dynamic_thresholding');
  const bound = () => ({ quantile: limits.number('ratio'), least: limits.number('max_val', 1), most: Infinity });
  // Only the data form passes through the repository's correction of x₀.
  const limit: Limit = limits.has('ratio') && predict === 'data' ? { threshold: bound() } : {};
  // The repository's own lowering of the last orders: for fewer than 10 steps only.
  const lowered = q.flag('lower_order_final', true) && n < 10;
  const multi = sigmas.slice(1).map((_, i) => Math.min(order, i + 1, lowered ? n - i : order));
  const schedule = noiseSchedule(p);
  const ratios = (i: number, k: number) => {
    const lambdas = inner(at(times, i), at(times, i + 1), k).map((t) => lambdaOf(schedule, t));
    const share = (j: number) => (at(lambdas, j) - at(lambdas, 0)) / (at(lambdas, k) - at(lambdas, 0));
    return [share(1), share(Math.min(2, k))] as const;
  };
  const rows = orders
    ? singlestep(sigmas, { orders, ratios, predict, form, limit })
    : multistep(sigmas, { orders: multi, predict, form, limit });
  const last = { ...eulerRow(at(sigmas, n), 0), limit };
  return vp(sigmas, q.flag('denoise_to_zero') ? [...rows, last] : rows);
};

const unipcReplay: Replayer = ({ q, arrays }) => {
  const sigmas = sigmasOf(arrays);
  const [order, n] = [q.number('order') as 1 | 2 | 3, sigmas.length - 1];
  const lowered = q.flag('lower_order_final', true);
  const orders = sigmas.slice(1).map((_, i) => Math.min(order, i + 1, lowered ? n - i : order));
  const predict = q.text('algorithm_type', 'data_prediction') === 'data_prediction' ? ('data' as const) : ('noise' as const);
  const rows = unipc(sigmas, { orders, predict, variant: q.text('variant', 'bh1') as 'bh1' | 'bh2' });
  return vp(sigmas, q.flag('denoise_to_zero') ? [...rows, eulerRow(at(sigmas, n), 0)] : rows);
};

const dpmFast: Replayer = ({ p, q }) => {
  const [low, high, n] = [p.number('sigma_min'), p.number('sigma_max'), q.number('n')];
  const groups = Math.floor(n / 3);
  const orders = n % 3 === 0 ? [...Array.from({ length: groups - 1 }, () => 3), 2, 1] : [...Array.from({ length: groups }, () => 3), n % 3];
  const lambdas = orders.reduce<number[]>((list) => [...list, list.length], [0]);
  const sigmas = lambdas.map((i) => high * (low / high) ** (i / orders.length));
  const [eta, noiseScale] = [q.number('eta', 0), q.number('s_noise', 1)];
  const ratios = (_: number, k: number) => (k === 2 ? ([0.5, 1] as const) : ([1 / 3, 2 / 3] as const));
  return ve(sigmas, singlestep(sigmas, { orders, ratios, predict: 'noise', eta, noiseScale, floor: low }));
};

/** A discrete ε network behind k-diffusion's σ-to-t wrapper: VP input, and a level that may be the nearest of the chain. */
function wrapped(replay: Replay, q: Parameters): Replay {
  if (!q.has('wrapper')) return replay;
  const levels = alphaBars(chainBetas(q.text('base', 'linear'), q)).map(sigmaOf);
  const told = (sigma: number) => sigmaAtIndex(levels, indexOfSigma(levels, sigma, q.flag('quantize')));
  return { ...replay, network: 'vp', told };
}

const kDiffusion =
  (make: (sigmas: readonly number[], q: Parameters) => Row[]): Replayer =>
  ({ q, arrays }) =>
    wrapped(ve(sigmasOf(arrays), make(sigmasOf(arrays), q)), q);

const ETA = (q: Parameters) => ({ eta: q.number('eta', 1), noiseScale: q.number('s_noise', 1) });

const REPLAYERS: Readonly<Record<string, Replayer>> = {
  ddpm_ancestral: ({ q, arrays }) =>
    vp(falling(arrays), ddpm(falling(arrays), { variance: varianceOf(q), limit: limitOf(q.flag('clip_denoised')) })),
  ddpm_subsequence: ({ q, arrays }) =>
    vp(falling(arrays), ddpm(falling(arrays), { variance: 'large', limit: limitOf(q.flag('clip_denoised', true)) })),
  ddim: ({ q, arrays }) => vp(falling(arrays), ddim(falling(arrays), { eta: q.number('eta', 0), limit: limitOf(q.flag('clip_denoised')) })),
  ddim_inversion: inversion,
  annealed_langevin: langevin,
  annealed_langevin_inpainting: langevin,
  predictor_corrector: predictorCorrectorReplay,
  predictor_corrector_inpaint: predictorCorrectorReplay,
  edm_sampler: ({ q, arrays }) => ve(sigmasOf(arrays), heun(sigmasOf(arrays), churnOf(q, EDM_CHURN))),
  dpm_solver: dpmSolver,
  unipc: unipcReplay,
  repaint: ({ q, arrays }) => {
    const rows = repaint(falling(arrays), {
      loops: loopsOf(q.group('jump')),
      variance: varianceOf(q),
      limit: limitOf(q.flag('clip_denoised')),
    });
    return { ...vp(falling(arrays), rows), region: { picture: q.list('gt'), mask: q.list('mask_keep') } };
  },
  partial_noise_reconstruction: ({ q, arrays }) => {
    const path = q.text('see_whole_sequence', 'half') === 'whole' ? ('levels' as const) : ('once' as const);
    const rows = partialNoising(falling(arrays), { path, variance: varianceOf(q), limit: limitOf(q.flag('clip_denoised', true)) });
    return { ...vp([0], rows) };
  },
  sample_euler: kDiffusion((sigmas, q) => euler(sigmas, churnOf(q, K_CHURN))),
  sample_heun: kDiffusion((sigmas, q) => heun(sigmas, churnOf(q, K_CHURN))),
  sample_dpm_2: kDiffusion((sigmas, q) => dpm2(sigmas, churnOf(q, K_CHURN))),
  sample_euler_ancestral: kDiffusion((sigmas, q) => eulerAncestral(sigmas, ETA(q))),
  sample_dpm_2_ancestral: kDiffusion((sigmas, q) => dpm2(sigmas, ETA(q))),
  sample_lms: kDiffusion((sigmas, q) => lms(sigmas, { order: q.number('order', 4) })),
  sample_dpmpp_2s_ancestral: kDiffusion((sigmas, q) => singlestep(sigmas, { order: 2, ...ETA(q) })),
  sample_dpmpp_sde: kDiffusion((sigmas, q) => dpmppSde(sigmas, { ...ETA(q), r: q.number('r', 0.5) })),
  sample_dpmpp_2m: kDiffusion((sigmas) => multistep(sigmas)),
  sample_dpmpp_2m_sde: kDiffusion((sigmas, q) =>
    multistep(sigmas, { ...ETA(q), form: q.text('solver_type', 'midpoint') === 'heun' ? 'taylor' : 'midpoint' }),
  ),
  sample_dpmpp_3m_sde: kDiffusion((sigmas, q) => multistep(sigmas, { ...ETA(q), order: 3, form: 'taylor' })),
  sample_dpm_fast: dpmFast,
};

export function replayOf(c: GoldenCase, arrays: Arrays): Replay {
  const name = c.sampler?.name ?? '';
  const context = { p: new Parameters(c.schedule.params), q: new Parameters(c.sampler?.params ?? {}), arrays, c };
  const replayer = REPLAYERS[name] ?? (name.endsWith('Scheduler') ? diffusersSampler(name) : undefined);
  if (!replayer) throw new Error(`unknown sampler ${name}`);
  return replayer(context);
}

/** α by which a row's state is multiplied to compare it; a state at σ = ∞ is the noise itself. */
export const scaleOf = (frame: Frame, sigma: number): number => (sigma === Infinity ? 1 : alphaOf(frame, sigma));
