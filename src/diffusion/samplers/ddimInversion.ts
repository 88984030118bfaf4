import { at } from '../numbers';
import { eulerRow, pairs, type Row } from '../rows';
import { ddim, relabel } from './ddim';

export interface InversionOptions {
  /** Level the network is told: the state's own, or the one the step leads to (diffusers). The latter for VP only. */
  label?: 'own' | 'next';
  /** Ends with the noise itself, ε = (x − D)/σ: the state at ᾱ = 0, written as x/σ at σ = ∞ (guided-diffusion's last step). */
  toNoise?: boolean;
}

/**
 * DDIM inversion (arXiv:2010.02502, section 4.3): the Euler step of the probability-flow ODE taken upwards, from the picture to its noise.
 * σ must rise. Order 1, one evaluation per step.
 */
export function ddimInversion(sigmas: readonly number[], { label = 'own', toNoise = false }: InversionOptions = {}): Row[] {
  const up = pairs(sigmas).flatMap(([sigma, next]) => {
    if (label === 'own') return [eulerRow(sigma, next)];
    const slope = (next - sigma) / next;
    const back = relabel(next, sigma).a;
    return [relabel(sigma, next), { evaluateAt: next, sigma: next, a: back + slope, b: [-slope], c: [] }];
  });
  if (!toNoise) return up;
  const last = at(sigmas, sigmas.length - 1);
  return [...up, { evaluateAt: last, sigma: Infinity, a: 1 / last, b: [-1 / last], c: [] }];
}

/**
 * There and back: from a clean picture up to the largest σ by inversion, down again by DDIM; what the model cannot express is lost on the way.
 * Takes the falling grid of every sampler; the picture counts as a state at its smallest positive σ.
 */
export function ddimRoundTrip(sigmas: readonly number[]): Row[] {
  return [...ddimInversion(sigmas.filter((sigma) => sigma > 0).reverse()), ...ddim(sigmas)];
}
