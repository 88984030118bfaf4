import { DiffusionError } from '../core/errors';
import type { NiftiHeader } from './header';

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

/** Stored voxels of one volume as real numbers, plane by plane in the order of the file. */
export class Voxels {
  /** Of one plane: all voxels of one k. */
  readonly planeBytes: number;
  private readonly get: (view: DataView, offset: number, little: boolean) => number;
  private readonly bytes: number;
  private bad = 0;
  private first: string | undefined;

  /** @throws DiffusionError NIFTI_UNSUPPORTED */
  constructor(private readonly header: NiftiHeader) {
    const type = TYPES[header.datatype];
    if (!type) {
      const measured = `data type ${NOT_REAL[header.datatype] ?? header.datatype}`;
      throw new DiffusionError('NIFTI_UNSUPPORTED', { measured, allowed: 'integers of 8 to 64 bits, float32, float64' });
    }
    [this.bytes, this.get] = type;
    this.planeBytes = header.size[0] * header.size[1] * this.bytes;
  }

  /** Byte behind the last voxel, in the file that holds them. */
  get end(): number {
    return this.header.voxOffset + this.header.size[2] * this.planeBytes;
  }

  /** @param stored the bytes of plane k @returns its values, scaled by slope and intercept, i fastest */
  plane(stored: Uint8Array, k: number): Float32Array {
    const { slope, intercept, littleEndian, size } = this.header;
    const { get, bytes } = this;
    const view = new DataView(stored.buffer, stored.byteOffset, stored.byteLength);
    const values = new Float32Array(size[0] * size[1]);
    for (let n = 0; n < values.length; n++) {
      const value = slope * get(view, n * bytes, littleEndian) + intercept;
      values[n] = value;
      if (!(Math.abs(value) < FLOAT32_MOST)) {
        this.bad++;
        this.first ??= `${values[n]} at voxel (${n % size[0]}, ${Math.floor(n / size[0])}, ${k})`;
      }
    }
    return values;
  }

  /** @throws DiffusionError BAD_PIXELS where one of the planes held what is no number */
  checkNumbers(): void {
    if (this.bad === 0) return;
    throw new DiffusionError('BAD_PIXELS', { measured: `${this.first}, ${this.bad} such voxels in all`, allowed: 'finite values' });
  }
}
