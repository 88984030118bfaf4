import { at } from '../core/at';
import type { Remark } from '../core/errors';
import { stackOf } from '../rules/geometry';
import type { SlicePlane, Vector3, Volume } from '../volume/Volume';
import { cross, dot } from '../volume/vectors';
import { checkRightAngle, columnLength } from './affine';
import type { NiftiHeader } from './header';

/** How the slices of a volume lie in the file. Slice n of the volume has index n along `across`, so that its number is the file's own. */
export interface Slicing {
  /** The axis of the file (0, 1, 2 for i, j, k) across the slices, and those along their columns and rows. */
  across: number;
  alongColumns: number;
  alongRows: number;
  /** Rows are counted from the end of their axis: else the slices, as they are counted, would lie against their normal. */
  flipped: boolean;
  /** Why it is this axis. */
  because: 'thick' | 'axial' | 'single' | 'storage';
}

/** How slices must belong together. */
export interface StackDemand {
  /** false: each slice is an image of its own, so one slice, or a grid sheared across the slices, is no fault. */
  stack: boolean;
  /** Each slice is worked on by itself: what is no even stack is said and no fault. */
  slicewise?: boolean;
}

/** A voxel this much longer along one axis than along the other two was acquired in slices across it, whatever the order in the file. */
const THICK = 1.25;
/** Pixels: a picture narrower than this is no slice of a head but the edge of a slab. */
const NARROW = 32;

const columnOf = ({ affine }: NiftiHeader, axis: number): Vector3 => {
  // DICOM counts x to the left and y to the back.
  return [-(affine[0]?.[axis] ?? 0), -(affine[1]?.[axis] ?? 0), affine[2]?.[axis] ?? 0];
};

const ALL = [0, 1, 2] as const;
const othersOf = (axis: number) => ALL.filter((other) => other !== axis);

/** Across the thickest voxels, else the axis next to the patient's long one: so a head is cut alike however it is stored. */
function axisAcross(header: NiftiHeader): Pick<Slicing, 'across' | 'because'> {
  const { size, affine, unoriented } = header;
  const single = ALL.filter((axis) => size[axis] === 1);
  if (single.length > 0) return { across: single.at(-1) ?? 2, because: 'single' };
  const spacing = ALL.map((axis) => columnLength(affine, axis));
  const thick = ALL.find((axis) => othersOf(axis).every((other) => (spacing[axis] ?? 0) > THICK * (spacing[other] ?? 0)));
  if (thick !== undefined) return { across: thick, because: 'thick' };
  if (unoriented) return { across: 2, because: 'storage' };
  const upright = (axis: number) => Math.abs(columnOf(header, axis)[2]) / (spacing[axis] ?? 1);
  const wide = ALL.filter((axis) => othersOf(axis).every((other) => size[other] >= NARROW));
  const candidates = wide.length > 0 ? wide : ALL;
  return { across: candidates.reduce((best, axis) => (upright(axis) > upright(best) ? axis : best)), because: 'axial' };
}

/** @throws DiffusionError AFFINE_SHEARED where rows and columns are not at right angles */
export function slicingOf(header: NiftiHeader): Slicing {
  const { across, because } = axisAcross(header);
  const [alongRows = 0, alongColumns = 1] = othersOf(across);
  checkRightAngle(header.affine, alongRows, alongColumns);
  const normal = cross(columnOf(header, alongRows), columnOf(header, alongColumns));
  return { across, alongRows, alongColumns, flipped: dot(normal, columnOf(header, across)) < 0, because };
}

/**
 * Where the slices lie, in the order of the file.
 *
 * @throws DiffusionError SINGLE_SLICE, GANTRY_TILT
 */
export function planesOf(
  header: NiftiHeader,
  slicing: Slicing,
  { stack, slicewise = false }: StackDemand,
): { planes: SlicePlane[]; gaps: readonly Remark[] } {
  const { across, alongColumns, alongRows, flipped } = slicing;
  const { size, affine } = header;
  const [rows, columns] = [size[alongColumns] ?? 0, size[alongRows] ?? 0];
  const unit = (axis: number, sign: number): Vector3 =>
    columnOf(header, axis).map((v) => (sign * v) / columnLength(affine, axis)) as unknown as Vector3;
  const [origin, step, down] = [columnOf(header, 3), columnOf(header, across), columnOf(header, alongColumns)];
  const start = flipped ? rows - 1 : 0;
  const planes = Array.from({ length: size[across] ?? 0 }, (_, k) => ({
    position: origin.map((v, i) => v + k * (step[i] ?? 0) + start * (down[i] ?? 0)) as unknown as Vector3,
    rowCosines: unit(alongRows, 1),
    columnCosines: unit(alongColumns, flipped ? -1 : 1),
    rows,
    columns,
    rowSpacing: columnLength(affine, alongColumns),
    columnSpacing: columnLength(affine, alongRows),
  }));
  return { planes, gaps: stack ? stackOf({ planes, samplesPerPixel: 1, slicewise }).gaps : [] };
}

/** The volume of slices that lie so. */
export function volumeOf(
  header: NiftiHeader,
  slicing: Slicing,
  planes: readonly SlicePlane[],
  slices: Float32Array[],
  modality: string,
): Volume {
  const { rows, columns, rowSpacing, columnSpacing } = at(planes, 0);
  const spacing: Vector3 = [columnSpacing, rowSpacing, columnLength(header.affine, slicing.across)];
  // A volume that does not say which way it lies has no axes.
  const axes = header.unoriented ? undefined : at(planes, 0);
  return { rows, columns, slices, spacing, axes, modality, units: modality === 'CT' ? 'HU' : 'arbitrary' };
}

type Grid = Pick<NiftiHeader, 'size'>;

/** A slice and one of its rows: those of row j of plane k, where the rows of the file are rows of slices. */
function placeOf(j: number, k: number, { size }: Grid, { across, alongColumns, flipped }: Slicing): [slice: number, row: number] {
  const [slice, along] = across === 2 ? [k, j] : [j, k];
  return [slice, flipped ? (size[alongColumns] ?? 0) - 1 - along : along];
}

export function blankSlices({ size }: Grid, { across, alongColumns, alongRows }: Slicing): Float32Array[] {
  const pixels = (size[alongColumns] ?? 0) * (size[alongRows] ?? 0);
  return Array.from({ length: size[across] ?? 0 }, () => new Float32Array(pixels));
}

/** Puts the plane of all voxels of one k, as it lies in the file, where it belongs in the slices. */
export function spread(plane: Float32Array, k: number, slices: readonly Float32Array[], grid: Grid, slicing: Slicing): void {
  const [ni, nj, nk] = grid.size;
  if (slicing.across === 0) {
    const row = nj * (slicing.flipped ? nk - 1 - k : k);
    for (let i = 0; i < ni; i++) {
      const slice = at(slices, i);
      for (let j = 0; j < nj; j++) slice[row + j] = plane[i + ni * j] ?? 0;
    }
    return;
  }
  for (let j = 0; j < nj; j++) {
    const [slice, row] = placeOf(j, k, grid, slicing);
    at(slices, slice).set(plane.subarray(j * ni, (j + 1) * ni), row * ni);
  }
}

/** The plane of all voxels of one k, as it lies in the file. */
export function gather(slices: readonly Float32Array[], k: number, grid: Grid, slicing: Slicing): Float32Array {
  const [ni, nj, nk] = grid.size;
  const plane = new Float32Array(ni * nj);
  if (slicing.across === 0) {
    const row = nj * (slicing.flipped ? nk - 1 - k : k);
    for (let i = 0; i < ni; i++) {
      const slice = at(slices, i);
      for (let j = 0; j < nj; j++) plane[i + ni * j] = slice[row + j] ?? 0;
    }
    return plane;
  }
  for (let j = 0; j < nj; j++) {
    const [slice, row] = placeOf(j, k, grid, slicing);
    plane.set(at(slices, slice).subarray(row * ni, (row + 1) * ni), j * ni);
  }
  return plane;
}
