import type { SlicePlane, Vector3 } from '../volume/Volume';
import { type HeaderValues, numbersIn } from './sourceHeader';

const vector = ([x, y, z]: readonly number[]): Vector3 | undefined =>
  x !== undefined && y !== undefined && z !== undefined ? [x, y, z] : undefined;

/** Where an image, or a frame of one, lies; undefined where its header does not say. */
export function planeOf(header: HeaderValues): SlicePlane | undefined {
  const position = vector(numbersIn(header, 'ImagePositionPatient'));
  const orientation = numbersIn(header, 'ImageOrientationPatient');
  const [rowCosines, columnCosines] = [vector(orientation.slice(0, 3)), vector(orientation.slice(3))];
  const [rowSpacing, columnSpacing] = numbersIn(header, 'PixelSpacing');
  const [[rows], [columns]] = [numbersIn(header, 'Rows'), numbersIn(header, 'Columns')];
  if (!position || !rowCosines || !columnCosines || !rowSpacing || !columnSpacing || !rows || !columns) return undefined;
  return { position, rowCosines, columnCosines, rows, columns, rowSpacing, columnSpacing };
}
