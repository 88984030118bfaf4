import { at } from '../core/at';
import type { Remark } from '../core/errors';
import { stackOf } from '../rules/geometry';
import type { SlicePlane, Vector3, Volume } from '../volume/Volume';
import { columnLength, type NiftiHeader } from './header';
import type { NiftiImage } from './readNifti';

/** How the slices of a volume lie in the file. */
export interface Slicing {
  /** The axis of the file (0, 1, 2 for i, j, k) across the slices, and those along their columns and rows. */
  across: number;
  alongColumns: number;
  alongRows: number;
  /** `order[n]` is the index, along `across`, of slice n of the volume. */
  order: readonly number[];
}

/** A voxel this much longer along one axis than along the other two was acquired in slices across it, whatever the order in the file. */
const THICK = 1.25;
/** No tissue has -500 HU but lung, and no magnitude image goes far below zero: a volume that does is CT. */
const AIR = -500;

/** A NIfTI file does not say what made it: CT holds the air around the patient at -1000 HU, MR magnitudes do not fall below zero. */
export const modalityOf = ({ lowest }: NiftiImage): 'CT' | 'MR' => (lowest < AIR ? 'CT' : 'MR');

function sliceAxis(spacing: Vector3): number {
  const longest = Math.max(...spacing);
  const others = spacing.filter((length) => length !== longest);
  return others.length === 2 && others.every((length) => longest > THICK * length) ? spacing.indexOf(longest) : 2;
}

function planes({ affine, size }: NiftiHeader, { across, alongColumns, alongRows }: Omit<Slicing, 'order'>): SlicePlane[] {
  // DICOM counts x to the left and y to the back.
  const column = (axis: number): Vector3 => [-(affine[0]?.[axis] ?? 0), -(affine[1]?.[axis] ?? 0), affine[2]?.[axis] ?? 0];
  const unit = (axis: number): Vector3 => column(axis).map((v) => v / columnLength(affine, axis)) as unknown as Vector3;
  const [origin, step] = [column(3), column(across)];
  return Array.from({ length: size[across] ?? 0 }, (_, k) => ({
    position: origin.map((v, i) => v + k * (step[i] ?? 0)) as unknown as Vector3,
    rowCosines: unit(alongRows),
    columnCosines: unit(alongColumns),
    rows: size[alongColumns] ?? 0,
    columns: size[alongRows] ?? 0,
    rowSpacing: columnLength(affine, alongColumns),
    columnSpacing: columnLength(affine, alongRows),
  }));
}

/** Where slice `index` begins in the file, and how far it is from one of its pixels to the next. */
function strides(size: Vector3, { across, alongColumns, alongRows }: Omit<Slicing, 'order'>, index: number) {
  const stride = [1, size[0], size[0] * size[1]];
  return { start: index * (stride[across] ?? 0), down: stride[alongColumns] ?? 0, along: stride[alongRows] ?? 0 };
}

/**
 * The volume of a NIfTI image: slices across the coarsest axis where one is clearly coarser, else across k.
 *
 * @param stack false: each slice is an image of its own, so one slice, or a sheared grid, is no fault
 * @param slicewise each slice is worked on by itself: one slice, or a sheared grid, is said and no fault
 * @throws DiffusionError SINGLE_SLICE, GANTRY_TILT
 */
export function niftiVolume(
  image: NiftiImage,
  stack: boolean,
  slicewise = false,
): { volume: Volume; slicing: Slicing; planes: SlicePlane[]; gaps: readonly Remark[] } {
  const { header, values } = image;
  const { size, affine } = header;
  const spacing: Vector3 = [columnLength(affine, 0), columnLength(affine, 1), columnLength(affine, 2)];
  const across = size[2] === 1 ? 2 : sliceAxis(spacing);
  const [alongRows = 0, alongColumns = 1] = [0, 1, 2].filter((axis) => axis !== across);
  const axes = { across, alongRows, alongColumns };
  const modality = modalityOf(image);
  const described = planes(header, axes);
  const ordered = stack ? stackOf({ planes: described, samplesPerPixel: 1, slicewise }) : undefined;
  const order = described.map((_, k): number => ordered?.listedAt(k) ?? k);
  const [rows, columns] = [size[alongColumns] ?? 0, size[alongRows] ?? 0];
  const slices = order.map((index) => {
    const slice = new Float32Array(rows * columns);
    const { start, down, along } = strides(size, axes, index);
    for (let r = 0, pixel = 0; r < rows; r++) {
      for (let c = 0, voxel = start + r * down; c < columns; c++, voxel += along) slice[pixel++] = values[voxel] ?? 0;
    }
    return slice;
  });
  const units = modality === 'CT' ? 'HU' : 'arbitrary';
  const volumeSpacing: Vector3 = [spacing[alongRows] ?? 0, spacing[alongColumns] ?? 0, spacing[across] ?? 0];
  return {
    volume: { rows, columns, slices, spacing: volumeSpacing, axes: described[0], modality, units },
    slicing: { ...axes, order },
    planes: order.flatMap((index) => described[index] ?? []),
    gaps: ordered?.gaps ?? [],
  };
}

/** Slices of a volume back in the order of the file. */
export function toFileOrder(slices: readonly Float32Array[], size: Vector3, slicing: Slicing): Float32Array<ArrayBuffer> {
  const values = new Float32Array(size[0] * size[1] * size[2]);
  const [rows, columns] = [size[slicing.alongColumns] ?? 0, size[slicing.alongRows] ?? 0];
  slicing.order.forEach((index, n) => {
    const slice = at(slices, n);
    const { start, down, along } = strides(size, slicing, index);
    for (let r = 0, pixel = 0; r < rows; r++) {
      for (let c = 0, voxel = start + r * down; c < columns; c++, voxel += along) values[voxel] = slice[pixel++] ?? 0;
    }
  });
  return values;
}
