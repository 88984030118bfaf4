import { quantile } from './quantile';

/** What is read of a block of head: its place in the slice, in steps of half a block, and its finest noise. */
export interface FieldBlock {
  row: number;
  column: number;
  /** Mean, in units. */
  mean: number;
  /** Standard deviation of the finest diagonal detail, in units: that of the noise, where it is white. */
  s1: number;
}

/** How the noise differs over the picture: where it is weakest and strongest, in units. */
export interface NoiseField {
  weakest: number;
  strongest: number;
}

/** Block positions along the edge of a window; the blocks of all slices in it are taken together. */
const SIZE = 3;
/** A window of fewer blocks, a picture of fewer windows and a stack of fewer slices tell nothing. */
const [FEWEST_BLOCKS, FEWEST_WINDOWS, FEWEST_SLICES] = [8, 6, 3];
/** Of a window the blocks with the least detail count: anatomy adds to it. */
const QUARTILE = 0.25;
/** Of all windows these shares are left out at either end. */
const ENDS = [0.05, 0.95] as const;

/** The spread of a magnitude is below σ where the signal is low (Rician). */
const corrected = ({ mean, s1 }: FieldBlock) => s1 / Math.sqrt(1 - 0.5 / Math.max(2, (mean / s1) ** 2 - 1));

/**
 * How the noise differs over the picture, by windows of 32 × 32 pixels. Anatomy cannot be told from noise here either, so weak noise (about
 * 3 % and less) seems to differ where the picture does.
 *
 * @param slices blocks of the head, per slice
 * @returns undefined where too little is head
 */
export function noiseField(slices: readonly (readonly FieldBlock[])[]): NoiseField | undefined {
  if (slices.length < FEWEST_SLICES) return undefined;
  const windows = new Map<string, number[]>();
  for (const block of slices.flat()) {
    const value = corrected(block);
    for (let r = Math.max(0, block.row - SIZE + 1); r <= block.row; r++) {
      for (let c = Math.max(0, block.column - SIZE + 1); c <= block.column; c++) {
        const key = `${r} ${c}`;
        const own = windows.get(key);
        if (own) own.push(value);
        else windows.set(key, [value]);
      }
    }
  }
  const levels = [...windows.values()].flatMap((own) => (own.length >= FEWEST_BLOCKS ? [quantile(own, QUARTILE)] : []));
  if (levels.length < FEWEST_WINDOWS) return undefined;
  return { weakest: quantile(levels, ENDS[0]), strongest: quantile(levels, ENDS[1]) };
}
