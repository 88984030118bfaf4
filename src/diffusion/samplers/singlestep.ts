import { eulerRow, pairs, type Limit, type Row } from '../rows';
import { noise, split } from './ancestral';
import { phi, weigh, type Predict } from './exponential';

export interface SinglestepOptions {
  order?: 1 | 2 | 3;
  /** Order of each step where it varies. */
  orders?: readonly number[];
  /** Where the inner points lie, as shares of the step in λ; default 1/order, 2/order. */
  ratios?: (step: number, order: number) => readonly [r1: number, r2: number];
  predict?: Predict;
  form?: 'midpoint' | 'taylor';
  /** Second inner point of order 3: with the φ₂ of arXiv:2206.00927, or by the midpoint rule as diffusers has it. */
  inner?: 'taylor' | 'midpoint';
  eta?: number;
  /** Lowest level of an ancestral step before its noise. */
  floor?: number;
  noiseScale?: number;
  limit?: Limit;
}

/**
 * DPM-Solver++ 2S and 3S (arXiv:2211.01095, Alg. 1) and, with predict 'noise', DPM-Solver 2 and 3 (arXiv:2206.00927, Alg. 1 and 2): each step
 * evaluates anew at λ + r₁h (and λ + r₂h) and ends from the point it began with. Order 2 or 3, as many evaluations per step; a step to
 * σ' = 0 has order 1. η > 0: ancestral (k-diffusion's 2S ancestral, dpm_fast).
 */
export function singlestep(sigmas: readonly number[], options: SinglestepOptions = {}): Row[] {
  const {
    order = 2,
    orders,
    ratios,
    predict = 'data',
    form = 'midpoint',
    inner = 'taylor',
    eta = 0,
    floor = 0,
    noiseScale = 1,
    limit,
  } = options;
  return pairs(sigmas).flatMap(([sigma, next], i) => {
    const target = eta === 0 ? next : Math.max(floor, split(sigma, next, eta).down);
    const fresh = noise(i, noiseScale * Math.sqrt(Math.max(0, next ** 2 - target ** 2)));
    const count = orders?.[i] ?? order;
    if (target === 0 || count === 1) return [{ ...eulerRow(sigma, target), sigma: next, noise: fresh, limit }];
    const [r1, r2] = ratios?.(i, count) ?? [1 / count, 2 / count];
    const [h, sign] = [Math.log(sigma / target), predict === 'data' ? -1 : 1];
    const level = (r: number) => sigma * Math.exp(-r * h);
    /** From the first point to λ + r·h: `weights` on the inner model values, newest first; the rest of φ₁ falls to the first one. */
    const row = (r: number, weights: number[], levels: number[]): Row => {
      const [to, scale] = r === 1 ? [target, predict === 'data' ? 1 : target] : [level(r), predict === 'data' ? 1 : level(r)];
      const scaled = [...weights, -phi(r * sign * h)[0] - weights.reduce((sum, w) => sum + w, 0)].map((w) => scale * w);
      const { b, c } = weigh(predict, scaled, [...levels, sigma]);
      const start = [...levels.map(() => 0), predict === 'data' ? to / sigma : 1];
      const end = r === 1 ? { sigma: next, noise: fresh } : { sigma: to, stage: true };
      return { evaluateAt: levels[0] ?? sigma, a: 0, b, c: start.map((share, k) => share + (c[k] ?? 0)), ...end, limit };
    };
    const [phi1, phi2, phi3] = phi(sign * h);
    const first = row(r1, [], []);
    if (count === 2) return [first, row(1, [(form === 'midpoint' ? -phi1 / 2 : -phi2) / r1], [level(r1)])];
    const [half1, half2] = phi(r2 * sign * h);
    const second = row(r2, [(-r2 / r1) * (inner === 'taylor' ? half2 : half1 / 2)], [level(r1)]);
    const bend = form === 'midpoint' ? 0 : 1 / (r2 - r1);
    const weights = bend === 0 ? [-phi2 / r2, 0] : [(bend * (phi2 * r1 - 2 * phi3)) / r2, (-bend * (phi2 * r2 - 2 * phi3)) / r1];
    return [first, second, row(1, weights, [level(r2), level(r1)])];
  });
}
