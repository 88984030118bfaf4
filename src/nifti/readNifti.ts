import { DiffusionError } from '../core/errors';
import { readHeader, type NiftiHeader } from './header';

export interface NiftiImage {
  header: NiftiHeader;
  /** In file order (i fastest), scaled by slope and intercept. */
  values: Float32Array;
  lowest: number;
}

/** Numeric types by the code of `nifti1.h`: bytes, and how one is read. 64-bit integers lose what float32 cannot hold. */
const TYPES: Readonly<Record<number, readonly [bytes: number, get: (view: DataView, offset: number, little: boolean) => number]>> = {
  2: [1, (view, offset) => view.getUint8(offset)],
  4: [2, (view, offset, little) => view.getInt16(offset, little)],
  8: [4, (view, offset, little) => view.getInt32(offset, little)],
  16: [4, (view, offset, little) => view.getFloat32(offset, little)],
  64: [8, (view, offset, little) => view.getFloat64(offset, little)],
  256: [1, (view, offset) => view.getInt8(offset)],
  512: [2, (view, offset, little) => view.getUint16(offset, little)],
  768: [4, (view, offset, little) => view.getUint32(offset, little)],
  1024: [8, (view, offset, little) => Number(view.getBigInt64(offset, little))],
  1280: [8, (view, offset, little) => Number(view.getBigUint64(offset, little))],
};

/** A float64 above it would become infinite here. */
const FLOAT32_MOST = 2 ** 128;

const NOT_REAL: Readonly<Record<number, string>> = {
  1: 'bits',
  32: 'complex64',
  128: 'RGB colour',
  1536: 'float128',
  1792: 'complex128',
  2048: 'complex256',
  2304: 'RGBA colour',
};

/**
 * Reads one volume of real numbers from an uncompressed single-file NIfTI-1 image.
 *
 * @throws DiffusionError NIFTI_DAMAGED, NIFTI_UNSUPPORTED, NOT_ONE_VOLUME, SINGULAR_AFFINE, BAD_PIXELS
 */
export function readNifti(file: Uint8Array): NiftiImage {
  const header = readHeader(file);
  const type = TYPES[header.datatype];
  if (!type) {
    const measured = `data type ${NOT_REAL[header.datatype] ?? header.datatype}`;
    throw new DiffusionError('NIFTI_UNSUPPORTED', { measured, allowed: 'integers of 8 to 64 bits, float32, float64' });
  }
  const [bytes, get] = type;
  const count = header.size.reduce((product, length) => product * length, 1);
  const { voxOffset, slope, intercept, littleEndian } = header;
  const end = voxOffset + count * bytes;
  if (!(voxOffset >= 0) || !(end <= file.length)) {
    throw new DiffusionError('NIFTI_DAMAGED', { measured: `${file.length} bytes`, allowed: `at least ${end}` });
  }
  const view = new DataView(file.buffer, file.byteOffset + voxOffset, count * bytes);
  const values = new Float32Array(count);
  let [lowest, finite] = [Infinity, true];
  for (let n = 0; n < count; n++) {
    const value = slope * get(view, n * bytes, littleEndian) + intercept;
    values[n] = value;
    if (value < lowest) lowest = value;
    if (!(Math.abs(value) < FLOAT32_MOST)) finite = false;
  }
  if (!finite) refuseValues(values, header.size);
  return { header, values, lowest };
}

function refuseValues(values: Float32Array, [ni, nj]: NiftiHeader['size']): never {
  const first = values.findIndex((value) => !Number.isFinite(value));
  const bad = values.reduce((count, value) => count + (Number.isFinite(value) ? 0 : 1), 0);
  const at = [first % ni, Math.floor(first / ni) % nj, Math.floor(first / (ni * nj))].join(', ');
  throw new DiffusionError('BAD_PIXELS', {
    measured: `${values[first]} at voxel (${at}), ${bad} such voxels in all`,
    allowed: 'finite values',
  });
}
