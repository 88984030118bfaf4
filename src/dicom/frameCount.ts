import { DiffusionError } from '../core/errors';
import { type HeaderValues, numbersIn } from './sourceHeader';

/** More than any object holds: its numbers are IS (PS3.5 6.2). */
const LIMIT = 2 ** 31;

/** How many frames an object says that it holds; one where it does not say. @throws DiffusionError DICOM_DAMAGED where that is no count */
export function frameCount(header: HeaderValues): number {
  const [count = 1] = numbersIn(header, 'NumberOfFrames');
  if (Number.isInteger(count) && count >= 1 && count < LIMIT) return count;
  throw new DiffusionError('DICOM_DAMAGED', { measured: 'a Number of Frames that is no count', allowed: 'a whole number from 1' });
}
