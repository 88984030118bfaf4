import type { Row } from '../rows';

/**
 * Heun's method on the probability-flow ODE (arXiv:2206.00364, Alg. 1), d = (x − D)/σ: an Euler step to σ', then
 * x' = x₁ + (σ' − σ)/2 (d₁ + d₀), where (x₁, d₁) is the point the step came from. Order 2, two evaluations per step, the last step has one.
 */
export function heun(sigmas: readonly number[]): Row[] {
  return sigmas.slice(0, -1).flatMap((sigma, i) => {
    const next = sigmas[i + 1] ?? 0;
    const ratio = next / sigma;
    const euler: Row = { evaluateAt: sigma, sigma: next, a: ratio, b: [1 - ratio], c: [] };
    if (next === 0) return [euler];
    const half = (next - sigma) / 2;
    const correction: Row = { evaluateAt: next, sigma: next, a: 0, b: [-half / next, -half / sigma], c: [half / next, 1 + half / sigma] };
    return [euler, correction];
  });
}
