import type { VolumeGrid } from './Volume';

/** How the pixels of a stack are turned: rows and columns exchanged, then mirrored, and the slices taken in the other order. */
export interface Turn {
  transpose: boolean;
  mirrorColumns: boolean;
  mirrorRows: boolean;
  reverseSlices: boolean;
}

export type Pixels = Float32Array | Uint8Array;

/** Calls back for each pixel of the turned slice with its index there and its index in the slice as it is stored. */
function eachPixel(
  rows: number,
  columns: number,
  { transpose, mirrorColumns, mirrorRows }: Turn,
  visit: (to: number, from: number) => void,
) {
  const [height, width] = transpose ? [columns, rows] : [rows, columns];
  for (let r = 0, to = 0; r < height; r++) {
    const y = mirrorRows ? height - 1 - r : r;
    for (let c = 0; c < width; c++, to++) {
      const x = mirrorColumns ? width - 1 - c : c;
      visit(to, transpose ? x * columns + y : y * columns + x);
    }
  }
}

/** One slice, turned; rows × columns are the series' own. */
export function turnSlice<T extends Pixels>(slice: T, rows: number, columns: number, turn: Turn): T {
  const out = slice.slice() as T;
  eachPixel(rows, columns, turn, (to, from) => (out[to] = slice[from]!));
  return out;
}

/** A slice of the turned stack, brought back; rows × columns are the series' own. */
export function turnBack<T extends Pixels>(slice: T, rows: number, columns: number, turn: Turn): T {
  const out = slice.slice() as T;
  eachPixel(rows, columns, turn, (to, from) => (out[from] = slice[to]!));
  return out;
}

/** The place of slice `index` of a series in the turned stack, or the other way round. */
export const turnIndex = (index: number, slices: number, { reverseSlices }: Pick<Turn, 'reverseSlices'>): number =>
  reverseSlices ? slices - 1 - index : index;

/** The grid of the turned stack. */
export function turnGrid<T extends Pick<VolumeGrid, 'rows' | 'columns' | 'spacing' | 'axes'>>(grid: T, turn: Turn): T {
  const { rows, columns, spacing, axes } = grid;
  const along = axes && (turn.transpose ? [axes.columnCosines, axes.rowCosines] : [axes.rowCosines, axes.columnCosines]);
  const facing = (vector: readonly [number, number, number], mirror: boolean) => (mirror ? (vector.map((v) => -v) as never) : vector);
  return {
    ...grid,
    ...(turn.transpose && { rows: columns, columns: rows, spacing: [spacing[1], spacing[0], spacing[2]] }),
    ...(along && {
      axes: { rowCosines: facing(along[0]!, turn.mirrorColumns), columnCosines: facing(along[1]!, turn.mirrorRows) },
    }),
  };
}
