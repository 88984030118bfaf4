import { eulerRow, pairs, type Row } from '../rows';
import { churned, type ChurnOptions } from './churn';

/**
 * Euler's method on the probability-flow ODE (arXiv:2206.00364, Alg. 2 without its correction), with churn:
 * x' = x + (σ' − σ̂)(x − D)/σ̂. Order 1, one evaluation per step, VE frame. Without churn the same rows as DDIM and DPM-Solver++ 1.
 */
export function euler(sigmas: readonly number[], options: ChurnOptions = {}): Row[] {
  return pairs(sigmas).flatMap(([sigma, next], i) => {
    const { sigmaHat, before } = churned(sigma, i, sigmas.length - 1, options);
    return [...before, eulerRow(sigmaHat, next)];
  });
}
