import type { Row } from '../rows';

/**
 * DDIM with η = 0 (arXiv:2010.02502, Eq. 12), which in this frame is the Euler step of the probability-flow ODE
 * (arXiv:2206.00364, Alg. 1 without its correction): x' = (σ'/σ) x + (1 − σ'/σ) D. Order 1, one evaluation per step.
 */
export function ddim(sigmas: readonly number[]): Row[] {
  return sigmas.slice(0, -1).map((sigma, i) => {
    const ratio = (sigmas[i + 1] ?? 0) / sigma;
    return { evaluateAt: sigma, sigma: sigmas[i + 1] ?? 0, a: ratio, b: [1 - ratio], c: [] };
  });
}
