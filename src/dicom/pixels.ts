import { DiffusionError } from '../core/errors';
import type { Dataset } from './dataset';
import type { PixelFormat } from './pixelFormat';

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
