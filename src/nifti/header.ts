import { DiffusionError } from '../core/errors';
import { checkAffine, quaternionAffine, type Affine } from './affine';
import { layoutOf, NIFTI_1, NIFTI_2, type Layout } from './layout';

/** What a NIfTI-1 or NIfTI-2 header says about one volume. */
export interface NiftiHeader {
  version: 1 | 2;
  /** The voxels lie in a file of their own (.hdr and .img). */
  pair: boolean;
  littleEndian: boolean;
  /** Voxels along i, j, k; i is the fastest in the file. */
  size: readonly [number, number, number];
  datatype: number;
  /** Byte at which the voxels begin, in the file that holds them. */
  voxOffset: number;
  /** value = slope · stored + intercept. */
  slope: number;
  intercept: number;
  /** What the values are, where it is not a picture: statistics, labels, vectors (`nifti1.h`); 0 where nothing is said. */
  intent: number;
  affine: Affine;
  /** Neither form is set: the affine is of the voxel sizes alone, and nobody knows which way the volume lies. */
  unoriented: boolean;
  /** What says where the voxels lie; written back as it was read. */
  orientation: {
    /** pixdim[0..3]: qfac and the voxel size, in the file's unit. */
    pixdim: readonly number[];
    xyztUnits: number;
    qformCode: number;
    sformCode: number;
    /** quatern b, c, d and the offsets x, y, z. */
    quaternion: readonly number[];
    /** srow_x, srow_y, srow_z, one after the other. */
    srow: readonly number[];
  };
}

/** Enough for the header of either version. */
export const LONGEST_HEADER = NIFTI_2.bytes;
const SPATIAL_UNITS = { 1: 1000, 2: 1, 3: 1e-3 } as const;

const damaged = (measured: string, allowed?: string) =>
  new DiffusionError('NIFTI_DAMAGED', { measured, ...(allowed !== undefined && { allowed }) });

type Read = ReturnType<typeof readerOf>;

function readerOf(view: DataView, layout: Layout, littleEndian: boolean) {
  return {
    dim: (k: number) => layout.count(view, layout.dim + k * layout.countBytes, littleEndian),
    code: (offset: number) => layout.code(view, offset, littleEndian),
    short: (offset: number) => view.getInt16(offset, littleEndian),
    offset: () => layout.offset(view, layout.voxOffset, littleEndian),
    real: (offset: number) => layout.real(view, offset, littleEndian),
    reals: (offset: number, count: number) =>
      Array.from({ length: count }, (_, k) => layout.real(view, offset + k * layout.realBytes, littleEndian)),
  };
}

/** Which of the two headers it is, in which byte order, and whether the voxels lie beside it. */
function kindOf(file: Uint8Array, view: DataView): { layout: Layout; littleEndian: boolean; pair: boolean } {
  if (file.length < NIFTI_1.bytes) throw damaged(`${file.length} bytes`);
  const [little, big] = [view.getInt32(0, true), view.getInt32(0, false)];
  const layout = layoutOf(little) ?? layoutOf(big);
  if (!layout) throw damaged(`header size ${little}`, `${NIFTI_1.bytes} or ${NIFTI_2.bytes}`);
  if (file.length < layout.bytes) throw damaged(`${file.length} bytes`, `a header of ${layout.bytes}`);
  const magic = String.fromCharCode(...file.subarray(layout.magic, layout.magic + 3));
  if (magic !== layout.single && magic !== layout.pair) {
    const found = [...magic].every((letter) => letter === '\0')
      ? 'an Analyze 7.5 header, which says no orientation'
      : `magic ${JSON.stringify(magic)}`;
    throw new DiffusionError('NIFTI_UNSUPPORTED', { measured: found, allowed: 'NIfTI-1 or NIfTI-2' });
  }
  return { layout, littleEndian: layout.bytes === little, pair: magic === layout.pair };
}

/** @throws DiffusionError NIFTI_DAMAGED, NOT_ONE_VOLUME */
function sizeOf(read: Read): NiftiHeader['size'] {
  const dimensions = read.dim(0);
  const dim = Array.from({ length: 7 }, (_, k) => (k < dimensions ? read.dim(k + 1) : 1));
  if (dimensions < 2 || dimensions > 7 || dim.some((count) => count < 1)) throw damaged(`${dimensions} dimensions, ${dim.join(' × ')}`);
  const [ni = 1, nj = 1, nk = 1, ...more] = dim;
  const volumes = more.reduce((product, count) => product * count, 1);
  if (volumes > 1)
    throw new DiffusionError('NOT_ONE_VOLUME', { measured: `${volumes} volumes (${dim.slice(0, dimensions).join(' × ')})`, allowed: '1' });
  return [ni, nj, nk];
}

/** In a single file even 0 is no place for voxels: some readers take it for the end of the header, some for the byte 4 behind it. */
function voxelsBegin(offset: number, pair: boolean, { bytes }: Layout): number {
  const least = pair ? 0 : bytes + 4;
  if (!Number.isSafeInteger(offset) || offset < least) throw damaged(`voxels at byte ${offset}`, `${least} and more`);
  return offset;
}

/** @throws DiffusionError NIFTI_DAMAGED for an intercept that is no number; a slope of 0 or none means "as stored", whatever stands beside it */
function scalingOf(slope: number, intercept: number): { slope: number; intercept: number } {
  if (slope === 0 || !Number.isFinite(slope)) return { slope: 1, intercept: 0 };
  if (!Number.isFinite(intercept)) throw damaged(`slope ${slope} with intercept ${intercept}`, 'a finite intercept');
  return { slope, intercept };
}

/**
 * Reads the header of an uncompressed NIfTI-1 or NIfTI-2 image, single file or `.hdr`, in either byte order.
 *
 * @param file at least its first LONGEST_HEADER bytes, where it has as many
 * @throws DiffusionError NIFTI_DAMAGED, NIFTI_UNSUPPORTED, NOT_ONE_VOLUME, SINGULAR_AFFINE
 */
export function readHeader(file: Uint8Array): NiftiHeader {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const { layout, littleEndian, pair } = kindOf(file, view);
  const version = layout === NIFTI_1 ? 1 : 2;
  const read = readerOf(view, layout, littleEndian);
  const size = sizeOf(read);
  const pixdim = read.reals(layout.pixdim, 4);
  const [quaternion, srow] = [read.reals(layout.quatern, 6), read.reals(layout.srow, 12)];
  const [qformCode, sformCode, xyztUnits] = [read.code(layout.qformCode), read.code(layout.sformCode), read.code(layout.xyztUnits) & 0xff];
  const unoriented = sformCode <= 0 && qformCode <= 0;
  const asWritten: Affine =
    sformCode > 0
      ? [0, 4, 8].map((at) => [srow[at] ?? 0, srow[at + 1] ?? 0, srow[at + 2] ?? 0, srow[at + 3] ?? 0] as const)
      : quaternionAffine(version, qformCode > 0 ? quaternion : [], [pixdim[0] ?? 1, ...pixdim.slice(1).map(Math.abs)]);
  const toMillimetres = SPATIAL_UNITS[(xyztUnits & 7) as 1 | 2 | 3] ?? 1;
  const affine = asWritten.map((row) => row.map((value) => value * toMillimetres) as unknown as Affine[number]);
  return {
    version,
    pair,
    littleEndian,
    size,
    datatype: read.short(layout.datatype),
    voxOffset: voxelsBegin(read.offset(), pair, layout),
    ...scalingOf(read.real(layout.slope), read.real(layout.intercept)),
    intent: read.code(layout.intent),
    affine: checkAffine(affine),
    unoriented,
    orientation: { pixdim, xyztUnits, qformCode, sformCode, quaternion, srow },
  };
}
