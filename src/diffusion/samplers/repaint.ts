import { at as elementOf } from '../../core/at';
import { at } from '../numbers';
import { pairs, restRow, type Limit, type Row } from '../rows';
import { ddpm, type Variance } from './ddpm';

/** Climbs `length` levels back up, so that the stretch below is passed `repeats` times. */
export interface Loop {
  length: number;
  repeats: number;
  /** Climbs start only below this level. */
  below?: number;
}

/**
 * Indices of the levels a resampling run visits, from levels − 1 to −1 (the clean picture), climbing at multiples of each loop's length
 * (arXiv:2201.09865, section 4.2 and Appendix B). Loops are nested, inner ones first: an outer climb lets the inner ones run again.
 */
export function resamplingTimes(levels: number, loops: readonly Loop[]): number[] {
  const done = loops.map(() => new Map<number, number>());
  const passed = (loop: number, t: number) => elementOf(done, loop, 'loop').get(t) ?? 0;
  const times = [levels - 1];
  for (let t = levels - 1; t >= 0; times.push(--t)) {
    const climb = loops.findIndex(
      ({ length, repeats, below = levels - length }, k) => t < below && t % length === 0 && passed(k, t) < repeats - 1,
    );
    if (climb < 0) continue;
    elementOf(done, climb, 'loop').set(t, passed(climb, t) + 1);
    done.slice(0, climb).forEach((inner) => inner.clear());
    for (let n = elementOf(loops, climb, 'loop').length; n > 0; n--) times.push(++t);
  }
  return times;
}

export interface RepaintOptions {
  loops?: readonly Loop[];
  variance?: Variance;
  limit?: Limit;
}

/**
 * RePaint (arXiv:2201.09865, Alg. 1): DDPM steps, the known region put back at its noise level before each evaluation but the first, and
 * climbs x ← x + √(σ_(t+1)² − σ_t²) z (Eq. 1 of the forward process, in this frame). Order 1 (weak); one evaluation per step down. VP states
 * are divided by α. Noise is numbered as the original draws it: a step's own before the region's. The last state is not blended: the caller
 * puts the source back outside the hole.
 */
export function repaint(sigmas: readonly number[], options: RepaintOptions = {}): Row[] {
  const { loops = [{ length: 10, repeats: 10 }], variance, limit } = options;
  const levels = sigmas.filter((sigma) => sigma > 0);
  const level = (t: number) => (t < 0 ? 0 : at(levels, levels.length - 1 - t));
  let drawn = 0;
  return pairs(resamplingTimes(levels.length, loops)).flatMap(([t, to], i): Row[] => {
    const [sigma, next, own] = [level(t), level(to), drawn++];
    if (to > t) return [{ ...restRow(next), noise: [{ index: own, weight: Math.sqrt(next ** 2 - sigma ** 2) }] }];
    const step = ddpm([sigma, next], { variance, limit }).map((row) => ({
      ...row,
      noise: row.noise?.map((term) => ({ ...term, index: own })),
    }));
    return i === 0 ? step : [{ ...restRow(sigma), known: { sigma, noise: drawn++ }, stage: true }, ...step];
  });
}
