import { DiffusionError } from '../core/errors';
import { at, checkSteps, linspace, roundHalfEven } from './numbers';
import { pairs } from './rows';

export type Predictor = 'euler-maruyama' | 'reverse-diffusion' | 'ancestral' | 'none';

/** One time step of a discretised reverse SDE, in the SDE's own frame (x = α·clean + std·noise). */
export interface SdeStep {
  /** The level the model is told, σ = std/α of that level, and its α, by which the state is divided. */
  sigma: number;
  alpha: number;
  /** Standard deviation of the marginal at this time: equal to σα but for discrete labels. */
  std: number;
  /** a of the Langevin corrector: 1 for VE, 1 − β for VP. */
  correction: number;
  /** x_mean = drift·x + score·∇log p, x = x_mean + noise·z; undefined leaves x. */
  predictor: { drift: number; score: number; noise: number } | undefined;
}

/** A forward SDE of arXiv:2011.13456, section 3.4 and Appendix B, for t in (0, 1]. */
export interface Sde {
  alpha(t: number): number;
  std(t: number): number;
  /** β(t); 0 for VE. The drift is −½ β x. */
  beta(t: number): number;
  /** g(t)². */
  diffusion(t: number): number;
  /** Levels of the discrete chain of N steps (Appendix B), lowest first; undefined for sub-VP, which has none. */
  table(N: number): { sigmas: number[]; betas: number[] } | undefined;
}

/** Variance exploding (Appendix C): std = σ_min (σ_max/σ_min)^t. */
export function veSde(sigmaMin: number, sigmaMax: number): Sde {
  if (!(sigmaMin > 0 && sigmaMin < sigmaMax && Number.isFinite(sigmaMax))) {
    throw new DiffusionError('BAD_OPTION', { measured: `σ from ${sigmaMin} to ${sigmaMax}`, allowed: '0 < σ_min < σ_max, finite' });
  }
  const span = Math.log(sigmaMax / sigmaMin);
  const std = (t: number) => sigmaMin * Math.exp(t * span);
  const sigmas = (N: number) => linspace(Math.log(sigmaMin), Math.log(sigmaMax), N).map(Math.exp);
  return {
    alpha: () => 1,
    std,
    beta: () => 0,
    diffusion: (t) => 2 * span * std(t) ** 2,
    table: (N) => ({ sigmas: sigmas(N), betas: [] }),
  };
}

/** Variance preserving (Appendix C), β(t) linear; sub-VP has std = 1 − α². */
export function vpSde(betaMin: number, betaMax: number, sub = false): Sde {
  if (!(betaMin >= 0 && betaMin < betaMax && Number.isFinite(betaMax))) {
    throw new DiffusionError('BAD_OPTION', { measured: `β from ${betaMin} to ${betaMax}`, allowed: '0 ≤ β_min < β_max, finite' });
  }
  const logAlpha = (t: number) => -0.25 * t ** 2 * (betaMax - betaMin) - 0.5 * t * betaMin;
  const variance = (t: number) => -Math.expm1(2 * logAlpha(t));
  const beta = (t: number) => betaMin + t * (betaMax - betaMin);
  return {
    alpha: (t) => Math.exp(logAlpha(t)),
    std: (t) => (sub ? variance(t) : Math.sqrt(variance(t))),
    beta,
    diffusion: (t) => beta(t) * (sub ? -Math.expm1(4 * logAlpha(t)) : 1),
    table: (N) => {
      if (sub) return undefined;
      const betas = linspace(betaMin / N, betaMax / N, N);
      let alphaBar = 1;
      return { betas, sigmas: betas.map((b) => Math.sqrt(1 / (alphaBar *= 1 - b) - 1)) };
    },
  };
}

export interface SdeStepsOptions {
  predictor: Predictor;
  /** Smallest t (ε of the paper's code). */
  end: number;
  /** The model was trained on continuous t; otherwise it is told the levels of the discrete chain. */
  continuous?: boolean;
  probabilityFlow?: boolean;
}

/** Times of the reverse run: N from 1 down to `end`. The originals nevertheless step by 1/N. */
export function sdeTimes(N: number, end: number): number[] {
  checkSteps(N);
  return linspace(1, end, N);
}

/** The level the network is told at time t: σ of the marginal, or of the nearest (VE) or next lower (VP) level of the chain. */
export function toldSigma(sde: Sde, t: number, N: number, continuous: boolean): number {
  const table = continuous ? undefined : sde.table(N);
  if (!table) return sde.std(t) / sde.alpha(t);
  return at(table.sigmas, table.betas.length === 0 ? N - 1 - roundHalfEven((1 - t) * (N - 1)) : chainIndex(t, N));
}

/** Index into the chain's table; 1e-12 forgives the rounding of t. */
const chainIndex = (t: number, N: number): number => Math.floor(t * (N - 1) + 1e-12);

/** The steps of the original code of arXiv:2011.13456: times, chain tables and labels as there. */
export function sdeSteps(sde: Sde, N: number, { predictor, end, continuous = true, probabilityFlow = false }: SdeStepsOptions): SdeStep[] {
  const table = sde.table(N);
  const half = probabilityFlow ? 0.5 : 1;
  return sdeTimes(N, end).map((t) => {
    const [k, sigma] = [chainIndex(t, N), toldSigma(sde, t, N, continuous)];
    const vp = sde.beta(t) > 0;
    const own = vp && !continuous && table ? 1 / Math.sqrt(1 + sigma ** 2) : sde.alpha(t);
    const beta = table?.betas.length ? at(table.betas, k) : 0;
    const euler = { drift: 1 + sde.beta(t) / (2 * N), score: sde.diffusion(t) / N, noise: Math.sqrt(sde.diffusion(t) / N) };
    const chain = !table
      ? euler
      : vp
        ? vpPredictor(predictor, beta)
        : vePredictor(predictor, at(table.sigmas, k), k === 0 ? 0 : at(table.sigmas, k - 1));
    const { drift, score, noise } = predictor === 'euler-maruyama' ? euler : chain;
    const move = { drift, score: half * score, noise: probabilityFlow ? 0 : noise };
    return { sigma, alpha: own, std: sde.std(t), correction: 1 - beta, predictor: predictor === 'none' ? undefined : move };
  });
}

/** VE step from σ to σ' (Eq. 46 reverse diffusion, Eq. 47 ancestral; Euler–Maruyama with g²Δt = 2σ² ln(σ/σ') on any grid). */
function vePredictor(predictor: Predictor, sigma: number, next: number): NonNullable<SdeStep['predictor']> {
  const fall = sigma ** 2 - next ** 2;
  const score = predictor === 'euler-maruyama' && next > 0 ? 2 * sigma ** 2 * Math.log(sigma / next) : fall;
  return { drift: 1, score, noise: predictor === 'ancestral' ? (next * Math.sqrt(fall)) / sigma : Math.sqrt(score) };
}

/** VP step with β of the chain (Eq. 4 ancestral, Appendix E reverse diffusion; Euler–Maruyama with βΔt = −ln(1 − β)). */
function vpPredictor(predictor: Predictor, beta: number): NonNullable<SdeStep['predictor']> {
  const keep = Math.sqrt(1 - beta);
  const time = predictor === 'euler-maruyama' ? -Math.log1p(-beta) : beta;
  if (predictor === 'ancestral') return { drift: 1 / keep, score: beta / keep, noise: Math.sqrt(beta) };
  return { drift: predictor === 'euler-maruyama' ? 1 + time / 2 : 2 - keep, score: time, noise: Math.sqrt(time) };
}

/** The same predictors on any falling σ grid: VE directly, VP with α = 1/√(1 + σ²) and the β that leads from level to level. */
export function stepsOnGrid(sigmas: readonly number[], kind: 've' | 'vp', predictor: Predictor): SdeStep[] {
  return pairs(sigmas).map(([sigma, next]) => {
    if (kind === 've') return { sigma, alpha: 1, std: sigma, correction: 1, predictor: vePredictor(predictor, sigma, next) };
    const [alpha, beta] = [1 / Math.sqrt(1 + sigma ** 2), (sigma ** 2 - next ** 2) / (1 + sigma ** 2)];
    return { sigma, alpha, std: sigma * alpha, correction: 1 - beta, predictor: vpPredictor(predictor, beta) };
  });
}
