import { DiffusionError } from '../../src/core/errors';
import { isNative } from '../../src/dicom/encoding';
import type { PixelFormat } from '../../src/dicom/pixelFormat';
import { type PixelDecoders, storedFrame } from '../../src/dicom/pixels';
import { field } from '../../src/dicom/storedValues';

/** How the header says that the numbers of a slice are stored, and what makes modality units of them. */
export interface SliceFormat extends PixelFormat {
  /** Standardised uptake value of a unit of PET, where the viewer scales to it. */
  suvbw?: number | undefined;
}

/** One frame as the archive holds it. */
export interface RawFrame {
  bytes: Uint8Array;
  transferSyntax: string;
}

/** A slice as its own file has it. */
export interface FileSlice {
  stored: ArrayLike<number>;
  format: SliceFormat;
}

/** Where the bytes of frames come from, and who decodes them. */
export interface FrameSource {
  decoders: PixelDecoders;
  /** Whether the bytes can be had without the viewer's image. */
  inArchive(imageId: string): boolean;
  /** Whether the frame can be had, and needs to be, without the viewer's image. */
  withoutImage(imageId: string): boolean;
  /** @returns undefined where the viewer hands no bytes over */
  frame(imageId: string): Promise<RawFrame | undefined>;
  /** A slice of a file that the viewer has as a whole; undefined for those of an archive. @throws DiffusionError */
  fromFile?(imageId: string): Promise<FileSlice | undefined>;
}

/** Whether the viewer's image loader cannot be relied on: it knows no High Bit, and fills in what a cut codestream lacks. */
export const needsBytes = (transferSyntax: string | undefined, { bitsStored, highBit }: PixelFormat): boolean =>
  highBit !== bitsStored - 1 || (transferSyntax !== undefined && !isNative(transferSyntax));

function toModality(stored: ArrayLike<number>, { slope, intercept, suvbw = 1 }: SliceFormat): Float32Array<ArrayBuffer> {
  return Float32Array.from(stored, (value) => suvbw * (slope * value + intercept));
}

/** Modality units of a slice as its own file has it. */
export const fromStored = ({ stored, format }: FileSlice): Float32Array<ArrayBuffer> => toModality(stored, format);

/** Modality units of stored words that the viewer has loaded: bits outside the stored field are cut off, as the command line does. */
export function fromWords(words: ArrayLike<number>, format: SliceFormat): Float32Array<ArrayBuffer> {
  return toModality(format.bitsAllocated === 32 ? words : Float32Array.from(words, (word) => field(word, format)), format);
}

/** The viewer hands no bytes over: what it has decoded may be right or not. */
const unchecked = ({ bitsStored, highBit }: SliceFormat) =>
  highBit === bitsStored - 1
    ? new DiffusionError('DICOM_UNSUPPORTED', { measured: 'compressed pixels that cannot be checked', allowed: 'uncompressed images' })
    : new DiffusionError('DICOM_UNSUPPORTED', {
        measured: `${bitsStored} bits stored up to bit ${highBit}`,
        allowed: `up to bit ${bitsStored - 1}`,
      });

/**
 * Modality units of a frame from its own bytes, by the very code of the command line.
 *
 * @throws DiffusionError DICOM_DAMAGED, DICOM_UNSUPPORTED, COLOUR_IMAGE
 */
export async function fromBytes(imageId: string, format: SliceFormat, frames: FrameSource): Promise<Float32Array<ArrayBuffer>> {
  const raw = await frames.frame(imageId);
  if (!raw) throw unchecked(format);
  return toModality(await storedFrame(raw.bytes, raw.transferSyntax, format, frames.decoders), format);
}
