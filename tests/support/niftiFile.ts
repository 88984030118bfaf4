/** What a test says about a NIfTI file; the rest is a plain 1 mm grid. */
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
  version?: 1 | 2;
  /** The header alone, of voxels in a file beside it. */
  pair?: boolean;
  /** Else right behind the header. */
  voxOffset?: number;
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

/** Where the fields of each header lie, written down apart from the reader's table. */
const FIELDS = {
  1: {
    ...{ bytes: 348, dim: 40, datatype: 70, pixdim: 76, offset: 108, slope: 112, units: 123, text: 148 },
    ...{ qform: 252, quatern: 256, srow: 280, magic: 344 },
  },
  2: {
    ...{ bytes: 540, dim: 16, datatype: 12, pixdim: 104, offset: 168, slope: 176, units: 500, text: 240 },
    ...{ qform: 344, quatern: 352, srow: 400, magic: 4 },
  },
} as const;

/** A NIfTI image, byte by byte after `nifti1.h` and `nifti2.h`. */
export function niftiFile(file: NiftiFile): Uint8Array {
  const {
    size,
    datatype = 16,
    littleEndian: little = true,
    values,
    slope = 0,
    intercept = 0,
    pixdim = [1, 1, 1],
    qfac = 1,
    version = 1,
  } = file;
  const at = FIELDS[version];
  const [bytes, put] = WRITERS[datatype] ?? [1, WRITERS[2]![1]];
  const first = file.pair ? 0 : at.bytes + 4;
  const out = new Uint8Array(at.bytes + 4 + (file.pair ? 0 : values.length * bytes));
  const view = new DataView(out.buffer);
  const reals = (offset: number, list: readonly number[]) =>
    list.forEach((v, k) => (version === 1 ? view.setFloat32(offset + 4 * k, v, little) : view.setFloat64(offset + 8 * k, v, little)));
  const code = (offset: number, v: number) => (version === 1 ? view.setInt16(offset, v, little) : view.setInt32(offset, v, little));
  view.setInt32(0, at.bytes, little);
  [size.length, ...size].forEach((v, k) =>
    version === 1 ? view.setInt16(at.dim + 2 * k, v, little) : view.setBigInt64(at.dim + 8 * k, BigInt(v), little),
  );
  view.setInt16(at.datatype, datatype, little);
  view.setInt16(at.datatype + 2, 8 * bytes, little);
  reals(at.pixdim, [qfac, ...pixdim]);
  const offset = file.voxOffset ?? first;
  if (version === 1) view.setFloat32(at.offset, offset, little);
  else view.setBigInt64(at.offset, BigInt(offset), little);
  reals(at.slope, [slope, intercept]);
  if (version === 1) view.setUint8(at.units, file.xyztUnits ?? 2);
  else code(at.units, file.xyztUnits ?? 2);
  out.set(new TextEncoder().encode(file.description ?? ''), at.text);
  code(at.qform, file.qform ? 1 : 0);
  code(at.qform + (version === 1 ? 2 : 4), file.sform ? 2 : 0);
  reals(at.quatern, file.qform ?? []);
  reals(at.srow, file.sform ?? []);
  out.set(new TextEncoder().encode(`n${file.pair ? 'i' : '+'}${version}`), at.magic);
  if (!file.pair) values.forEach((value, n) => put(view, first + n * bytes, value, little));
  return out;
}

/** sform rows of a grid of `spacing` mm whose first voxel lies at `origin`. */
export const grid = ([x = 1, y = 1, z = 1]: readonly number[], [a, b, c] = [0, 0, 0]): number[] => [x, 0, 0, a, 0, y, 0, b, 0, 0, z, c];
