import { gaussianBlur } from '../volume/brainMask/filters';
import { gradient, smoothInside, type Scale } from './inside';

/** What of a removal knows the picture, of one slice. `difference.ts` says what noise gives and what is too much. */
export interface Structure {
  /** Correlation of |removed|, blurred, with the edges of the result: a blur, or edges made softer. */
  edges: number;
  /** Share of the removed energy that survives the blur: a change of brightness or shading. White noise leaves 0.02. */
  coarse: number;
  /** Largest blurred removal, in standard deviations of the noise removed around it: a lesion that is gone. */
  peak: number;
}

/** Pixels: averages noise away, and keeps what is as large as a small lesion. */
const BLUR = { y: 2, x: 2 };
/** Pixels left out at the border of the head or body, where the noise of air begins. */
const RIM = 3;
/** Magnitude pictures: where the signal is this many standard deviations, noise is symmetric; below, a denoiser rightly removes its mean. */
const SYMMETRIC = 3;
/** Pixels of the squares in which the level of the removed noise is read: it changes along the body. Fewer pixels than FEWEST do not tell it. */
const TILE = 24;
const FEWEST = TILE ** 2 / 4;
/** A slice with fewer pixels to judge is not judged. */
const LEAST = 1000;
const MAD = 0.6744897501960817;

/** Standard deviation by the median of the absolute values, which a lesion or an edge hardly moves. */
function robustSd(values: Float32Array): number {
  const sorted = values.map((value) => Math.abs(value)).sort();
  return (sorted[sorted.length >> 1] ?? NaN) / MAD;
}

const energy = (values: Float32Array) => values.reduce((sum, value) => sum + value * value, 0);

/** Indices of the pixels well inside the head or body. */
function deepInside(inside: Uint8Array, rows: number, columns: number): Uint32Array {
  const found: number[] = [];
  for (let r = RIM; r < rows - RIM; r++) {
    for (let i = r * columns + RIM; i < (r + 1) * columns - RIM; i++) {
      const all = inside[i] && inside[i - RIM] && inside[i + RIM] && inside[i - RIM * columns] && inside[i + RIM * columns];
      if (all) found.push(i);
    }
  }
  return Uint32Array.from(found);
}

/** Standard deviation of the removal around each of these pixels (in their tile), 0 elsewhere. */
function localLevel(removed: Float32Array, pixels: Uint32Array, columns: number): Float32Array {
  const across = Math.ceil(columns / TILE);
  const tiles: number[][] = [];
  for (const i of pixels) (tiles[Math.floor(Math.floor(i / columns) / TILE) * across + Math.floor((i % columns) / TILE)] ??= []).push(i);
  const level = new Float32Array(removed.length);
  const sdOf = (own: ArrayLike<number>) => robustSd(Float32Array.from(own, (i) => removed[i] ?? 0));
  const whole = sdOf(pixels);
  tiles.forEach((own) => {
    const sd = own.length < FEWEST ? whole : sdOf(own);
    for (const i of own) level[i] = sd;
  });
  return level;
}

/** Pearson's; 0 where one of both is constant. */
function correlation(a: Float32Array, b: Float32Array): number {
  const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [aa, bb, ab] = [0, 0, 0];
  for (let n = 0; n < a.length; n++) {
    const [da, db] = [(a[n] ?? 0) - ma, (b[n] ?? 0) - mb];
    aa += da * da;
    bb += db * db;
    ab += da * db;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

/** Largest |coarse| over its local level, in robust standard deviations of that ratio. Where nothing else was removed, any removal is one. */
function peakOf(coarse: Float32Array, level: Float32Array): number {
  const ratio = coarse.map((value, n) => (value === 0 ? 0 : value / (level[n] ?? 0)));
  const most = ratio.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  return most === 0 || most === Infinity ? most : most / robustSd(ratio);
}

/**
 * @param magnitude the picture is a magnitude (MR): pixels whose signal is low are not judged
 * @returns undefined where too little of the slice is head or body
 */
export function structureOf(
  source: Float32Array,
  removed: Float32Array,
  rows: number,
  columns: number,
  scale: Scale,
  magnitude: boolean,
): Structure | undefined {
  const { smooth, inside } = smoothInside(source, rows, columns, scale);
  const deep = deepInside(inside, rows, columns);
  const level = localLevel(removed, deep, columns);
  const pixels = magnitude ? deep.filter((i) => (smooth[i] ?? 0) > SYMMETRIC * (level[i] ?? 0)) : deep;
  if (pixels.length < LEAST) return undefined;
  const at = (picture: Float32Array) => Float32Array.from(pixels, (i) => picture[i] ?? 0);
  const blur = (picture: Float32Array) => gaussianBlur(picture, rows, columns, BLUR);
  const coarse = blur(removed);
  // A blur is linear: the blurred result is the difference of two pictures that are there already.
  const steep = gradient(
    smooth.map((value, i) => value - (coarse[i] ?? 0)),
    rows,
    columns,
  );
  const total = energy(at(removed));
  return {
    edges: correlation(at(blur(removed.map((value) => Math.abs(value)))), at(steep)),
    coarse: total > 0 ? energy(at(coarse)) / total : 0,
    peak: peakOf(at(coarse), at(level)),
  };
}
