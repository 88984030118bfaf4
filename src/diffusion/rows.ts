import { DiffusionError } from '../core/errors';
import { at } from './numbers';

/** One fresh standard normal vector and its weight. Rows that name the same index share the vector. */
export interface NoiseTerm {
  index: number;
  /** A number; one number per element (learned variance) only in the float64 reference. */
  weight: number | readonly number[];
}

/** Langevin correction whose step is known at run time only: ε = strength · (‖z‖ / ‖g‖)², g = (D₀ − x)/σ². */
export interface Langevin {
  /** 2·a·snr² of arXiv:2011.13456, Alg. 4 and 5. */
  strength: number;
  noise: number;
}

/** The known region put back into the new state: x ← m·(known + sigma·z) + (1 − m)·x. */
export interface Known {
  sigma: number;
  /** Index of z; undefined puts the region back clean. */
  noise: number | undefined;
}

/** Keeps D within the range the model was trained on: at fixed bounds, or at a quantile of its own magnitude. */
export interface Limit {
  clip?: readonly [low: number, high: number];
  /** Dynamic thresholding (arXiv:2205.11487, section 2.3): s = quantile of |D| within [least, most], D ← clip(D, −s, s)/s. CPU only. */
  threshold?: { quantile: number; least: number; most: number };
}

/**
 * One step of a sampler as numbers. All samplers run in the variance-exploding frame, state = clean + σ·noise:
 *
 *     x ← a·x + Σₖ bₖ·Dₖ + Σₖ cₖ·xₖ + e·saved + Σⱼ dⱼ·zⱼ
 *
 * (xₖ, Dₖ) are the points of the last evaluations and their denoised estimates, newest first, the row's own evaluation included.
 * A sampler is a pure function that returns its rows, so it can be tested without a network, and its cost is known before the run.
 *
 * Order inside a row: evaluate D at the incoming state (then clip or threshold it), combine, save the incoming state, put the known
 * region back. Optional fields that are left out do nothing.
 */
export interface Row {
  /** Evaluate D(x; σ) on the incoming state at this σ before combining; undefined combines only. */
  evaluateAt: number | undefined;
  /** σ of the state this row makes; 0 ends the run. */
  sigma: number;
  a: number;
  b: readonly number[];
  c: readonly number[];
  /** Weight of the saved state, the one from before this row. */
  e?: number;
  /** Keep the incoming state for later rows. */
  save?: boolean;
  noise?: readonly NoiseTerm[];
  /** Adds ε·(D₀ − x)/σ² + √(2ε)·z, σ = evaluateAt. */
  langevin?: Langevin;
  known?: Known;
  /** What is done to D before anything uses it. */
  limit?: Limit | undefined;
  /** A point inside a step (first stage of Heun, noise added before it): not a state of the sampler, so nothing to show. */
  stage?: boolean;
}

/** Pairs (x, D) a backend keeps. */
export const HISTORY = 4;

export const evaluations = (rows: readonly Row[]): number => rows.filter((row) => row.evaluateAt !== undefined).length;

/** Neighbours of a σ grid: the steps a sampler takes. */
export const pairs = (sigmas: readonly number[]): [sigma: number, next: number][] =>
  sigmas.slice(0, -1).map((sigma, i) => [sigma, at(sigmas, i + 1)]);

/** The step of order 1 every sampler shares: x' = (σ'/σ) x + (1 − σ'/σ) D, exact for constant D. */
export function eulerRow(sigma: number, next: number): Row {
  const ratio = next / sigma;
  return { evaluateAt: sigma, sigma: next, a: ratio, b: [1 - ratio], c: [] };
}

/** A row that neither evaluates nor mixes: the start of rows that add noise, rescale or put the known region back. */
export const restRow = (sigma: number): Row => ({ evaluateAt: undefined, sigma, a: 1, b: [], c: [] });

function numbersOf(row: Row): number[] {
  const weights = (row.noise ?? []).flatMap(({ weight }) => weight);
  const options = [
    row.e ?? 0,
    row.langevin?.strength ?? 0,
    row.known?.sigma ?? 0,
    ...(row.limit?.clip ?? []),
    row.limit?.threshold?.quantile ?? 0,
  ];
  return [row.sigma, row.a, ...row.b, ...row.c, row.evaluateAt ?? 1, ...weights, ...options];
}

/** Addresses of all the noise a row draws. */
export const noiseIndices = (row: Row): number[] =>
  [...(row.noise ?? []).map(({ index }) => index), row.langevin?.noise, row.known?.noise].filter((index) => index !== undefined);

/**
 * Checks what every backend relies on.
 *
 * @throws DiffusionError BAD_OPTION for a coefficient that is not a number, history or a saved state that does not exist yet, or a run that
 *   does not end at σ = 0
 */
export function checkRows(rows: readonly Row[]): void {
  let [known, saved] = [0, false];
  const refuse = (index: number, measured: string, allowed: string) => {
    throw new DiffusionError('BAD_OPTION', { measured: `row ${index}: ${measured}`, allowed });
  };
  rows.forEach((row, index) => {
    if (row.evaluateAt !== undefined) known = Math.min(HISTORY, known + 1);
    const numbers = numbersOf(row);
    if (!numbers.every(Number.isFinite) || row.sigma < 0 || (row.evaluateAt ?? 1) <= 0)
      refuse(index, numbers.join(' '), 'finite coefficients, σ ≥ 0');
    const asked = Math.max(row.b.length, row.c.length);
    if (asked > known) refuse(index, `asks for ${asked} pairs`, `${known} known by then`);
    if (row.e !== undefined && row.e !== 0 && !saved) refuse(index, 'asks for the saved state', 'only after a row that saves');
    if (row.langevin && row.evaluateAt === undefined) refuse(index, 'Langevin step without an evaluation', 'evaluateAt');
    if (!noiseIndices(row).every((i) => Number.isInteger(i) && i >= 0))
      refuse(index, `noise ${noiseIndices(row).join(' ')}`, 'whole numbers from 0');
    saved ||= row.save ?? false;
  });
  const last = rows.at(-1);
  if (last?.sigma !== 0) throw new DiffusionError('BAD_OPTION', { measured: `last σ ${last?.sigma ?? 'missing'}`, allowed: '0' });
}
