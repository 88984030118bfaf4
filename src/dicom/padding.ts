import type { ValueRange } from '../volume/Volume';
import { type HeaderValues, numbersIn } from './sourceHeader';

/** Stored values that hold no image: from one to the other, both included, in either order (PS3.3 C.7.5.1.1.2). */
export interface Padding {
  /** Pixel Padding Value. */
  padding: number | undefined;
  /** Pixel Padding Range Limit. */
  paddingLimit?: number;
}

/** The field in which a value is stored, and how it is read. */
interface Field {
  bitsAllocated: number;
  bitsStored: number;
  signed: boolean;
  slope: number;
  intercept: number;
}

/** A value of a field of `bits` bits, two's complement where `signed`; attributes of type US or SS come in either reading. */
export const inField = (value: number, bits: number, signed: boolean): number => {
  const whole = ((value % 2 ** bits) + 2 ** bits) % 2 ** bits;
  return signed && whole >= 2 ** (bits - 1) ? whole - 2 ** bits : whole;
};

/** As the tags have it; a value that is no whole number is none. */
export function paddingOf(header: HeaderValues, { bitsAllocated, signed }: Pick<Field, 'bitsAllocated' | 'signed'>): Padding {
  const field = (keyword: string) => {
    const [value] = numbersIn(header, keyword);
    return value !== undefined && Number.isInteger(value) ? inField(value, bitsAllocated, signed) : undefined;
  };
  const [padding, paddingLimit] = [field('PixelPaddingValue'), field('PixelPaddingRangeLimit')];
  return { padding, ...(padding !== undefined && paddingLimit !== undefined && { paddingLimit }) };
}

/**
 * The stored values as ranges. A reader that masks what it reads by Bits Stored meets a value beyond that field cut down to it, another one
 * meets the whole word.
 */
export function storedPadding({
  padding,
  paddingLimit = padding,
  bitsStored,
  signed,
}: Padding & Pick<Field, 'bitsStored' | 'signed'>): readonly ValueRange[] {
  if (padding === undefined || paddingLimit === undefined) return [];
  const range = (a: number, b: number): ValueRange => [Math.min(a, b), Math.max(a, b)];
  const [whole, cut] = [
    range(padding, paddingLimit),
    range(inField(padding, bitsStored, signed), inField(paddingLimit, bitsStored, signed)),
  ];
  // A range that the cut tears apart says nothing.
  return whole[0] === cut[0] || cut[1] - cut[0] !== whole[1] - whole[0] ? [whole] : [whole, cut];
}

/** The same in modality units, with a quarter of a step to spare for rounding. */
export function paddingRanges(format: Padding & Field): readonly ValueRange[] {
  const { slope, intercept } = format;
  const spare = Math.abs(slope) / 4;
  return storedPadding(format).map(([low, high]) => {
    const ends = [slope * low + intercept, slope * high + intercept];
    return [Math.min(...ends) - spare, Math.max(...ends) + spare];
  });
}
