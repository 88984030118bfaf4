import { eulerRow, pairs, type Row } from '../rows';
import { churned, type ChurnOptions } from './churn';

/**
 * Heun's method on the probability-flow ODE (arXiv:2206.00364, Alg. 1; with churn Alg. 2), d = (x − D)/σ: an Euler step to σ', then
 * x' = x₁ + (σ' − σ̂)/2 (d₁ + d₀), where (x₁, d₁) is the point the step came from. Order 2, two evaluations per step, the last step has one.
 */
export function heun(sigmas: readonly number[], options: ChurnOptions = {}): Row[] {
  return pairs(sigmas).flatMap(([sigma, next], i) => {
    const { sigmaHat, before } = churned(sigma, i, sigmas.length - 1, options);
    const first = eulerRow(sigmaHat, next);
    if (next === 0) return [...before, first];
    const half = (next - sigmaHat) / 2;
    const [toNew, toOld] = [half / next, half / sigmaHat];
    return [...before, { ...first, stage: true }, { evaluateAt: next, sigma: next, a: 0, b: [-toNew, -toOld], c: [toNew, 1 + toOld] }];
  });
}
