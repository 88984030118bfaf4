import { at, solve } from '../numbers';
import { eulerRow, pairs, type Limit, type Row } from '../rows';
import { weigh, type Predict } from './exponential';

export interface UnipcOptions {
  order?: 1 | 2 | 3;
  /** Order of each step where an original departs from min(order, steps so far). */
  orders?: readonly number[];
  /** B(h) of the paper: bh1 = h, bh2 = e^h − 1. */
  variant?: 'bh1' | 'bh2';
  predict?: Predict;
  limit?: Limit;
}

/**
 * Weights on the differences m_k − m₀ of the model values at `ratios` (steps in λ, in units of this one) that integrate polynomials exactly
 * (arXiv:2302.04867, Theorem 3.1): Σ ρ_k r_k^(n−1) = n! φ_(n+1)/B.
 */
function differences(z: number, ratios: readonly number[], variant: UnipcOptions['variant'], corrector: boolean): number[] {
  const B = variant === 'bh1' ? z : Math.expm1(z);
  let [value, factorial] = [Math.expm1(z) / z - 1, 1];
  const right = ratios.map((_, n) => {
    const b = (value * factorial) / B;
    factorial *= n + 2;
    value = value / z - 1 / factorial;
    return b;
  });
  // The paper takes ρ = 1/2 where one unknown is left, which keeps the order.
  const simple = ratios.length === 1;
  const rho = simple
    ? ratios.map(() => 0.5)
    : solve(
        ratios.map((_, n) => ratios.map((r) => r ** n)),
        right,
      );
  return rho.map((share, k) => (-B * share) / (corrector && k === ratios.length - 1 ? 1 : at(ratios, k)));
}

/** What the differences leave of −φ₁ falls to m₀. */
const rest = (z: number, weights: readonly number[]): number => -Math.expm1(z) - weights.reduce((sum, w) => sum + w, 0);

/** Weights on the model values of the predictor, newest first: m₀ and the ones before. */
function predictorWeights(z: number, past: readonly number[], variant: UnipcOptions['variant']): number[] {
  const weights = past.length === 0 ? [] : differences(z, past, variant, false);
  return [rest(z, weights), ...weights];
}

/** Weights of the corrector: the value at the prediction, m₀ and the ones before. */
function correctorWeights(z: number, past: readonly number[], variant: UnipcOptions['variant']): number[] {
  const weights = differences(z, [...past, 1], variant, true);
  return [at(weights, past.length), rest(z, weights), ...weights.slice(0, -1)];
}

/**
 * UniPC-p (arXiv:2302.04867, Alg. 1 UniC and Alg. 2 UniP): a predictor of order p from the last p model values, one evaluation there, and a corrector of order
 * p + 1 that uses it at no further cost. The corrected state is never evaluated, so it lives in the saved register. λ = −ln σ.
 * Order p + 1 where the first steps, which have lower order, are short of curvature; one evaluation per step; no corrector at the end.
 */
export function unipc(sigmas: readonly number[], options: UnipcOptions = {}): Row[] {
  const { order = 3, orders, variant = 'bh2', predict = 'data', limit } = options;
  const lambda = (i: number) => -Math.log(at(sigmas, i));
  return pairs(sigmas).flatMap(([sigma, next], i) => {
    const [last, evaluateAt] = [i === sigmas.length - 2, i === 0 ? sigma : undefined];
    if (next === 0) return [{ ...eulerRow(sigma, next), evaluateAt, limit }];
    const count = orders?.[i] ?? Math.min(order, i + 1);
    const h = lambda(i + 1) - lambda(i);
    const [z, scale, carry] = predict === 'data' ? [-h, 1, next / sigma] : [h, next, 1];
    const past = Array.from({ length: count - 1 }, (_, k) => (lambda(i - 1 - k) - lambda(i)) / h);
    const levels = Array.from({ length: count }, (_, k) => at(sigmas, i - k));
    const scaled = (weights: number[]) => weights.map((weight) => scale * weight);
    const guess = weigh(predict, scaled(predictorWeights(z, past, variant)), levels);
    const predicted: Row = { evaluateAt, sigma: next, a: carry, ...guess, save: true, stage: !last, limit };
    if (last) return [predicted];
    const mended = weigh(predict, scaled(correctorWeights(z, past, variant)), [next, ...levels]);
    return [predicted, { evaluateAt: next, sigma: next, a: 0, e: carry, ...mended, limit }];
  });
}
