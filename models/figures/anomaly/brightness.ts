import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pictures } from '../evaluate/arrays';
import type { Picture } from '../metrics/picture';
import { above, brainMedian, insideBrain, smoothed } from './smooth';
import type { FlairIndex, FlairInfo, Method } from './types';

/** What the scores without a network see of a slice. */
interface Seen {
  image: Picture;
  brain: Picture;
  /** The image over its brain's median. */
  x: Float32Array;
  /** Of lesion-free training slices, in the same unit: mean, median, robust deviation. */
  template: readonly Picture[];
}

/** As the model's own scaling clips. */
const CLIP = 4;

type Score = (seen: Seen) => Float32Array;

const level = (maps: readonly Picture[], k: number) => (i: number) => maps[k]?.data[i] ?? 0;

const zScore: Score = ({ image, brain }) => {
  const values = insideBrain(image, brain);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return Float32Array.from(image.data, (value) => (value - mean) / spread);
};

/** Difference to healthy slices at the same place, in their own deviations. */
const zByPosition: Score = ({ x, brain, template }) =>
  smoothed(
    x.map((value, i) => (value - level(template, 1)(i)) / level(template, 2)(i)),
    brain,
  );

/** `standard`: only for slices in the space of the template. */
const SCORES: readonly { id: string; title: string; standard: boolean; score: Score }[] = [
  { id: 'intensity', title: 'intensity over the median', standard: false, score: ({ x }) => x },
  {
    id: 'brightness',
    title: 'brightness above the median, smoothed 2 mm',
    standard: false,
    score: ({ x, brain }) =>
      smoothed(
        above(x, () => 1),
        brain,
      ),
  },
  { id: 'z-score', title: 'z-score within the slice', standard: false, score: zScore },
  {
    id: 'healthy-mean',
    title: 'difference to the healthy mean, smoothed 2 mm',
    standard: true,
    score: ({ x, brain, template }) => smoothed(above(x, level(template, 0)), brain),
  },
  { id: 'healthy-z', title: 'z-score by position, smoothed 2 mm', standard: true, score: zByPosition },
];

export const BRIGHTNESS_METHODS: readonly Method[] = SCORES.map(({ id, title }) => ({
  id,
  title,
  kind: 'brightness',
  evaluations: 0,
  gflop: 0,
}));

export function readTemplate(work: string, { template }: FlairIndex): Picture[] {
  return pictures(readFileSync(path.join(work, 'template.f32')), [template, template, template]);
}

/** Scores of one slice, by method. */
export function brightnessScores(info: FlairInfo, image: Picture, brain: Picture, template: readonly Picture[]): Map<string, Float32Array> {
  const median = brainMedian(image, brain);
  const x = Float32Array.from(image.data, (value, i) => (brain.data[i] ? Math.min(value / median, CLIP) : 0));
  return new Map(
    SCORES.filter(({ standard }) => info.standard || !standard).map(({ id, score }) => [id, score({ image, brain, x, template })]),
  );
}
