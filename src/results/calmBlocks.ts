import { at as sliceAt } from '../core/at';
import { gradient, smoothInside, type Scale } from './inside';

/** Pixels: 64 values tell a spread to 9 %, and at a millimetre a block still fits into white matter. */
const SIDE = 8;
/** The share of the blocks inside that counts as homogeneous, and the fewest that will do. */
const CALM = 0.1;
const FEWEST = 8;

/** A homogeneous square of SIDE × SIDE pixels: its slice and first pixel. */
export interface Block {
  slice: number;
  at: number;
}

/** Mean and variance of the values of a block about their best plane, so that a slow change of brightness does not count as noise. */
export function blockMoments(slices: readonly Float32Array[], columns: number, { slice, at }: Block): { mean: number; variance: number } {
  const pixels = sliceAt(slices, slice);
  let [sum, squares, down, across] = [0, 0, 0, 0];
  for (let r = 0; r < SIDE; r++) {
    for (let c = 0; c < SIDE; c++) {
      const value = pixels[at + r * columns + c]!;
      sum += value;
      squares += value * value;
      down += value * (r - (SIDE - 1) / 2);
      across += value * (c - (SIDE - 1) / 2);
    }
  }
  const count = SIDE ** 2;
  const lever = (count * (count - 1)) / 12;
  const rest = squares - (sum * sum) / count - (down * down + across * across) / lever;
  return { mean: sum / count, variance: Math.max(0, rest) / (count - 3) };
}

/**
 * The calmest blocks of a series. They are chosen by the gradient of the blurred source: by its own spread, the choice would prefer blocks
 * whose noise happens to be low and flatter the source; by the result's, the result.
 *
 * @returns none where fewer than 8 blocks would be left
 */
export function calmBlocks(slices: readonly Float32Array[], rows: number, columns: number, scale: Scale): Block[] {
  const found: (Block & { edges: number })[] = [];
  slices.forEach((pixels, slice) => {
    const { smooth, inside } = smoothInside(pixels, rows, columns, scale);
    const steep = gradient(smooth, rows, columns);
    for (let row = 0; row + SIDE <= rows; row += SIDE) {
      for (let column = 0; column + SIDE <= columns; column += SIDE) {
        const at = row * columns + column;
        let [edges, within] = [0, 0];
        for (let n = 0; n < SIDE ** 2; n++) {
          const i = at + Math.floor(n / SIDE) * columns + (n % SIDE);
          edges += steep[i] ?? 0;
          within += inside[i] ?? 0;
        }
        if (within === SIDE ** 2) found.push({ slice, at, edges });
      }
    }
  });
  const calm = found.sort((a, b) => a.edges - b.edges).slice(0, Math.max(FEWEST, Math.round(CALM * found.length)));
  return calm.length < FEWEST ? [] : calm.map(({ slice, at }) => ({ slice, at }));
}

/** Otsu's threshold (IEEE Trans SMC 9:62, 1979) between two groups of numbers: values below it are the lower group. */
export function splitInTwo(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const total = sorted.reduce((a, b) => a + b, 0);
  let [best, threshold, sum] = [-Infinity, NaN, 0];
  for (let n = 1; n < sorted.length; n++) {
    sum += sorted[n - 1] ?? 0;
    const rest = sorted.length - n;
    const between = n * rest * (sum / n - (total - sum) / rest) ** 2;
    if (between > best) [best, threshold] = [between, sorted[n] ?? NaN];
  }
  return threshold;
}
