import { detail, edgeCorrelation } from '../metrics/edgeCorrelation';
import { contrast, lesions, type Contrast } from '../metrics/lesionContrast';
import { noisePower } from '../metrics/noisePower';
import { difference, type Picture } from '../metrics/picture';
import { psnr } from '../metrics/psnr';
import { ssimAgainst } from '../metrics/ssim';
import { stored } from '../evaluate/prepared';
import { SHOWN_PERCENT, type SliceIndex } from './types';

/** What one method made of one slice at one noise level. */
export interface SliceScore {
  slice: number;
  set: string;
  group: string;
  method: string;
  percent: number;
  psnr: number;
  ssim: number;
  edges: number;
  /** Of each drawn lesion, in the order of `lesionSizes`. */
  lesions: Contrast[];
}

/** What does not depend on the method. */
export interface SliceTruth {
  lesionSizes: number[];
  /** Of the clean slice. */
  lesions: Contrast[];
}

/** Power removed by a method, and added by the noise, in each ring of frequencies. */
export interface SlicePower {
  set: string;
  method: string;
  removed: Float64Array;
  added: Float64Array;
}

export const groupOf = ({ contrast, skull }: { contrast: string; skull: string }) => `${contrast}, skull ${skull}`;

/** The same measures for every method: nothing here knows which one made a picture. */
export function scoreSlices(work: string, index: SliceIndex, methods: readonly string[]) {
  const [clean, heads, labels] = ['clean', 'head', 'lesion'].map((name) => stored(work, name, index)) as [Picture[], Picture[], Picture[]];
  const found = index.slices.map((_, k) => lesions(labels[k] as Picture, heads[k] as Picture));
  const truth: SliceTruth[] = found.map((drawn, k) => ({
    lesionSizes: drawn.map(({ inside }) => inside.length),
    lesions: drawn.map((lesion) => contrast(clean[k] as Picture, lesion)),
  }));
  const scores: SliceScore[] = [];
  const powers: SlicePower[] = [];
  for (const percent of index.percents) {
    const pictures = new Map(methods.map((method) => [method, stored(work, `${method}-${percent}`, index)]));
    index.slices.forEach((info, k) => {
      const [x, head, y] = [clean[k], heads[k], pictures.get('noisy')?.[k]];
      if (!x || !head || !y) return;
      const [ssim, edges, noise] = [ssimAgainst(x, head), detail(x), difference(y, x)];
      const added = percent === SHOWN_PERCENT ? noisePower(noise, head) : undefined;
      for (const [method, results] of pictures) {
        const z = results[k];
        if (!z) continue;
        const removed = method === 'noisy' ? noise : difference(y, z);
        const about = { slice: k, set: info.set, group: groupOf(info), method, percent };
        const measured = { psnr: psnr(x, z, head), ssim: ssim(z), edges: edgeCorrelation(removed, edges, head) };
        scores.push({ ...about, ...measured, lesions: (found[k] ?? []).map((lesion) => contrast(z, lesion)) });
        if (added && method !== 'noisy') powers.push({ set: info.set, method, removed: noisePower(removed, head), added });
      }
    });
  }
  return { scores, truth, powers };
}
