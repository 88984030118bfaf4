import { DiffusionError } from '../core/errors';
import { asUnitVectors } from '../volume/vectors';
import type { SlicePlane, Vector3 } from '../volume/Volume';
import { type HeaderValues, numbersIn, unclearNumber } from './sourceHeader';

/** How many numbers each must hold. */
const COUNTS = { ImagePositionPatient: 3, ImageOrientationPatient: 6, PixelSpacing: 2 } as const;

const vector = ([x, y, z]: readonly number[]): Vector3 | undefined =>
  x !== undefined && y !== undefined && z !== undefined ? [x, y, z] : undefined;

/**
 * Where an image, or a frame of one, lies; undefined where its header does not say. Directions that were rounded are unit vectors again.
 *
 * @throws DiffusionError HEADER_NUMBER
 */
export function planeOf(header: HeaderValues): SlicePlane | undefined {
  const unclear = unclearNumber(header);
  if (unclear !== undefined) throw new DiffusionError('HEADER_NUMBER', { measured: unclear, allowed: 'digits with a decimal point' });
  for (const [keyword, count] of Object.entries(COUNTS)) {
    const found = numbersIn(header, keyword).length;
    if (found > count) throw new DiffusionError('HEADER_NUMBER', { measured: `${found} values of ${keyword}`, allowed: `${count}` });
  }
  const position = vector(numbersIn(header, 'ImagePositionPatient'));
  const orientation = numbersIn(header, 'ImageOrientationPatient');
  const [rowCosines, columnCosines] = [vector(orientation.slice(0, 3)), vector(orientation.slice(3))];
  const [rowSpacing, columnSpacing] = numbersIn(header, 'PixelSpacing');
  const [[rows], [columns]] = [numbersIn(header, 'Rows'), numbersIn(header, 'Columns')];
  if (!position || !rowCosines || !columnCosines || !rowSpacing || !columnSpacing || !rows || !columns) return undefined;
  return { position, ...asUnitVectors({ rowCosines, columnCosines }), rows, columns, rowSpacing, columnSpacing };
}
