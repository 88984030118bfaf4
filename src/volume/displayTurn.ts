import { normalOf } from './plane';
import type { Turn } from './turn';
import type { SlicePlane, Vector3 } from './Volume';

/** Two axes that differ by less are equally near: how the cosines were rounded must not decide. */
const TIE = 1e-3;

const [X, Y, Z] = [0, 1, 2] as const;
type Axis = typeof X | typeof Y | typeof Z;

/** The patient axes along which columns and rows are counted in each plane, and their signs (DICOM: x to the left, y to the back, z up). */
const SHOWN: Readonly<Record<Axis, { columns: [Axis, 1 | -1]; rows: [Axis, 1 | -1] }>> = {
  [Z]: { columns: [X, 1], rows: [Y, 1] },
  [Y]: { columns: [X, 1], rows: [Z, -1] },
  [X]: { columns: [Y, 1], rows: [Z, -1] },
};

/** The patient axis nearest to the normal; of equally near ones axial before coronal before sagittal. */
function planeOf(normal: Vector3): Axis {
  const most = Math.max(...normal.map(Math.abs));
  return ([Z, Y, X] as const).find((axis) => Math.abs(normal[axis]) >= most - TIE) ?? Z;
}

/**
 * How a stack is turned to lie as a reader sees it: axial slices with columns to the patient's left and rows to the back, coronal ones to the
 * left and down, sagittal ones to the back and down (nearest axes). However the same head is stored, the turned stack is one and the same;
 * a series in the usual orientation of DICOM is not turned at all.
 */
export function displayTurn({ rowCosines, columnCosines }: Pick<SlicePlane, 'rowCosines' | 'columnCosines'>): Turn {
  const { columns, rows } = SHOWN[planeOf(normalOf({ rowCosines, columnCosines }))];
  const fit = (alongColumns: Vector3, alongRows: Vector3) => Math.abs(alongColumns[columns[0]]) + Math.abs(alongRows[rows[0]]);
  const gain = fit(columnCosines, rowCosines) - fit(rowCosines, columnCosines);
  // At 45 degrees both are as near: the axis on which both coordinates grow together runs along the columns.
  const transpose = Math.abs(gain) < TIE ? columnCosines[columns[0]] * columnCosines[rows[0]] > 0 : gain > 0;
  const [alongColumns, alongRows] = transpose ? [columnCosines, rowCosines] : [rowCosines, columnCosines];
  const mirrorColumns = alongColumns[columns[0]] * columns[1] < 0;
  const mirrorRows = alongRows[rows[0]] * rows[1] < 0;
  // Each exchange or mirror turns the normal round.
  const reverseSlices = [transpose, mirrorColumns, mirrorRows].filter(Boolean).length % 2 === 1;
  return { transpose, mirrorColumns, mirrorRows, reverseSlices };
}

/** Whether a turn changes anything. */
export const isTurned = ({ transpose, mirrorColumns, mirrorRows }: Turn): boolean => transpose || mirrorColumns || mirrorRows;
