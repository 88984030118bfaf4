import { DiffusionError } from '../core/errors';

/** Rows of the 3 × 4 matrix from voxel indices (i, j, k, 1) to millimetres, x to the right, y to the front, z up (NIfTI-1, `nifti1.h`). */
export type Affine = readonly (readonly [number, number, number, number])[];

/** What a single-file NIfTI-1 header says about one volume. */
export interface NiftiHeader {
  littleEndian: boolean;
  /** Voxels along i, j, k; i is the fastest in the file. */
  size: readonly [number, number, number];
  datatype: number;
  /** Byte at which the voxels begin. */
  voxOffset: number;
  /** value = slope · stored + intercept. */
  slope: number;
  intercept: number;
  affine: Affine;
  /** What says where the voxels lie; written back as it was read. */
  orientation: {
    /** pixdim[0..3]: qfac and the voxel size, mm. */
    pixdim: readonly [number, number, number, number];
    xyztUnits: number;
    qformCode: number;
    sformCode: number;
    /** quatern b, c, d and the offsets x, y, z. */
    quaternion: readonly number[];
    /** srow_x, srow_y, srow_z, one after the other. */
    srow: readonly number[];
  };
}

export const HEADER_BYTES = 348;
const SPATIAL_UNITS = { 1: 1000, 2: 1, 3: 1e-3 } as const;

/** The affine of the quaternion form, `nifti1.h` method 2. */
function quaternionAffine([b = 0, c = 0, d = 0, x = 0, y = 0, z = 0]: readonly number[], [qfac, ...size]: readonly number[]): Affine {
  const a = Math.sqrt(Math.max(0, 1 - (b * b + c * c + d * d)));
  const rotation = [
    [a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)],
    [2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)],
    [2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - c * c - b * b],
  ];
  const scale = [size[0] ?? 0, size[1] ?? 0, (size[2] ?? 0) * (qfac === -1 ? -1 : 1)];
  return rotation.map((row, i) => {
    const [p = 0, q = 0, r = 0] = row.map((value, k) => value * (scale[k] ?? 0));
    return [p, q, r, [x, y, z][i] ?? 0] as const;
  });
}

const determinant = ([[a, b, c] = [0, 0, 0, 0], [d, e, f] = [0, 0, 0, 0], [g, h, i] = [0, 0, 0, 0]]: Affine) =>
  a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);

export const columnLength = (affine: Affine, axis: number): number => Math.hypot(...affine.map((row) => row[axis] ?? 0));

/** @throws DiffusionError SINGULAR_AFFINE when the voxel axes are not three independent directions of finite length */
function checkAffine(affine: Affine): Affine {
  const lengths = [0, 1, 2].map((axis) => columnLength(affine, axis));
  const share = Math.abs(determinant(affine)) / lengths.reduce((product, length) => product * length, 1);
  if (!affine.flat().every(Number.isFinite) || !(share > 1e-4)) {
    const measured = `voxel axes of ${lengths.map((length) => length.toFixed(2)).join(', ')} mm, determinant ${determinant(affine)}`;
    throw new DiffusionError('SINGULAR_AFFINE', { measured, allowed: 'three independent axes' });
  }
  return affine;
}

/**
 * Reads the header of an uncompressed single-file NIfTI-1 image in either byte order.
 *
 * @throws DiffusionError NIFTI_DAMAGED, NIFTI_UNSUPPORTED, NOT_ONE_VOLUME, SINGULAR_AFFINE
 */
export function readHeader(file: Uint8Array): NiftiHeader {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < HEADER_BYTES + 4) throw new DiffusionError('NIFTI_DAMAGED', { measured: `${file.length} bytes` });
  const littleEndian = view.getInt32(0, true) === HEADER_BYTES;
  if (!littleEndian && view.getInt32(0, false) !== HEADER_BYTES) {
    const second = [true, false].some((little) => view.getInt32(0, little) === 540);
    if (second) throw new DiffusionError('NIFTI_UNSUPPORTED', { measured: 'NIfTI-2', allowed: 'NIfTI-1' });
    throw new DiffusionError('NIFTI_DAMAGED', { measured: `header size ${view.getInt32(0, true)}`, allowed: `${HEADER_BYTES}` });
  }
  const magic = String.fromCharCode(...file.subarray(344, 347));
  if (magic !== 'n+1')
    throw new DiffusionError('NIFTI_UNSUPPORTED', { measured: `magic ${JSON.stringify(magic)}`, allowed: 'one file, "n+1"' });
  const short = (offset: number) => view.getInt16(offset, littleEndian);
  const float = (offset: number) => view.getFloat32(offset, littleEndian);
  const floats = (offset: number, count: number) => Array.from({ length: count }, (_, k) => float(offset + 4 * k));

  const dimensions = short(40);
  const dim = Array.from({ length: 7 }, (_, k) => (k < dimensions ? short(42 + 2 * k) : 1));
  if (dimensions < 2 || dimensions > 7 || dim.some((count) => count < 1)) {
    throw new DiffusionError('NIFTI_DAMAGED', { measured: `${dimensions} dimensions, ${dim.join(' × ')}` });
  }
  const [ni = 1, nj = 1, nk = 1, ...more] = dim;
  const volumes = more.reduce((product, count) => product * count, 1);
  if (volumes > 1)
    throw new DiffusionError('NOT_ONE_VOLUME', { measured: `${volumes} volumes (${dim.slice(0, dimensions).join(' × ')})`, allowed: '1' });

  const [qfac = 1, ...voxel] = floats(76, 4);
  const [quaternion, srow] = [floats(256, 6), floats(280, 12)];
  const [qformCode, sformCode] = [short(252), short(254)];
  const xyztUnits = view.getUint8(123);
  const pixdim = [qfac, Math.abs(voxel[0] ?? 0), Math.abs(voxel[1] ?? 0), Math.abs(voxel[2] ?? 0)] as const;
  const asWritten: Affine =
    sformCode > 0
      ? [0, 4, 8].map((at) => [srow[at] ?? 0, srow[at + 1] ?? 0, srow[at + 2] ?? 0, srow[at + 3] ?? 0] as const)
      : quaternionAffine(qformCode > 0 ? quaternion : [], pixdim);
  const toMillimetres = SPATIAL_UNITS[(xyztUnits & 7) as 1 | 2 | 3] ?? 1;
  const affine = asWritten.map((row) => row.map((value) => value * toMillimetres) as unknown as Affine[number]);
  const slope = float(112);
  return {
    littleEndian,
    size: [ni, nj, nk],
    datatype: short(70),
    voxOffset: float(108),
    ...(slope !== 0 && Number.isFinite(slope) ? { slope, intercept: float(116) } : { slope: 1, intercept: 0 }),
    affine: checkAffine(affine),
    orientation: { pixdim, xyztUnits, qformCode, sformCode, quaternion, srow },
  };
}
