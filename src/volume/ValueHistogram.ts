import { DiffusionError } from '../core/errors';
import type { ValueRange } from './Volume';

/** Values that begin with the same bits, rising. */
export interface ValueBin {
  count: number;
  least: number;
  most: number;
}

/** Sign, exponent and the first 7 bits of the mantissa of a float32: neighbouring bins are 0.4 to 0.8 % apart, wherever the values lie. */
const KEYS = 1 << 16;
const NEGATIVE = KEYS >> 1;

/** Counts the values of a series in one look, whatever their range. 0.8 MB. */
export class ValueHistogram {
  private readonly counts = new Float64Array(KEYS);
  private readonly lowest = new Float32Array(KEYS).fill(Infinity);
  private readonly highest = new Float32Array(KEYS).fill(-Infinity);

  /**
   * @param index of the slice, for the message
   * @param left values inside these are left out
   * @throws DiffusionError BAD_PIXELS for values that are not finite
   */
  add(slice: Float32Array, index: number, left: readonly ValueRange[] = []): void {
    const bits = new Uint32Array(slice.buffer, slice.byteOffset, slice.length);
    const { counts, lowest, highest } = this;
    for (let i = 0; i < slice.length; i++) {
      const value = slice[i]!;
      if (!Number.isFinite(value)) throw new DiffusionError('BAD_PIXELS', { measured: `${value}`, slices: [index] });
      if (left.length > 0 && left.some(([low, high]) => value >= low && value <= high)) continue;
      // The zero below zero is zero.
      const key = value === 0 ? 0 : bits[i]! >>> 16;
      counts[key]! += 1;
      if (value < lowest[key]!) lowest[key] = value;
      if (value > highest[key]!) highest[key] = value;
    }
  }

  /** Those that hold something, rising in value. */
  bins(): ValueBin[] {
    const found: ValueBin[] = [];
    const look = (key: number) => {
      const count = this.counts[key]!;
      if (count > 0) found.push({ count, least: this.lowest[key]!, most: this.highest[key]! });
    };
    for (let key = KEYS - 1; key >= NEGATIVE; key--) look(key);
    for (let key = 0; key < NEGATIVE; key++) look(key);
    return found;
  }
}

export const countIn = (bins: readonly ValueBin[]): number => bins.reduce((sum, { count }) => sum + count, 0);

/** The value below which a share of the values lies, to the width of a bin; NaN of none. */
export function shareBelow(bins: readonly ValueBin[], share: number): number {
  let left = share * countIn(bins);
  return bins.find(({ count }) => (left -= count) <= 0)?.most ?? NaN;
}
