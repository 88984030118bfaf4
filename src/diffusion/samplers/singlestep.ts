import { at } from '../numbers';
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

interface Stage {
  /** Where the stage ends, as a share of the step in λ. */
  r: number;
  /** Weights on the model values found so far, newest first, the first one's last. */
  weights: number[];
}

/** The stages of a step; z = −h for D, h for ε. What the later values do not take of φ₁ falls to the first one. */
function stages(z: number, order: number, [r1, r2]: readonly [number, number], { form, inner }: SinglestepOptions): Stage[] {
  const stage = (r: number, later: number[]): Stage => ({ r, weights: [...later, -phi(r * z)[0] - later.reduce((sum, w) => sum + w, 0)] });
  const [phi1, phi2, phi3] = phi(z);
  if (order === 2) return [stage(r1, []), stage(1, [(form === 'taylor' ? -phi2 : -phi1 / 2) / r1])];
  const [half1, half2] = phi(r2 * z);
  const second = stage(r2, [(-r2 / r1) * (inner === 'midpoint' ? half1 / 2 : half2)]);
  if (form !== 'taylor') return [stage(r1, []), second, stage(1, [-phi2 / r2, 0])];
  const later = [(phi2 * r1 - 2 * phi3) / r2, (2 * phi3 - phi2 * r2) / r1].map((weight) => weight / (r2 - r1));
  return [stage(r1, []), second, stage(1, later)];
}

/**
 * DPM-Solver++ 2S and 3S (arXiv:2211.01095, Alg. 1) and, with predict 'noise', DPM-Solver 2 and 3 (arXiv:2206.00927, Alg. 1 and 2): each step
 * evaluates anew at λ + r₁h (and λ + r₂h) and ends from the point it began with. Order 2 or 3, as many evaluations per step; a step to
 * σ' = 0 has order 1. η > 0: ancestral (k-diffusion's 2S ancestral, dpm_fast).
 */
export function singlestep(sigmas: readonly number[], options: SinglestepOptions = {}): Row[] {
  const { order = 2, orders, ratios, predict = 'data', eta = 0, floor = 0, noiseScale = 1, limit } = options;
  return pairs(sigmas).flatMap(([sigma, next], i) => {
    const target = eta === 0 ? next : Math.max(floor, split(sigma, next, eta).down);
    const fresh = noise(i, noiseScale * Math.sqrt(Math.max(0, next ** 2 - target ** 2)));
    const count = orders?.[i] ?? order;
    if (target === 0 || count === 1) return [{ ...eulerRow(sigma, target), sigma: next, noise: fresh, limit }];
    const [h, data] = [Math.log(sigma / target), predict === 'data'];
    const list = stages(data ? -h : h, count, ratios?.(i, count) ?? [1 / count, 2 / count], options);
    const level = (r: number) => (r === 1 ? target : sigma * Math.exp(-r * h));
    return list.map(({ r, weights }, k): Row => {
      const points = list.slice(0, k).map((stage) => level(stage.r));
      const levels = [...points.reverse(), sigma];
      const { b, c } = weigh(
        predict,
        weights.map((weight) => (data ? weight : level(r) * weight)),
        levels,
      );
      const start = levels.map((_, j) => (data ? 0 : at(c, j)) + (j < k ? 0 : data ? level(r) / sigma : 1));
      const end = k === list.length - 1 ? { sigma: next, noise: fresh } : { sigma: level(r), stage: true };
      return { evaluateAt: at(levels, 0), a: 0, b, c: start, ...end, limit };
    });
  });
}
