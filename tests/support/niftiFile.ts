/** What a test says about a NIfTI-1 file; the rest is a plain 1 mm grid. */
export interface NiftiFile {
  /** dim[1..]; i fastest. */
  size: number[];
  datatype?: number;
  littleEndian?: boolean;
  values: readonly number[];
  slope?: number;
  intercept?: number;
  pixdim?: number[];
  sform?: number[];
  /** quatern b, c, d and offsets; sets qform_code. */
  qform?: number[];
  qfac?: number;
  xyztUnits?: number;
  /** Free text that must not come out again. */
  description?: string;
}

type Put = (view: DataView, offset: number, value: number, little: boolean) => void;

/** Bytes and writer of each data type code, written down apart from the reader's table. */
export const WRITERS: Readonly<Record<number, readonly [bytes: number, put: Put]>> = {
  2: [1, (view, at, v) => view.setUint8(at, v)],
  4: [2, (view, at, v, little) => view.setInt16(at, v, little)],
  8: [4, (view, at, v, little) => view.setInt32(at, v, little)],
  16: [4, (view, at, v, little) => view.setFloat32(at, v, little)],
  64: [8, (view, at, v, little) => view.setFloat64(at, v, little)],
  256: [1, (view, at, v) => view.setInt8(at, v)],
  512: [2, (view, at, v, little) => view.setUint16(at, v, little)],
  768: [4, (view, at, v, little) => view.setUint32(at, v, little)],
  1024: [8, (view, at, v, little) => view.setBigInt64(at, BigInt(v), little)],
  1280: [8, (view, at, v, little) => view.setBigUint64(at, BigInt(v), little)],
};

/** A single-file NIfTI-1 image, byte by byte after `nifti1.h`. */
export function niftiFile(file: NiftiFile): Uint8Array {
  const { size, datatype = 16, littleEndian: little = true, values, slope = 0, intercept = 0, pixdim = [1, 1, 1], qfac = 1 } = file;
  const [bytes, put] = WRITERS[datatype] ?? [1, WRITERS[2]![1]];
  const out = new Uint8Array(352 + values.length * bytes);
  const view = new DataView(out.buffer);
  const floats = (at: number, list: readonly number[]) => list.forEach((v, k) => view.setFloat32(at + 4 * k, v, little));
  view.setInt32(0, 348, little);
  [size.length, ...size].forEach((v, k) => view.setInt16(40 + 2 * k, v, little));
  view.setInt16(70, datatype, little);
  view.setInt16(72, 8 * bytes, little);
  floats(76, [qfac, ...pixdim]);
  floats(108, [352, slope, intercept]);
  view.setUint8(123, file.xyztUnits ?? 2);
  out.set(new TextEncoder().encode(file.description ?? ''), 148);
  view.setInt16(252, file.qform ? 1 : 0, little);
  view.setInt16(254, file.sform ? 2 : 0, little);
  floats(256, file.qform ?? []);
  floats(280, file.sform ?? []);
  out.set(new TextEncoder().encode('n+1'), 344);
  values.forEach((value, n) => put(view, 352 + n * bytes, value, little));
  return out;
}

/** sform rows of a grid of `spacing` mm whose first voxel lies at `origin`. */
export const grid = ([x = 1, y = 1, z = 1]: readonly number[], [a, b, c] = [0, 0, 0]): number[] => [x, 0, 0, a, 0, y, 0, b, 0, 0, z, c];
