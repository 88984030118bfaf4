import { distinct, mean } from '../denoiseMr/summarise';
import { components } from '../metrics/components';
import { auprc, auroc, bestDice, ranked } from '../metrics/detection';
import { sum, type Picture } from '../metrics/picture';
import {
  DISEASE,
  FREE,
  LESION_SIZES,
  LITERATURE_SETS,
  MAIN,
  SIZES,
  SPOT,
  type BySize,
  type Detection,
  type FalsePositives,
  type FlairIndex,
  type Part,
} from './types';

/** The slices, where the brain is, where lesions were drawn, and where the slices without any are suspect of white-matter disease. */
export interface Truth {
  index: FlairIndex;
  brains: Picture[];
  lesions: Picture[];
  suspects: Picture[];
}

/** Scores of one method, one per slice; undefined where it does not apply. */
export type Scores = readonly (Picture | undefined)[];

const digits = (value: number, places = 4) => Number(value.toFixed(places));

/** Scores and labels of the pixels inside the brain. */
function pixels(score: Picture, brain: Picture, lesion: Picture) {
  const inside = (picture: Picture) => picture.data.filter((_, i) => brain.data[i]);
  return { scores: Float32Array.from(inside(score)), labels: Uint8Array.from(inside(lesion)) };
}

function joined(parts: readonly ReturnType<typeof pixels>[]) {
  const length = parts.reduce((sum, { scores }) => sum + scores.length, 0);
  const [scores, labels] = [new Float32Array(length), new Uint8Array(length)];
  let at = 0;
  for (const part of parts) {
    scores.set(part.scores, at);
    labels.set(part.labels, at);
    at += part.scores.length;
  }
  return ranked(scores, labels);
}

/** Numbers of the slices of a set: all, or of some sets every fifth, from the third on. */
export function members({ slices }: FlairIndex, set: string, part: Part): number[] {
  const all = slices.flatMap((slice, k) => (slice.set === set ? [k] : []));
  if (part === 'all') return all;
  return LITERATURE_SETS.includes(set) ? all.filter((_, n) => n % 5 === Math.min(2, all.length - 1)) : [];
}

/** What one method reaches on each set with lesions, its own AUPRC on every slice, and its best cut on the main set. */
export function detect(method: string, scores: Scores, { index, brains, lesions }: Truth) {
  const parts = index.slices.map(({ set }, k) => {
    const [score, brain, lesion] = [scores[k], brains[k], lesions[k]];
    return set === FREE || !score || !brain || !lesion ? undefined : pixels(score, brain, lesion);
  });
  const own = parts.map((part) => part && auprc(ranked(part.scores, part.labels)));
  const found: Detection[] = [];
  let cut = NaN;
  for (const set of distinct(index.slices.map((slice) => slice.set))) {
    for (const part of ['all', 'fifth'] as const) {
      const here = members(index, set, part);
      const known = here.flatMap((k) => parts[k] ?? []);
      if (known.length === 0 || known.length < here.length) continue;
      const ranking = joined(known);
      const best = bestDice(ranking);
      if (set === MAIN) cut = Number.isNaN(cut) ? best.cut : cut;
      const [pooled, area, perSlice] = [auprc(ranking), auroc(ranking), mean(here.flatMap((k) => own[k] ?? []))];
      found.push({ set, part, method, pooled: digits(pooled), perSlice: digits(perSlice), auroc: digits(area), dice: digits(best.dice) });
    }
  }
  return { found, own, cut };
}

const bin = (limits: readonly number[], value: number) => limits.findLastIndex((limit) => value >= limit);

/** The main set by lesion size. */
export function bySize(
  method: string,
  scores: Scores,
  own: readonly (number | undefined)[],
  cut: number,
  { index, lesions }: Truth,
): BySize {
  const main = members(index, MAIN, 'all');
  const perSlice = SIZES.slice(0, -1).map((_, n) => {
    const here = main.flatMap((k) => (bin(SIZES, index.slices[k]?.lesion ?? 0) === n ? (own[k] ?? []) : []));
    return here.length > 0 ? digits(mean(here)) : null;
  });
  const touched = LESION_SIZES.slice(0, -1).map(() => 0);
  for (const k of main) {
    for (const part of components(lesions[k] as Picture)) {
      const high = part.filter((i) => (scores[k]?.data[i] ?? -Infinity) >= cut).length;
      if (high >= part.length / 10) touched[bin(LESION_SIZES, part.length)]! += 1;
    }
  }
  return { method, perSlice, touched };
}

/** How many slices and lesions the table by size counts. */
export function counts({ index, lesions }: Truth): { slices: number[]; lesions: number[] } {
  const main = members(index, MAIN, 'all');
  const sizes = main.flatMap((k) => components(lesions[k] as Picture).map((part) => part.length));
  return {
    slices: SIZES.slice(0, -1).map((_, n) => main.filter((k) => bin(SIZES, index.slices[k]?.lesion ?? 0) === n).length),
    lesions: LESION_SIZES.slice(0, -1).map((_, n) => sizes.filter((size) => bin(LESION_SIZES, size) === n).length),
  };
}

/** What lies above a cut where there is no acute lesion. */
export function falsePositives(
  method: string,
  scores: Scores,
  cut: { value: number; name: string },
  { index, brains, suspects }: Truth,
): FalsePositives {
  let [high, all, spots, elsewhere, free, slices] = [0, 0, 0, 0, 0, 0];
  index.slices.forEach(({ set }, k) => {
    const [score, brain] = [scores[k], brains[k]];
    if (set !== FREE || !score || !brain) return;
    const above = { ...score, data: score.data.map((value, i) => (brain.data[i] && value >= cut.value ? 1 : 0)) };
    const found = components(above).filter((part) => part.length >= SPOT);
    const large = found.length;
    elsewhere += found.filter((part) => part.filter((i) => suspects[k]?.data[i]).length < DISEASE * part.length).length;
    high += sum(above);
    all += sum(brain);
    spots += large;
    free += large === 0 ? 1 : 0;
    slices += 1;
  });
  const perSlice = (count: number) => digits(count / slices, 3);
  return { method, cut: cut.name, share: digits(high / all, 5), spots: perSlice(spots), elsewhere: perSlice(elsewhere), free, slices };
}
