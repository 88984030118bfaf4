import { DiffusionError } from '../core/errors';
import { at, checkSteps, interpolate, linspace } from './numbers';

export * from './schedules/betas';
export * from './schedules/noiseSchedule';
export * from './schedules/timesteps';

/** σ grids: `steps` levels from σ_max down to σ_min, then 0. All throw BAD_OPTION for what is not a grid. */
function checkRange(steps: number, sigmaMin: number, sigmaMax: number): void {
  checkSteps(steps);
  const falls = sigmaMin < sigmaMax || (steps === 1 && sigmaMin === sigmaMax);
  if (!(sigmaMin > 0 && falls && Number.isFinite(sigmaMax))) {
    throw new DiffusionError('BAD_OPTION', { measured: `σ from ${sigmaMin} to ${sigmaMax}`, allowed: '0 < σ_min < σ_max, finite' });
  }
}

function checkShape(rho: number): void {
  if (!(rho > 0 && Number.isFinite(rho))) throw new DiffusionError('BAD_OPTION', { measured: `ρ ${rho}`, allowed: 'ρ > 0, finite' });
}

/** A grid between its ends, which are kept to the last bit: a model's range is compared with them. */
function between(steps: number, first: number, last: number, transform: (share: number) => number): number[] {
  return linspace(0, 1, steps).map((share, i) => (i === 0 ? first : i === steps - 1 ? last : transform(share)));
}

/** Karras grid (arXiv:2206.00364, Eq. 5), evenly spaced in σ^(1/ρ). One step starts at σ_max. */
export function karras(steps: number, sigmaMin: number, sigmaMax: number, rho = 7): number[] {
  checkRange(steps, sigmaMin, sigmaMax);
  checkShape(rho);
  const [high, low] = [sigmaMax ** (1 / rho), sigmaMin ** (1 / rho)];
  return [...between(steps, sigmaMax, sigmaMin, (share) => (high + share * (low - high)) ** rho), 0];
}

/** The EDM grid with the paper's numbers (arXiv:2206.00364, Table 1). */
export const edmGrid = (steps: number, sigmaMin = 0.002, sigmaMax = 80, rho = 7): number[] => karras(steps, sigmaMin, sigmaMax, rho);

/** Evenly spaced in ln σ (k-diffusion): constant signal-to-noise ratio per step. */
export const exponential = (steps: number, sigmaMin: number, sigmaMax: number): number[] => polyexponential(steps, sigmaMin, sigmaMax, 1);

/** ln σ falls as a power ρ of the remaining run (k-diffusion); ρ = 1 is exponential. */
export function polyexponential(steps: number, sigmaMin: number, sigmaMax: number, rho = 1): number[] {
  checkRange(steps, sigmaMin, sigmaMax);
  checkShape(rho);
  const [low, high] = [Math.log(sigmaMin), Math.log(sigmaMax)];
  return [...between(steps, sigmaMax, sigmaMin, (share) => Math.exp((1 - share) ** rho * (high - low) + low)), 0];
}

/** Levels of a noise-conditioned score network (arXiv:1907.05600, section 4.3): geometric from first to last, without a 0. */
export function geometric(levels: number, first: number, last: number): number[] {
  checkRange(levels, last, first);
  return between(levels, first, last, (share) => first * (last / first) ** share);
}

/** Evenly spaced levels, without a 0 (ncsnv2's 'uniform'). */
export function uniform(levels: number, first: number, last: number): number[] {
  checkRange(levels, last, first);
  return linspace(first, last, levels);
}

/** Continuous VP grid (arXiv:2206.00364, Table 1, VP column): t from 1 to ε_s, σ = √(e^(β_d t²/2 + β_min t) − 1), then 0. */
export function vpGrid(steps: number, betaD = 19.9, betaMin = 0.1, epsilon = 1e-3): number[] {
  const sigma = (t: number) => Math.sqrt(Math.expm1((betaD * t ** 2) / 2 + betaMin * t));
  checkRange(steps, sigma(epsilon), sigma(1));
  return [...linspace(1, epsilon, steps).map(sigma), 0];
}

/** Continuous VE grid (arXiv:2206.00364, Table 1, VE column): σ² geometric between the squares, then 0. */
export const veGrid = (steps: number, sigmaMin = 0.02, sigmaMax = 100): number[] => exponential(steps, sigmaMin, sigmaMax);

/** σ between the levels of a discrete chain (lowest first) by linear interpolation of ln σ in the index (k-diffusion). */
export function sigmaAtIndex(levels: readonly number[], index: number): number {
  return Math.exp(interpolate([...levels.keys()], levels.map(Math.log), index));
}

/** The index, possibly between two levels, whose σ this is; `nearest` gives a whole one. */
export function indexOfSigma(levels: readonly number[], sigma: number, nearest = false): number {
  const logs = levels.map(Math.log);
  if (!nearest) return interpolate(logs, [...levels.keys()], Math.log(sigma));
  const distance = (i: number) => Math.abs(at(logs, i) - Math.log(sigma));
  return levels.reduce((best, _, i) => (distance(i) < distance(best) ? i : best), 0);
}

/** A discrete chain sampled with fewer steps at evenly spaced, possibly fractional indices, then 0 (k-diffusion's get_sigmas). */
export function discreteGrid(levels: readonly number[], steps: number): number[] {
  checkSteps(steps);
  return [...linspace(levels.length - 1, 0, steps).map((index) => sigmaAtIndex(levels, index)), 0];
}
