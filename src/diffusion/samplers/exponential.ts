import { at } from '../numbers';

/**
 * What the solvers of the DPM family share. With λ = −ln σ the probability-flow ODE is linear but for the model, whose part is an integral
 * of e^{±λ}: exactly for a constant model, by φ-functions for a polynomial one (arXiv:2206.00927, arXiv:2211.01095).
 */

/** The model's value a solver interpolates: D (DPM-Solver++) or ε = (x − D)/σ (DPM-Solver). */
export type Predict = 'data' | 'noise';

/** φ₁ = e^z − 1, φ₂ = φ₁/z − 1, φ₃ = φ₂/z − ½: z = −h for D, z = h for ε. */
export function phi(z: number): [phi1: number, phi2: number, phi3: number] {
  const phi1 = Math.expm1(z);
  const phi2 = phi1 / z - 1;
  return [phi1, phi2, phi2 / z - 0.5];
}

/** Weights on model values, newest first, as coefficients of a row: ε_k = (x_k − D_k)/σ_k needs the point beside its estimate. */
export function weigh(predict: Predict, weights: readonly number[], levels: readonly number[]): { b: number[]; c: number[] } {
  if (predict === 'data') return { b: [...weights], c: [] };
  const slopes = weights.map((weight, k) => weight / at(levels, k));
  return { b: slopes.map((slope) => -slope), c: slopes };
}
