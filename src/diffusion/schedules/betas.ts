import { DiffusionError } from '../../core/errors';
import { at, checkSteps, linspace, roundHalfEven } from '../numbers';

/** β tables of discrete chains, lowest noise first, and what follows from them. */

/** Linear β (arXiv:2006.11239, section 4). Without ends: 1e-4 to 0.02 of 1000 steps, stretched to this many (arXiv:2102.09672). */
export function linearBetas(steps: number, first = 0.1 / steps, last = 20 / steps): number[] {
  checkSteps(steps);
  return linspace(first, last, steps);
}

/** Linear in √β (latent diffusion's 'scaled linear', hojonathanho's 'quad'). */
export function scaledLinearBetas(steps: number, first: number, last: number): number[] {
  checkSteps(steps);
  return linspace(Math.sqrt(first), Math.sqrt(last), steps).map((root) => root ** 2);
}

/** Cosine ᾱ (arXiv:2102.09672, Eq. 17), β capped at 0.999. */
export function cosineBetas(steps: number, cap = 0.999): number[] {
  checkSteps(steps);
  const f = (t: number) => Math.cos((((t + 0.008) / 1.008) * Math.PI) / 2) ** 2;
  return Array.from({ length: steps }, (_, i) => Math.min(1 - f((i + 1) / steps) / f(i / steps), cap));
}

/** ᾱ_t = Π (1 − β). */
export function alphaBars(betas: readonly number[]): number[] {
  let product = 1;
  return betas.map((beta) => (product *= 1 - beta));
}

/** ᾱ of the level before; the clean picture's is 1. */
const before = (bars: readonly number[], i: number): number => (i === 0 ? 1 : at(bars, i - 1));

/** σ = std/α of a level, √((1 − ᾱ)/ᾱ). */
export const sigmaOf = (alphaBar: number): number => Math.sqrt((1 - alphaBar) / alphaBar);

/** Shifts and scales √ᾱ so that the last level holds no signal (arXiv:2305.08891, Alg. 1). Its σ is infinite: no sampler of ours starts there. */
export function zeroTerminalSnr(betas: readonly number[]): number[] {
  const roots = alphaBars(betas).map(Math.sqrt);
  const [first, last] = [at(roots, 0), at(roots, roots.length - 1)];
  const bars = roots.map((root) => (((root - last) * first) / (first - last)) ** 2);
  return bars.map((bar, i) => 1 - bar / before(bars, i));
}

/**
 * Indices kept when a chain of `steps` is respaced (arXiv:2102.09672, section 4): one count per equal section, or 'ddimN' for a fixed stride
 * (arXiv:2010.02502).
 */
export function respacedTimesteps(steps: number, sections: readonly number[] | `ddim${number}`): number[] {
  if (typeof sections === 'string') {
    const wanted = Number(sections.slice('ddim'.length));
    const stride = Array.from({ length: steps - 1 }, (_, i) => i + 1).find((s) => Math.ceil(steps / s) === wanted);
    if (stride === undefined)
      throw new DiffusionError('BAD_OPTION', { measured: `${sections} of ${steps}`, allowed: 'a count that a whole stride gives' });
    return Array.from({ length: wanted }, (_, i) => i * stride);
  }
  const [size, extra] = [Math.floor(steps / sections.length), steps % sections.length];
  return sections.flatMap((count, k) => {
    const [start, length] = [k * size + Math.min(k, extra), size + (k < extra ? 1 : 0)];
    if (!(count >= 1 && count <= length))
      throw new DiffusionError('BAD_OPTION', { measured: `${count} of ${length} steps`, allowed: `1 to ${length}` });
    const stride = count === 1 ? 1 : (length - 1) / (count - 1);
    // Added up as the original does: where i·stride is a half, the sum of roundings decides.
    let position = 0;
    return Array.from({ length: count }, (_, i) => start + roundHalfEven(i === 0 ? position : (position += stride)));
  });
}

/** The βs of the shorter chain: 1 − ᾱ_i/ᾱ_(i−1) over the kept indices. */
export function respacedBetas(betas: readonly number[], timesteps: readonly number[]): number[] {
  const bars = alphaBars(betas);
  return timesteps.map((t, i) => 1 - at(bars, t) / (i === 0 ? 1 : at(bars, at(timesteps, i - 1))));
}

/** Posterior of the forward chain (arXiv:2006.11239, Eq. 7): variance β̃, its log with the first value repaired, weights of x₀ and x_t. */
export function posterior(betas: readonly number[]) {
  const bars = alphaBars(betas);
  const earlier = bars.map((_, i) => before(bars, i));
  const variance = betas.map((beta, i) => (beta * (1 - at(earlier, i))) / (1 - at(bars, i)));
  return {
    before: earlier,
    variance,
    logVariance: variance.map((v, i) => Math.log(i === 0 && variance.length > 1 ? at(variance, 1) : v)),
    weightOfClean: betas.map((beta, i) => (beta * Math.sqrt(at(earlier, i))) / (1 - at(bars, i))),
    weightOfState: betas.map((beta, i) => ((1 - at(earlier, i)) * Math.sqrt(1 - beta)) / (1 - at(bars, i))),
  };
}
