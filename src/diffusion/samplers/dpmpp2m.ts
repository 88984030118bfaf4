import type { Row } from '../rows';

/**
 * DPM-Solver++(2M) (arXiv:2211.01095, Alg. 2), λ = −ln σ, h = λ' − λ, w = h / (2 h_last):
 * x' = (σ'/σ) x + (1 − σ'/σ) [(1 + w) D₀ − w D₁]. Order 2, one evaluation per step; first and last step are of order 1.
 */
export function dpmpp2m(sigmas: readonly number[]): Row[] {
  return sigmas.slice(0, -1).map((sigma, i) => {
    const next = sigmas[i + 1] ?? 0;
    const ratio = next / sigma;
    const before = sigmas[i - 1];
    if (before === undefined || next === 0) return { evaluateAt: sigma, sigma: next, a: ratio, b: [1 - ratio], c: [] };
    const w = Math.log(sigma / next) / (2 * Math.log(before / sigma));
    return { evaluateAt: sigma, sigma: next, a: ratio, b: [(1 - ratio) * (1 + w), -(1 - ratio) * w], c: [] };
  });
}
