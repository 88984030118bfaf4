import { distinct, mean, median } from '../denoiseMr/summarise';
import { stored } from '../evaluate/prepared';
import type { Picture } from '../metrics/picture';
import { psnr } from '../metrics/psnr';
import { acrossBorder, insideTissue, type Gradient } from '../metrics/seam';
import { ssimAgainst } from '../metrics/ssim';
import type { Figures, HoleIndex, Score, Seam } from './types';

/** What one method made of one hole. */
export interface HoleScore {
  slice: number;
  set: string;
  method: string;
  ssim: number;
  psnr: number;
  border: Gradient;
  tissue: Gradient;
  /** Pixels outside the hole that are not the source's. */
  changed: number;
  outside: number;
}

export const ORIGINAL = 'original';
const digits = (value: number, places: number) => Number(value.toFixed(places));

function changes(source: Picture, result: Picture, hole: Picture): { changed: number; outside: number } {
  let [changed, outside] = [0, 0];
  source.data.forEach((value, i) => {
    if (hole.data[i]) return;
    outside += 1;
    if (!Object.is(value, result.data[i])) changed += 1;
  });
  return { changed, outside };
}

/** The same measures for every method; the original itself first. */
export function scoreHoles(work: string, index: HoleIndex, methods: readonly string[]): HoleScore[] {
  const [clean, holes, tissues] = ['clean', 'hole', 'tissue'].map((name) => stored(work, name, index)) as [Picture[], Picture[], Picture[]];
  const results = new Map([[ORIGINAL, clean], ...methods.map((method) => [method, stored(work, method, index)] as const)]);
  return index.slices.flatMap(({ set }, k) => {
    const [x, hole, tissue] = [clean[k], holes[k], tissues[k]];
    if (!x || !hole || !tissue) return [];
    const [ssim, inTissue] = [ssimAgainst(x, hole), insideTissue(x, tissue, hole)];
    return [...results].flatMap(([method, made]) => {
      const z = made[k];
      if (!z) return [];
      const measured = { ssim: ssim(z), psnr: psnr(x, z, hole), border: acrossBorder(z, hole), tissue: inTissue };
      return [{ slice: k, set, method, ...measured, ...changes(x, z, hole) }];
    });
  });
}

export function meanScores(scores: readonly HoleScore[]): Score[] {
  const made = scores.filter(({ method }) => method !== ORIGINAL);
  return distinct(made.map(({ set }) => set)).flatMap((set) =>
    distinct(made.map(({ method }) => method)).map((method) => {
      const here = made.filter((score) => score.set === set && score.method === method);
      return {
        set,
        method,
        ssim: digits(mean(here.map((score) => score.ssim)), 4),
        psnr: digits(mean(here.map((score) => score.psnr)), 3),
        mse: digits(mean(here.map((score) => 10 ** (-score.psnr / 10))), 5),
      };
    }),
  );
}

export function seams(scores: readonly HoleScore[]): Seam[] {
  return distinct(scores.map(({ method }) => method)).map((method) => {
    const here = scores.filter((score) => score.method === method);
    const within = (part: 'mean' | 'high') => here.filter(({ border, tissue }) => border[part] <= tissue.high).length;
    const ratio = digits(median(here.map(({ border, tissue }) => border.high / tissue.high)), 3);
    return { method, masks: here.length, meanWithin: within('mean'), highWithin: within('high'), ratio };
  });
}

export function changedOutside(scores: readonly HoleScore[]): Figures['changedOutside'] {
  const sum = (key: 'changed' | 'outside') =>
    scores.filter(({ method }) => method !== ORIGINAL).reduce((total, score) => total + score[key], 0);
  return { changed: sum('changed'), of: sum('outside') };
}
