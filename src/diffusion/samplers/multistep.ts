import { at } from '../numbers';
import { eulerRow, pairs, type Limit, type Row } from '../rows';
import { noise } from './ancestral';
import { phi, weigh, type Predict } from './exponential';

export interface MultistepOptions {
  order?: 1 | 2 | 3;
  /** Order of each step where an original departs from min(order, steps so far). */
  orders?: readonly number[];
  predict?: Predict;
  /** How order 2 weighs the slope: φ₁/2 or φ₂ ('taylor', diffusers' and k-diffusion's 'heun'). */
  form?: 'midpoint' | 'taylor';
  eta?: number;
  noiseScale?: number;
  limit?: Limit;
}

/** Weights of the last model values: m₀ + d₁u + d₂u² through them, u in steps; `past` are earlier steps in units of this one. */
function stepWeights(z: number, order: number, [r0 = 1, r1 = 1]: readonly number[], form: MultistepOptions['form']): number[] {
  const [phi1, phi2, phi3] = phi(z);
  if (order === 1) return [-phi1];
  const slope = order === 2 && form === 'midpoint' ? -phi1 / 2 : -phi2;
  if (order === 2) return [-phi1 + slope / r0, -slope / r0];
  const bend = (slope * r0 - phi3) / (r0 + r1);
  return [-phi1 + (slope + bend) / r0, -(slope + bend) / r0 - bend / r1, bend / r1];
}

/**
 * DPM-Solver++ 1, 2M, 3M (arXiv:2211.01095, Alg. 2 and its order-3 form), 2M and 3M SDE (same paper, SDE-DPM-Solver++; h → (1 + η)h as in k-diffusion), and with
 * predict 'noise' the multistep DPM-Solver (arXiv:2206.00927): λ = −ln σ, h = λ' − λ,
 * x' = (σ'/σ) e^(−ηh) x + weights·D + σ' √(1 − e^(−2ηh)) z. One evaluation per step; first steps and the step to σ' = 0 have order 1.
 *
 * Order as asked up to 2. 3M keeps the originals' d₂ (half of what the interpolating parabola asks for), so it converges with order 2 too,
 * with a smaller error.
 */
export function multistep(sigmas: readonly number[], options: MultistepOptions = {}): Row[] {
  const { order = 2, orders, predict = 'data', form = 'midpoint', eta = 0, noiseScale = 1, limit } = options;
  const lambda = (i: number) => -Math.log(at(sigmas, i));
  return pairs(sigmas).map(([sigma, next], i) => {
    if (next === 0) return { ...eulerRow(sigma, next), limit };
    const h = lambda(i + 1) - lambda(i);
    const count = orders?.[i] ?? Math.min(order, i + 1);
    const past = Array.from({ length: count - 1 }, (_, k) => (lambda(i - k) - lambda(i - 1 - k)) / h);
    const data = predict === 'data';
    const weights = stepWeights(data ? -(1 + eta) * h : h, count, past, form).map((weight) => (data ? weight : next * weight));
    const added = noiseScale * next * Math.sqrt(-Math.expm1(-2 * eta * h));
    const a = data ? (next / sigma) * Math.exp(-eta * h) : 1;
    const levels = weights.map((_, k) => at(sigmas, i - k));
    return { evaluateAt: sigma, sigma: next, a, ...weigh(predict, weights, levels), noise: noise(i, added), limit };
  });
}
