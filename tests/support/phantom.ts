import { gaussianBlur } from '../../src/volume/brainMask/filters';
import { randomNumbers } from './pictures';

export const SIZE = 192;

const drawn = new Map<string, Float32Array>();

/** Normal numbers, SIZE × SIZE, sd 1; blurred by `texture` pixels before they are scaled to it. Drawn once per seed. */
export function normals(seed: number, texture = 0): Float32Array {
  const known = drawn.get(`${seed} ${texture}`);
  if (known) return known;
  const random = randomNumbers(seed);
  const white = Float32Array.from({ length: SIZE * SIZE }, () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
  const soft = texture > 0 ? gaussianBlur(white, SIZE, SIZE, { y: texture, x: texture }) : white;
  const sd = Math.sqrt(soft.reduce((sum, value) => sum + value * value, 0) / soft.length);
  const scaled = soft.map((value) => value / sd);
  drawn.set(`${seed} ${texture}`, scaled);
  return scaled;
}

/**
 * A head without noise, values 0 to 1000, edges about a pixel wide: a bright scalp, dark bone, grey matter folded around white matter, dark
 * ventricles. `turn` moves the folds, so slices differ.
 */
export function phantomHead(turn = 0): Float32Array {
  const middle = SIZE / 2;
  const sharp = Float32Array.from({ length: SIZE * SIZE }, (_, i) => {
    const [y, x] = [(Math.floor(i / SIZE) - middle) / (0.46 * SIZE), ((i % SIZE) - middle) / (0.38 * SIZE)];
    const [radius, angle] = [Math.hypot(y, x), Math.atan2(y, x) + turn];
    if (radius > 1) return 0;
    if (radius > 0.93) return 900;
    if (radius > 0.87) return 120;
    if (Math.hypot(y / 0.35, (Math.abs(x) - 0.16) / 0.1) < 1) return 250;
    const fold = 0.66 + 0.1 * Math.cos(14 * angle) + 0.03 * Math.cos(31 * angle + 1);
    return radius > fold ? 520 : 720;
  });
  return gaussianBlur(sharp, SIZE, SIZE, { y: 0.7, x: 0.7 });
}

/** a + factor · b, pixel by pixel. */
export const plus = (a: Float32Array, b: Float32Array, factor = 1): Float32Array => a.map((value, i) => value + factor * (b[i] ?? 0));
