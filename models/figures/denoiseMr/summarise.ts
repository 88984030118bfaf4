import { FREQUENCIES } from '../metrics/noisePower';
import { contrastKept } from '../metrics/lesionContrast';
import type { SlicePower, SliceScore, SliceTruth } from './score';
import { DEFAULT, SHOWN_PERCENT, SMALL, type Figures, type Gain, type LesionScore, type Score } from './types';

export const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  return ((sorted[(n - 1) >> 1] ?? NaN) + (sorted[n >> 1] ?? NaN)) / 2;
}

/** Distinct values in the order of their first appearance. */
export const distinct = <T>(values: readonly T[]) => [...new Set(values)];
const digits = (value: number, places: number) => Number(value.toFixed(places));

/** Means over the slices of each set. */
export function meanScores(scores: readonly SliceScore[]): Score[] {
  const of = new Map<string, SliceScore[]>();
  for (const score of scores) {
    const key = [score.set, score.method, score.percent].join('|');
    if (!of.has(key)) of.set(key, []);
    of.get(key)?.push(score);
  }
  return [...of.values()].flatMap((same) => {
    const first = same[0];
    if (!first) return [];
    const over = (key: 'psnr' | 'ssim' | 'edges', places: number) => digits(mean(same.map((score) => score[key])), places);
    return [
      {
        set: first.set,
        method: first.method,
        percent: first.percent,
        psnr: over('psnr', 3),
        ssim: over('ssim', 4),
        edges: over('edges', 4),
      },
    ];
  });
}

/** Ours less the best of `rivals`, chosen by their means over the group; `by` names the group of a slice. */
export function gains(scores: readonly SliceScore[], rivals: readonly string[], by: 'set' | 'group'): Gain[] {
  const groups = distinct(scores.map((score) => score[by]));
  const percents = distinct(scores.map(({ percent }) => percent));
  return groups.flatMap((group) =>
    percents.map((percent) => {
      const here = scores.filter((score) => score[by] === group && score.percent === percent);
      const values = (method: string, key: 'psnr' | 'ssim') => here.filter((score) => score.method === method).map((score) => score[key]);
      const highest = (key: 'psnr' | 'ssim') => rivals.reduce((a, b) => (mean(values(b, key)) > mean(values(a, key)) ? b : a));
      const [best, bestSsim] = [highest('psnr'), highest('ssim')];
      const less = (key: 'psnr' | 'ssim', rival: string) => {
        const theirs = values(rival, key);
        return values(DEFAULT, key).map((value, k) => value - (theirs[k] ?? NaN));
      };
      const differences = less('psnr', best);
      const [n, average] = [differences.length, mean(differences)];
      const error = n > 1 ? Math.sqrt(mean(differences.map((d) => (d - average) ** 2)) / (n - 1)) : null;
      const ssim = digits(mean(less('ssim', bestSsim)), 4);
      return { group, slices: n, percent, best, bestSsim, psnr: digits(average, 3), error: error === null ? null : digits(error, 3), ssim };
    }),
  );
}

export function lesionScores(scores: readonly SliceScore[], truth: readonly SliceTruth[]): LesionScore[] {
  const drawn = scores.filter(({ slice }) => (truth[slice]?.lesions.length ?? 0) > 0);
  const rows: LesionScore[] = [];
  for (const set of distinct(drawn.map((score) => score.set))) {
    for (const method of distinct(drawn.map((score) => score.method))) {
      for (const percent of distinct(drawn.map((score) => score.percent))) {
        const here = drawn.filter((score) => score.set === set && score.method === method && score.percent === percent);
        const all = here.flatMap(({ slice, lesions }) =>
          lesions.map((after, k) => ({ after, clean: truth[slice]?.lesions[k], size: truth[slice]?.lesionSizes[k] ?? 0 })),
        );
        const small = all.filter(({ size }) => size < SMALL);
        const kept = (some: typeof all) =>
          contrastKept(
            some.map(({ after }) => after.contrast),
            some.map(({ clean }) => clean?.contrast ?? 0),
          );
        const cnr = (some: number[]) => digits(median(some.map(Math.abs)), 3);
        const counts = { set, percent, lesions: all.length, smallLesions: small.length };
        if (method === 'noisy')
          rows.push({ ...counts, method: 'clean', kept: 1, keptSmall: 1, cnr: cnr(all.map(({ clean }) => clean?.cnr ?? 0)) });
        const keptSmall = small.length > 0 ? digits(kept(small), 4) : null;
        rows.push({ ...counts, method, kept: digits(kept(all), 4), keptSmall, cnr: cnr(all.map(({ after }) => after.cnr)) });
      }
    }
  }
  return rows;
}

/** Ratio of the summed powers, so that no slice with little noise in a ring decides. */
export function spectrum(powers: readonly SlicePower[]): Figures['spectrum'] {
  const curves = distinct(powers.map(({ set }) => set)).flatMap((set) =>
    distinct(powers.map(({ method }) => method)).map((method) => {
      const here = powers.filter((power) => power.set === set && power.method === method);
      const sum = (key: 'removed' | 'added', ring: number) => here.reduce((total, power) => total + (power[key][ring] ?? 0), 0);
      return { set, method, ratio: FREQUENCIES.map((_, ring) => digits(sum('removed', ring) / sum('added', ring), 4)) };
    }),
  );
  return { percent: SHOWN_PERCENT, frequencies: FREQUENCIES.map((f) => digits(f, 4)), curves };
}
