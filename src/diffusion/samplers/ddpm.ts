import { pairs, type Limit, type Row } from '../rows';

/** Fixed variances of arXiv:2006.11239, section 3.2; `between`: v of arXiv:2102.09672, Eq. 15, −1 small to 1 large, one per element. */
export type Variance = 'small' | 'large' | { between: readonly number[] };

export interface DdpmOptions {
  variance?: Variance;
  limit?: Limit;
  /** Adds the step's noise to the final picture too, as diffusers does where its last index is above 0. */
  noiseAtEnd?: boolean;
}

/** Standard deviation of the noise of a step, in this frame (β̃ or β of the step, divided by α'²). */
export function deviation(sigma: number, next: number, variance: Variance): number | number[] {
  const fall = Math.sqrt(sigma ** 2 - next ** 2);
  const small = (next * fall) / sigma;
  const large = fall * Math.sqrt((1 + next ** 2) / (1 + sigma ** 2));
  if (variance === 'small') return small;
  if (variance === 'large') return large;
  return variance.between.map((v) => large ** ((1 + v) / 2) * small ** ((1 - v) / 2));
}

/**
 * DDPM ancestral sampling (arXiv:2006.11239, Alg. 2, mean of Eq. 7): x' = D + (σ'/σ)² (x − D) + deviation·z. Order 1 (weak), one evaluation per
 * step. VP states are divided by α. No noise in the last step.
 */
export function ddpm(sigmas: readonly number[], { variance = 'small', limit, noiseAtEnd = false }: DdpmOptions = {}): Row[] {
  return pairs(sigmas).map(([sigma, next], index) => {
    const share = (next / sigma) ** 2;
    const noise = next === 0 && !noiseAtEnd ? [] : [{ index, weight: deviation(sigma, next, variance) }];
    return { evaluateAt: sigma, sigma: next, a: share, b: [1 - share], c: [], noise, limit };
  });
}
