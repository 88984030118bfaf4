import { pairs, type NoiseTerm, type Row } from '../rows';

/**
 * Splits σ' into what a step reaches without noise and what fresh noise adds: σ'² = down² + up²,
 * up = η √(σ'² (σ² − σ'²)) / σ. η = 1 is the posterior of the forward process (arXiv:2006.11239, Eq. 7, divided by α'²).
 */
export function split(sigma: number, next: number, eta: number): { down: number; up: number } {
  const up = Math.min(next, (eta * next * Math.sqrt(Math.max(0, sigma ** 2 - next ** 2))) / sigma);
  return { down: Math.sqrt(next ** 2 - up ** 2), up };
}

/** Noise of a row; none where the weight is 0. */
export const noise = (index: number, weight: number): NoiseTerm[] => (weight === 0 ? [] : [{ index, weight }]);

export interface AncestralOptions {
  eta?: number;
  noiseScale?: number;
}

/**
 * Euler ancestral: an Euler step to σ_down, then fresh noise up to σ' (k-diffusion; the VE ancestral step of arXiv:2011.13456, Eq. 47).
 * x' = (down/σ) x + (1 − down/σ) D + up·z. Order 1 (weak), one evaluation per step, VE frame. With η = 1 it is DDPM with the small variance.
 */
export function eulerAncestral(sigmas: readonly number[], { eta = 1, noiseScale = 1 }: AncestralOptions = {}): Row[] {
  return pairs(sigmas).map(([sigma, next], index) => {
    const { down, up } = split(sigma, next, eta);
    const ratio = down / sigma;
    return { evaluateAt: sigma, sigma: next, a: ratio, b: [1 - ratio], c: [], noise: noise(index, noiseScale * up) };
  });
}
