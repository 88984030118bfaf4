import type { AxialStack } from './brainMask/stack';
import { normalOf } from './plane';
import type { Survey } from './survey';
import { turnBack, turnIndex, turnSlice, type Pixels, type Turn } from './turn';
import type { SlicePlane, VolumeGrid } from './Volume';

/** Cosine between the slice normal and the patient's long axis from which a stack counts as axial (within about 37 degrees). */
const AXIAL = 0.8;

/**
 * How a stack is turned so that columns run to the patient's right, rows to the front and slices upwards (nearest axes; DICOM's x points left,
 * y back, z up), as the models of the head read it.
 *
 * @returns undefined for a stack that is not axial
 */
export function axialTurn({ rowCosines, columnCosines }: Pick<SlicePlane, 'rowCosines' | 'columnCosines'>): Turn | undefined {
  const normal = normalOf({ rowCosines, columnCosines });
  if (Math.abs(normal[2]) < AXIAL) return undefined;
  const transpose = Math.abs(rowCosines[0]) < Math.abs(columnCosines[0]);
  const [alongColumns, alongRows] = transpose ? [columnCosines, rowCosines] : [rowCosines, columnCosines];
  return { transpose, mirrorColumns: alongColumns[0] > 0, mirrorRows: alongRows[1] > 0, reverseSlices: normal[2] < 0 };
}

/** The grid of the turned stack; spacing mm between columns, between rows. */
export function axialGrid({ rows, columns, spacing }: Pick<VolumeGrid, 'rows' | 'columns' | 'spacing'>, turn: Turn) {
  const [x, y] = turn.transpose ? [spacing[1], spacing[0]] : [spacing[0], spacing[1]];
  return { rows: turn.transpose ? columns : rows, columns: turn.transpose ? rows : columns, spacing: { y, x } };
}

/** The stack as the models of the head read it. */
export function toAxial(
  volume: Pick<VolumeGrid, 'rows' | 'columns' | 'spacing'> & { slices: readonly Float32Array[] },
  turn: Turn,
): AxialStack {
  const { slices, rows, columns } = volume;
  const turned = slices.map((slice) => turnSlice(slice, rows, columns, turn));
  return { slices: turn.reverseSlices ? turned.reverse() : turned, ...axialGrid(volume, turn) };
}

/** What a survey of the turned stack sees, of a series that is not turned as a whole. */
export function* turnedSurvey<T>(
  survey: Survey<T>,
  { rows, columns }: Pick<VolumeGrid, 'rows' | 'columns'>,
  slices: number,
  turn: Turn,
): Survey<T> {
  const all = Array.from({ length: slices }, (_, k) => k);
  for (;;) {
    const step = survey.next();
    if (step.done) return step.value;
    const { visit, only = all } = step.value;
    yield {
      only: only.map((k) => turnIndex(k, slices, turn)),
      visit: (slice, index) => visit(turnSlice(slice, rows, columns, turn), turnIndex(index, slices, turn)),
    };
  }
}

/** The whole stack, brought back. */
export function fromAxial<T extends Pixels>(slices: readonly T[], rows: number, columns: number, turn: Turn): T[] {
  const back = slices.map((slice) => turnBack(slice, rows, columns, turn));
  return turn.reverseSlices ? back.reverse() : back;
}
