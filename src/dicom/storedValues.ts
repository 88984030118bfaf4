import { DiffusionError } from '../core/errors';
import type { Codestream } from './codestream';
import type { PixelFormat } from './pixelFormat';

/** Stored numbers of an image, row-major. */
export type Stored = Int32Array | Int16Array | Uint16Array;

type Field = Pick<PixelFormat, 'rows' | 'columns' | 'bitsAllocated' | 'bitsStored' | 'highBit' | 'signed'>;

const storage = ({ rows, columns, bitsAllocated, signed }: Field): Stored =>
  bitsAllocated === 32 ? new Int32Array(rows * columns) : signed ? new Int16Array(rows * columns) : new Uint16Array(rows * columns);

/** What Bits Stored and High Bit cut out of a word, with its sign. */
export function field(word: number, { bitsStored, highBit, signed }: Field): number {
  const left = 31 - highBit;
  return signed ? (word << left) >> (32 - bitsStored) : (word << left) >>> (32 - bitsStored);
}

/**
 * Stored numbers of words as they lie in a file.
 *
 * @throws DiffusionError DICOM_DAMAGED for too few, DICOM_UNSUPPORTED for numbers above 2³¹
 */
export function fieldOf(bytes: Uint8Array, size: 1 | 2 | 4, bigEndian: boolean, format: Field): Stored {
  const stored = storage(format);
  if (bytes.length < stored.length * size)
    throw new DiffusionError('DICOM_DAMAGED', { measured: `${bytes.length} bytes of pixels`, allowed: `${stored.length * size}` });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let n = 0; n < stored.length; n++) {
    const word = size === 1 ? view.getUint8(n) : size === 2 ? view.getUint16(2 * n, !bigEndian) : view.getUint32(4 * n, !bigEndian);
    const value = field(word, format);
    if (value > 0x7fffffff)
      throw new DiffusionError('DICOM_UNSUPPORTED', { measured: `a stored value of ${value}`, allowed: 'up to 2147483647' });
    stored[n] = value;
  }
  return stored;
}

/**
 * Stored numbers of the samples that a decoder gives. Where the codestream says no sign, or another than the header, its samples are read as the
 * header's, for JPEG 2000 and JPEG-LS in the codestream's own precision: that is how such encoders wrote them, and how pydicom reads them.
 *
 * @param bytes unsigned, of one byte up to 8 bits of precision, else of two, little-endian
 * @throws DiffusionError DICOM_DAMAGED for another number of samples, and for a value that the header has no bits for
 */
export function samplesOf(bytes: Uint8Array, stream: Pick<Codestream, 'kind' | 'precision' | 'signed'>, format: Field): Stored {
  const { bitsStored, signed } = format;
  const { precision } = stream;
  const stored = storage(format);
  const size = precision > 8 || bytes.length === 2 * stored.length ? 2 : 1;
  if (bytes.length !== stored.length * size)
    throw new DiffusionError('DICOM_DAMAGED', { measured: `${bytes.length / size} decoded pixels`, allowed: `${stored.length}` });
  if (format.highBit !== bitsStored - 1)
    throw new DiffusionError('DICOM_UNSUPPORTED', {
      measured: `compressed pixels with High Bit ${format.highBit}`,
      allowed: `${bitsStored - 1}`,
    });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // JPEG and JPEG lossless hold words: above the stored bits there may be copies of the sign.
  const words = stream.kind === 'JPEG' || stream.kind === 'JPEG lossless';
  const own = words ? format : { ...format, bitsStored: precision, highBit: precision - 1 };
  const lowest = stream.signed ? 2 ** (precision - 1) : 0;
  const [least, most] = signed ? [-(2 ** (bitsStored - 1)), 2 ** (bitsStored - 1) - 1] : [0, 2 ** bitsStored - 1];
  const filled = signed && precision > bitsStored ? 2 ** (precision - bitsStored) - 1 : 0;
  for (let n = 0; n < stored.length; n++) {
    const sample = size === 1 ? view.getUint8(n) : view.getUint16(2 * n, true);
    const value = field(sample - lowest, own);
    const above = sample >>> bitsStored;
    if (words ? above !== 0 && above !== filled : value < least || value > most) {
      const measured = `a stored value of ${words ? sample : value}`;
      throw new DiffusionError('DICOM_DAMAGED', { measured, allowed: `${least} to ${most}, by the header` });
    }
    stored[n] = value;
  }
  return stored;
}
