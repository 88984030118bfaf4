import { at } from '../numbers';
import { restRow, type Limit, type Row } from '../rows';
import { ddpm, type Variance } from './ddpm';

export interface PartialNoisingOptions {
  /** Noise added at once, or level by level up the grid (AnoDDPM's 'whole'). */
  path?: 'once' | 'levels';
  variance?: Variance;
  limit?: Limit;
}

/**
 * Partial noising and reconstruction (AnoDDPM, CVPR Workshops 2022, section 3; the idea of arXiv:2108.01073): a clean picture is taken up to the
 * grid's largest σ and comes back by DDPM. VE frame, order 1 (weak), one evaluation per level. The original clips D to its intensity range.
 */
export function partialNoising(sigmas: readonly number[], { path = 'once', variance = 'large', limit }: PartialNoisingOptions = {}): Row[] {
  const rising = path === 'once' ? [at(sigmas, 0)] : sigmas.filter((sigma) => sigma > 0).reverse();
  const up = rising.map((sigma, index): Row => {
    const weight = Math.sqrt(sigma ** 2 - (index === 0 ? 0 : at(rising, index - 1)) ** 2);
    return { ...restRow(sigma), noise: [{ index, weight }] };
  });
  const down = ddpm(sigmas, { variance, limit });
  const later = down.map((row) => ({ ...row, noise: row.noise?.map((term) => ({ ...term, index: term.index + up.length })) }));
  return [...up, ...later];
}
