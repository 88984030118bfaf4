import { eulerRow, pairs, type Row } from '../rows';
import { noise, split } from './ancestral';

/**
 * DPM-Solver++ (stochastic), single step (arXiv:2211.01095, SDE-DPM-Solver++, in the form of k-diffusion's `sample_dpmpp_sde`): to λ + r·h and to λ', both
 * ancestral from the first point; the second mixes both estimates. Order 2 for η = 0, two evaluations per step, the last step has one.
 * The original draws both noises of a step from one Brownian path, so they are correlated; here they are independent.
 */
export function dpmppSde(
  sigmas: readonly number[],
  { eta = 1, r = 0.5, noiseScale = 1 }: { eta?: number; r?: number; noiseScale?: number } = {},
): Row[] {
  return pairs(sigmas).flatMap(([sigma, next], i) => {
    if (next === 0) return [eulerRow(sigma, next)];
    const middle = sigma * (next / sigma) ** r;
    const [half, full] = [split(sigma, middle, eta), split(sigma, next, eta)];
    const [ratio, weight] = [full.down / sigma, 1 / (2 * r)];
    const first = { ...eulerRow(sigma, half.down), sigma: middle, noise: noise(2 * i, noiseScale * half.up), stage: true };
    const b = [(1 - ratio) * weight, (1 - ratio) * (1 - weight)];
    return [first, { evaluateAt: middle, sigma: next, a: 0, b, c: [0, ratio], noise: noise(2 * i + 1, noiseScale * full.up) }];
  });
}
