import { components } from '../metrics/components';
import { auprc, bestDice, ranked } from '../metrics/detection';
import { sum, type Picture } from '../metrics/picture';
import { BAND, SPOT, type Found, type Quiet, type T1Info } from './types';

/** One slice with the scores of all methods. */
export interface Case {
  info: T1Info;
  image: Picture;
  brain: Picture;
  lesion: Picture;
  healthy: Picture;
  scores: Readonly<Record<string, ArrayLike<number>>>;
}

const digits = (value: number, places = 4) => Number(value.toFixed(places));

/** Scores and labels inside the brain. */
function ranking(cases: readonly Case[], method: string) {
  const scores: number[] = [];
  const labels: number[] = [];
  for (const { brain, lesion, scores: all } of cases) {
    const score = all[method] ?? [];
    brain.data.forEach((inside, i) => {
      if (!inside) return;
      scores.push(score[i] ?? 0);
      labels.push(lesion.data[i] ? 1 : 0);
    });
  }
  return ranked(Float32Array.from(scores), Uint8Array.from(labels));
}

export const ownAuprc = (one: Case, method: string) => auprc(ranking([one], method));

function diceAbove(cases: readonly Case[], method: string, cut: number): number {
  let [both, high, lesions] = [0, 0, 0];
  for (const { brain, lesion, scores } of cases)
    brain.data.forEach((inside, i) => {
      if (!inside) return;
      const [above, drawn] = [(scores[method]?.[i] ?? 0) >= cut, Boolean(lesion.data[i])];
      high += above ? 1 : 0;
      lesions += drawn ? 1 : 0;
      both += above && drawn ? 1 : 0;
    });
  return (2 * both) / (high + lesions);
}

/** What a method reaches on a set with lesions. */
export function found(set: string, cases: readonly Case[], method: string, cut?: number): Found {
  const all = ranking(cases, method);
  const own = cases.map((one) => ownAuprc(one, method));
  const [lesions, brains] = [cases.reduce((n, { lesion }) => n + sum(lesion), 0), cases.reduce((n, { brain }) => n + sum(brain), 0)];
  return {
    set,
    slices: cases.length,
    chance: digits(lesions / brains),
    method,
    pooled: digits(auprc(all)),
    perSlice: digits(own.reduce((a, b) => a + b, 0) / own.length),
    dice: digits(bestDice(all).dice),
    diceAtCut: cut === undefined ? null : digits(diceAbove(cases, method, cut)),
  };
}

function quietOf(set: string, band: Quiet['band'], cases: readonly Case[], method: string, cut: number): Quiet {
  let [high, brains, spots, free] = [0, 0, 0, 0];
  for (const { brain, scores } of cases) {
    const above = { ...brain, data: Float32Array.from(brain.data, (inside, i) => (inside && (scores[method]?.[i] ?? 0) >= cut ? 1 : 0)) };
    const large = components(above).filter((part) => part.length >= SPOT).length;
    high += sum(above);
    brains += sum(brain);
    spots += large;
    free += large === 0 ? 1 : 0;
  }
  return { set, band, slices: cases.length, share: digits(high / brains, 5), spots: digits(spots / cases.length, 3), free };
}

/** False positives of a set of healthy slices: of all, and by their level. */
export function quiet(set: string, cases: readonly Case[], method: string, cut: number): Quiet[] {
  const deepest = Math.max(...cases.map(({ info }) => info.level));
  const bands = Array.from({ length: Math.floor(deepest / BAND) + 1 }, (_, n) => [n * BAND, (n + 1) * BAND] as const);
  const rows = bands.flatMap((band) => {
    const here = cases.filter(({ info }) => info.level >= band[0] && info.level < band[1]);
    return here.length > 0 ? [quietOf(set, band, here, method, cut)] : [];
  });
  return [quietOf(set, null, cases, method, cut), ...rows];
}
