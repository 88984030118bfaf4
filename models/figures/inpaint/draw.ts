import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { distinct } from '../denoiseMr/summarise';
import { stored } from '../evaluate/prepared';
import { panelRow, slug } from '../pictures/panels';
import { ORIGINAL, type HoleScore } from './score';
import type { Figures, HoleIndex, Method } from './types';

/** In units of the 98th percentile. */
const WINDOW = [0, 1.2] as const;

/** Short names over the panels. */
const LABELS: Record<string, string> = {
  mean: 'mean',
  biharmonic: 'biharmonic',
  projection: 'projection',
  'repaint-short': 'RePaint 3x3',
  'repaint-long': 'RePaint 6x4',
  'told-mean': 'ours, mean',
  'told-sample': 'ours, sample',
  'told-samples': 'ours, mean of 8',
};

/** For each set the slice whose SSIM, summed over the methods, is the median of the set: original, hole, and every method. */
export function drawHoles(
  work: string,
  folder: string,
  index: HoleIndex,
  scores: readonly HoleScore[],
  methods: readonly Method[],
): Figures['pictures'] {
  const [clean, holes] = [stored(work, 'clean', index), stored(work, 'hole', index)];
  const made = methods.map(({ id }) => ({ id, results: stored(work, id, index) }));
  const filled = scores.filter(({ method }) => method !== ORIGINAL);
  return distinct(index.slices.map(({ set }) => set)).flatMap((set) => {
    const members = index.slices.flatMap((slice, k) => (slice.set === set ? [k] : []));
    const total = (k: number) => filled.reduce((sum, score) => (score.slice === k ? sum + score.ssim : sum), 0);
    const k = members.sort((a, b) => total(a) - total(b))[(members.length - 1) >> 1] ?? 0;
    const [x, hole] = [clean[k], holes[k]];
    if (!x || !hole) return [];
    const cut = { ...x, data: x.data.map((value, i) => (hole.data[i] ? 0 : value)) };
    const panels = [
      { label: 'original', picture: x, window: WINDOW },
      { label: 'hole', picture: cut, window: WINDOW },
      ...made.map(({ id, results }) => ({ label: LABELS[id] ?? id, picture: results[k] ?? x, window: WINDOW })),
    ];
    const file = `inpaint-${slug(set)}.png`;
    writeFileSync(path.join(folder, file), panelRow(panels));
    const ssim = Object.fromEntries(
      filled.filter(({ slice }) => slice === k).map((score) => [score.method, Number(score.ssim.toFixed(3))]),
    );
    return [{ file, set, id: index.slices[k]?.id ?? '', ssim }];
  });
}
