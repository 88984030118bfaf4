import type { Steps } from '../core/steps';
import type { KindRow } from '../results/kinds';
import type { Slices } from '../results/slices';
import { decimalString } from './decimalString';
import { storedPadding } from './padding';
import type { PixelFormat } from './pixelFormat';
import type { SourceImage } from './sourceImage';

/** How the values of one derived image are stored, in 16 bits: value = slope · stored + intercept. */
export interface Storage {
  slope: number;
  intercept: number;
  signed: boolean;
  bitsStored: number;
  /** The source's rescale, or its absence, stands unchanged. */
  asSource: boolean;
}

/** With fewer steps than this between the darkest and the brightest value, rounding would undo what denoising gained. */
const FEWEST_STEPS = 256;
const fieldRange = (bits: number, signed: boolean): [number, number] =>
  signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];

/** Lowest and highest value. */
export function extent(values: Float32Array | Int16Array | Uint16Array): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (let n = 0; n < values.length; n++) {
    const value = values[n]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/**
 * The storage of each image of a derived series: the source's own scale where the values fit and it is fine enough (or most of them are the
 * source's own), with more bits where it needs them; else one scale for the whole series that spends all 16 bits on its range.
 */
export function* chooseStorage(
  slices: Slices,
  formats: readonly PixelFormat[],
  { sameQuantity, regionOnly }: Pick<KindRow, 'sameQuantity' | 'regionOnly'>,
): Steps<Storage[]> {
  let [least, greatest, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  let count = 0;
  for (const slice of slices) {
    const { slope, intercept } = formats[count++] ?? { slope: 1, intercept: 0 };
    const own = extent(slice);
    [least, greatest] = [Math.min(least, own[0]), Math.max(greatest, own[1])];
    const steps = own.map((value) => Math.round((value - intercept) / slope));
    [low, high] = [Math.min(low, ...steps), Math.max(high, ...steps)];
    yield;
  }
  const fits = (bits: number, signed: boolean) => low >= fieldRange(bits, signed)[0] && high <= fieldRange(bits, signed)[1];
  const [first] = formats;
  if (sameQuantity && first && fits(16, first.signed) && (regionOnly || high - low >= FEWEST_STEPS)) {
    const most = Math.max(...formats.map(({ bitsStored }) => bitsStored));
    const bitsStored = most <= 16 && fits(most, first.signed) ? most : 16;
    return formats.map(({ slope, intercept }) => ({ slope, intercept, signed: first.signed, bitsStored, asSource: true }));
  }
  const intercept = Number(decimalString(Math.min(0, least)));
  // A little more than the range, so that rounding the slope to a Decimal String cannot push the brightest value out.
  const slope = Number(decimalString(((greatest - intercept) * (1 + 1e-9)) / 65535 || 1));
  return Array.from({ length: slices.length }, () => ({ slope, intercept, signed: false, bitsStored: 16, asSource: false }));
}

/** Stored values, rounded and held inside the field. */
export function quantise(
  values: Float32Array,
  { slope, intercept, signed, bitsStored }: Storage,
): Int16Array<ArrayBuffer> | Uint16Array<ArrayBuffer> {
  const [low, high] = fieldRange(bitsStored, signed);
  const stored = signed ? new Int16Array(values.length) : new Uint16Array(values.length);
  for (let n = 0; n < values.length; n++) {
    const step = Math.round((values[n]! - intercept) / slope);
    stored[n] = step < low ? low : step > high ? high : step;
  }
  return stored;
}

/** Pixels that hold no image keep their stored value; known from the stored values of the source, or from those in modality units. */
export function keepPadding(stored: Int16Array | Uint16Array, image: SourceImage): void {
  const { slope, intercept } = image.format;
  const ranges = storedPadding(image.format);
  if (ranges.length === 0) return;
  const own = image.stored;
  const values = own ?? image.values;
  values?.forEach((value, n) => {
    const held = own ? value : Math.round((value - intercept) / slope);
    if (ranges.some(([low, high]) => held >= low && held <= high)) stored[n] = held;
  });
}
