import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { difference, type Picture } from '../metrics/picture';
import { plotGrid } from '../pictures/curves';
import { panelRow, slug } from '../pictures/panels';
import { stored } from '../evaluate/prepared';
import type { SliceScore } from './score';
import { distinct } from './summarise';
import { DEFAULT, SHOWN_PERCENT, type Figures, type Gain, type Method, type SliceIndex } from './types';

/** The intensity window of all pictures, in units of the 98th percentile; what was removed is drawn with the same width around 0. */
const WINDOW = [0, 1.2] as const;
const AROUND_ZERO = [-0.6, 0.6] as const;

const COLOURS: Record<string, readonly number[]> = {
  tv: [214, 39, 40],
  wavelet: [148, 103, 189],
  'nlm-skimage': [140, 140, 140],
  'nlm-dipy': [70, 70, 70],
  bm3d: [31, 119, 180],
  'ours-1': [0, 140, 70],
  'ours-10': [255, 127, 14],
};

const fileName = (set: string) => `denoise-mr-${slug(set)}.png`;

/** For each set the slice whose PSNR (ours) is the median of the set: noisy, best classical, ours, clean, removed by ours. */
export function drawPictures(
  work: string,
  folder: string,
  index: SliceIndex,
  scores: readonly SliceScore[],
  best: readonly Gain[],
  methods: readonly Method[],
): Figures['pictures'] {
  const here = scores.filter(({ percent }) => percent === SHOWN_PERCENT);
  const load = (method: string) => stored(work, `${method}-${SHOWN_PERCENT}`, index);
  const [clean, noisy, ours] = [stored(work, 'clean', index), load('noisy'), load(DEFAULT)];
  return distinct(here.map(({ set }) => set)).flatMap((set) => {
    const ranked = here.filter((score) => score.set === set && score.method === DEFAULT).sort((a, b) => a.psnr - b.psnr);
    const k = ranked[(ranked.length - 1) >> 1]?.slice ?? 0;
    const classical = best.find(({ group, percent }) => group === set && percent === SHOWN_PERCENT)?.best ?? 'bm3d';
    const [x, y, z, c] = [clean[k], noisy[k], ours[k], load(classical)[k]] as Picture[];
    if (!x || !y || !z || !c) return [];
    const panel = (label: string, picture: Picture) => ({ label, picture, window: WINDOW });
    const shown = [
      panel('noisy', y),
      panel(methods.find(({ id }) => id === classical)?.title ?? classical, c),
      panel('ours', z),
      panel('clean', x),
    ];
    const file = fileName(set);
    writeFileSync(
      path.join(folder, file),
      panelRow([...shown, { label: 'removed by ours', picture: difference(y, z), window: AROUND_ZERO }]),
    );
    const psnr = (method: string) => here.find((score) => score.slice === k && score.method === method)?.psnr ?? NaN;
    const values = { noisy: psnr('noisy'), [classical]: psnr(classical), [DEFAULT]: psnr(DEFAULT) };
    return [{ file, set, id: index.slices[k]?.id ?? '', percent: SHOWN_PERCENT, classical, psnr: values }];
  });
}

export function drawSpectra(folder: string, { curves, frequencies }: Figures['spectrum'], methods: readonly Method[]): void {
  const plots = distinct(curves.map(({ set }) => set)).map((set) => ({
    title: set,
    curves: curves
      .filter((curve) => curve.set === set && COLOURS[curve.method])
      .map(({ method, ratio }) => ({
        label: methods.find(({ id }) => id === method)?.title.replace('σ', 'sigma') ?? method,
        colour: COLOURS[method] ?? [],
        x: frequencies,
        y: ratio,
      })),
  }));
  const axes = {
    x: { label: 'cycles per pixel', to: 0.5, ticks: [0, 0.1, 0.2, 0.3, 0.4, 0.5] },
    y: { label: 'noise power removed / added (cut at 2)', to: 2, ticks: [0, 0.5, 1, 1.5, 2] },
    level: 1,
  };
  writeFileSync(path.join(folder, SPECTRUM_FILE), plotGrid(plots, axes, 3));
}

export const SPECTRUM_FILE = 'denoise-mr-noise-power.png';
