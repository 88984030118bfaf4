import { DiffusionError } from '../core/errors';
import type { Dataset } from './dataset';
import type { HeaderValues } from './sourceHeader';

/** How one image stores its numbers: value = slope · stored + intercept. */
export interface PixelFormat {
  rows: number;
  columns: number;
  bitsAllocated: 8 | 16 | 32;
  bitsStored: number;
  highBit: number;
  signed: boolean;
  slope: number;
  intercept: number;
  /** Stored value of pixels that hold no image (Pixel Padding Value). */
  padding: number | undefined;
}

/** Turns a whole compressed file into the bytes of its pixels, little-endian; loaded only when needed. */
export type PixelDecoder = (file: ArrayBuffer) => Promise<Uint8Array> | Uint8Array;
/** By transfer syntax UID. */
export type PixelDecoders = Readonly<Record<string, PixelDecoder>>;

const PLAIN = new Set(['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.1.99']);
const BIG_ENDIAN = '1.2.840.10008.1.2.2';

/** Names of PS3.6 for the syntaxes that a person will meet. */
const NAMES: Readonly<Record<string, string>> = {
  '1.2.840.10008.1.2.4.50': 'JPEG baseline, lossy',
  '1.2.840.10008.1.2.4.51': 'JPEG extended, lossy',
  '1.2.840.10008.1.2.4.57': 'JPEG lossless',
  '1.2.840.10008.1.2.4.70': 'JPEG lossless, first-order prediction',
  '1.2.840.10008.1.2.4.80': 'JPEG-LS lossless',
  '1.2.840.10008.1.2.4.81': 'JPEG-LS near-lossless',
  '1.2.840.10008.1.2.4.90': 'JPEG 2000 lossless',
  '1.2.840.10008.1.2.4.91': 'JPEG 2000, lossy',
  '1.2.840.10008.1.2.4.201': 'high-throughput JPEG 2000 lossless',
  '1.2.840.10008.1.2.5': 'RLE lossless',
};

/** A value of a field of `bits` bits, two's complement where `signed`; attributes of type US or SS come in either reading. */
const inField = (value: number, bits: number, signed: boolean): number => {
  const whole = ((value % 2 ** bits) + 2 ** bits) % 2 ** bits;
  return signed && whole >= 2 ** (bits - 1) ? whole - 2 ** bits : whole;
};

const refuse = (measured: string, allowed: string): never => {
  throw new DiffusionError('DICOM_UNSUPPORTED', { measured, allowed });
};

/**
 * How an image stores its numbers, from a file or from a viewer's header.
 *
 * @throws DiffusionError DICOM_DAMAGED, DICOM_UNSUPPORTED
 */
export function pixelFormatOf(header: HeaderValues): PixelFormat {
  const number = (keyword: string): number | undefined => {
    const [first] = header.values(keyword);
    if (typeof first === 'number') return first;
    return typeof first === 'string' ? Number.parseFloat(first) : undefined;
  };
  const need = (keyword: string): number => {
    const value = number(keyword);
    if (value === undefined || !Number.isInteger(value)) throw new DiffusionError('DICOM_DAMAGED', { measured: `no ${keyword}` });
    return value;
  };
  const bitsAllocated = need('BitsAllocated');
  if (bitsAllocated !== 8 && bitsAllocated !== 16 && bitsAllocated !== 32) return refuse(`${bitsAllocated} bits per pixel`, '8, 16 or 32');
  if (header.values('PhotometricInterpretation')[0] === 'MONOCHROME1') refuse('an inverted image (MONOCHROME1)', 'MONOCHROME2');
  if (header.values('ModalityLUTSequence').length > 0) refuse('a modality lookup table', 'a linear rescale');
  const bitsStored = number('BitsStored') ?? bitsAllocated;
  const signed = number('PixelRepresentation') === 1;
  const padding = number('PixelPaddingValue');
  const slope = number('RescaleSlope') ?? 1;
  return {
    rows: need('Rows'),
    columns: need('Columns'),
    bitsAllocated,
    bitsStored,
    highBit: number('HighBit') ?? bitsStored - 1,
    signed,
    slope: slope === 0 ? 1 : slope,
    intercept: number('RescaleIntercept') ?? 0,
    padding: padding === undefined ? undefined : inField(padding, bitsAllocated, signed),
  };
}

/**
 * The same of a file that holds one image.
 *
 * @throws DiffusionError DICOM_DAMAGED, DICOM_UNSUPPORTED
 */
export function pixelFormat(dataset: Dataset): PixelFormat {
  const frames = dataset.number('NumberOfFrames') ?? 1;
  if (frames > 1) refuse(`${frames} frames in one file`, 'one image per file');
  return pixelFormatOf(dataset);
}

/** The stored numbers of one image, row-major; bits outside the stored field (old overlays) are cut off. */
export async function storedPixels(
  dataset: Dataset,
  format: PixelFormat,
  decoders: PixelDecoders,
): Promise<Int32Array | Int16Array | Uint16Array> {
  const { transferSyntax } = dataset;
  const bigEndian = transferSyntax === BIG_ENDIAN;
  let bytes: Uint8Array | undefined;
  if (PLAIN.has(transferSyntax) || bigEndian) {
    const raw = dataset.pixelData();
    bytes = raw && new Uint8Array(raw);
  } else {
    const decode = decoders[transferSyntax];
    if (!decode) {
      const measured = `transfer syntax ${transferSyntax}${NAMES[transferSyntax] ? ` (${NAMES[transferSyntax]})` : ''}`;
      throw new DiffusionError('DICOM_UNSUPPORTED', { measured, allowed: 'uncompressed or losslessly compressed images' });
    }
    try {
      bytes = await decode(dataset.file);
    } catch (cause) {
      throw new DiffusionError('DICOM_DAMAGED', { measured: `pixels in ${NAMES[transferSyntax] ?? transferSyntax}`, cause });
    }
  }
  const { rows, columns, bitsAllocated, bitsStored, highBit, signed } = format;
  const [count, size] = [rows * columns, bitsAllocated / 8];
  if (!bytes || bytes.length < count * size) {
    throw new DiffusionError('DICOM_DAMAGED', { measured: `${bytes?.length ?? 0} bytes of pixels`, allowed: `${count * size}` });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, count * size);
  const stored = bitsAllocated === 32 ? new Int32Array(count) : signed ? new Int16Array(count) : new Uint16Array(count);
  const [left, right] = [32 - 1 - highBit, 32 - bitsStored];
  for (let n = 0; n < count; n++) {
    const word = size === 1 ? view.getUint8(n) : size === 2 ? view.getUint16(2 * n, !bigEndian) : view.getUint32(4 * n, !bigEndian);
    stored[n] = signed ? (word << left) >> right : (word << left) >>> right;
  }
  return stored;
}
