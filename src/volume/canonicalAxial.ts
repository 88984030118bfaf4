import type { Stack } from './brainMask/stack';
import type { SlicePlane, Vector3 } from './Volume';

/** Cosine between the slice normal and the patient's long axis from which a stack counts as axial (within about 37 degrees). */
const AXIAL = 0.8;

const cross = (a: Vector3, b: Vector3): Vector3 => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];

/**
 * How the pixels of a stack are turned so that columns run to the patient's right, rows to the front and slices upwards (nearest axes; DICOM's
 * x points left, y back, z up).
 */
export interface AxialTurn {
  transpose: boolean;
  mirrorColumns: boolean;
  mirrorRows: boolean;
  reverseSlices: boolean;
}

/** @returns undefined for a stack that is not axial */
export function axialTurn({ rowCosines, columnCosines }: Pick<SlicePlane, 'rowCosines' | 'columnCosines'>): AxialTurn | undefined {
  const normal = cross(rowCosines, columnCosines);
  if (Math.abs(normal[2]) < AXIAL) return undefined;
  const transpose = Math.abs(rowCosines[0]) < Math.abs(columnCosines[0]);
  const [alongColumns, alongRows] = transpose ? [columnCosines, rowCosines] : [rowCosines, columnCosines];
  return { transpose, mirrorColumns: alongColumns[0] > 0, mirrorRows: alongRows[1] > 0, reverseSlices: normal[2] < 0 };
}

type Pixels = Float32Array | Uint8Array;

function turnSlice<T extends Pixels>(slice: T, rows: number, columns: number, turn: AxialTurn): T {
  const [height, width] = turn.transpose ? [columns, rows] : [rows, columns];
  const out = slice.slice() as T;
  for (let r = 0; r < height; r++) {
    for (let c = 0; c < width; c++) {
      const [y, x] = [turn.mirrorRows ? height - 1 - r : r, turn.mirrorColumns ? width - 1 - c : c];
      out[r * width + c] = (turn.transpose ? slice[x * columns + y] : slice[y * columns + x]) ?? 0;
    }
  }
  return out;
}

/** The stack as the models of the head read it; spacing mm between columns, between rows. */
export function toAxial(
  { slices, rows, columns, spacing }: { slices: readonly Float32Array[]; rows: number; columns: number; spacing: Vector3 },
  turn: AxialTurn,
): Stack {
  const turned = slices.map((slice) => turnSlice(slice, rows, columns, turn));
  const [x, y] = turn.transpose ? [spacing[1], spacing[0]] : [spacing[0], spacing[1]];
  return {
    slices: turn.reverseSlices ? turned.reverse() : turned,
    rows: turn.transpose ? columns : rows,
    columns: turn.transpose ? rows : columns,
    spacing: { y, x },
  };
}

/** Slices of a canonical stack, brought back to the orientation of the series; rows × columns are the series' own. */
export function fromAxial<T extends Pixels>(slices: readonly T[], rows: number, columns: number, turn: AxialTurn): T[] {
  const back = slices.map((slice) => {
    const out = slice.slice() as T;
    const [height, width] = turn.transpose ? [columns, rows] : [rows, columns];
    for (let r = 0; r < height; r++) {
      for (let c = 0; c < width; c++) {
        const [y, x] = [turn.mirrorRows ? height - 1 - r : r, turn.mirrorColumns ? width - 1 - c : c];
        out[turn.transpose ? x * columns + y : y * columns + x] = slice[r * width + c] ?? 0;
      }
    }
    return out;
  });
  return turn.reverseSlices ? back.reverse() : back;
}
