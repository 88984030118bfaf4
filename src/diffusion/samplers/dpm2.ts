import { eulerRow, pairs, type Row } from '../rows';
import { noise, split } from './ancestral';
import { churned, type ChurnOptions } from './churn';

/**
 * DPM-Solver-2 as a midpoint rule in ln σ (arXiv:2206.00927, Alg. 1 in the form of k-diffusion's DPM2): Euler to √(σ̂σ'), then
 * x' = x₁ + (σ' − σ̂) ε₀ with the slope found there. η > 0: ancestral, down to σ_down and up with fresh noise. Order 2, two evaluations per
 * step, the last step has one.
 */
export function dpm2(sigmas: readonly number[], options: ChurnOptions & { eta?: number } = {}): Row[] {
  const { eta = 0, noiseScale = 1 } = options;
  return pairs(sigmas).flatMap(([sigma, next], i) => {
    const { sigmaHat, before } = churned(sigma, i, sigmas.length - 1, options);
    const { down, up } = split(sigmaHat, next, eta);
    if (down === 0) return [...before, eulerRow(sigmaHat, next)];
    const middle = Math.sqrt(sigmaHat * down);
    const slope = (down - sigmaHat) / middle;
    const last = { evaluateAt: middle, sigma: next, a: slope, b: [-slope], c: [0, 1], noise: noise(i, noiseScale * up) };
    return [...before, { ...eulerRow(sigmaHat, middle), stage: true }, last];
  });
}
