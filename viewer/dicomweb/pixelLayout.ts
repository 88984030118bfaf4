import { UnreadableFile } from './header';
import type { Instance } from './partTen';

/** How many frames a header announces, and how large one is where it lies uncompressed. */
export interface PixelLayout {
  readonly frames: number;
  readonly frameBits: number;
  /** Of one sample; 1 where frames may begin within a byte. */
  readonly bits: number;
}

/** Bits Allocated is 1 or a multiple of 8 (PS3.5 section 8.1.1); no image has more than these. */
const BITS = new Set([1, 8, 16, 24, 32, 40, 48, 56, 64]);

/** Whether the header speaks of frames at all. Where it does not, pixels are bytes among others, of which no frames can be asked for. */
export const hasLayout = ({ metadata }: Instance): boolean =>
  ['00280010', '00280011', '00280100'].every((tag) => metadata[tag]?.Value !== undefined);

/** @throws UnreadableFile where the header's numbers make no image */
export function layoutOf({ metadata }: Instance): PixelLayout {
  const whole = (tag: string, name: string, most: number, otherwise?: number): number => {
    const value = metadata[tag]?.Value?.[0] ?? otherwise;
    if (value === undefined) throw new UnreadableFile(`pixel data without ${name}`);
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > most) {
      throw new UnreadableFile(`${name} is ${typeof value === 'number' ? value : 'no number'}, where 1 to ${most} can be`);
    }
    return value;
  };
  const frames = whole('00280008', 'Number of Frames', 2 ** 31 - 1, 1);
  const [rows, columns] = [whole('00280010', 'Rows', 65535), whole('00280011', 'Columns', 65535)];
  const samples = whole('00280002', 'Samples per Pixel', 4, 1);
  const bits = whole('00280100', 'Bits Allocated', 64);
  if (!BITS.has(bits)) throw new UnreadableFile(`Bits Allocated is ${bits}, where 1 and multiples of 8 can be`);
  // Two chrominance values per two pixels: PS3.3 section C.7.6.3.1.2
  const subsampled = metadata['00280004']?.Value?.[0] === 'YBR_FULL_422';
  const frameBits = rows * columns * samples * bits;
  return { frames, bits, frameBits: subsampled ? (frameBits * 2) / 3 : frameBits };
}
