import { DiffusionError } from './errors';

/**
 * The element of a list that has to be there: what is missing is named, and nothing takes its place. For lists of slices, pictures and
 * coefficients; loops over pixels are bounded by the length of their arrays.
 *
 * @param what of which the list is made
 * @throws DiffusionError MISSING_SLICE for slices, INTERNAL for anything else, with the index
 */
export function at<T>(list: ArrayLike<T>, index: number, what = 'slice'): T {
  const found = list[index];
  if (found !== undefined) return found;
  throw new DiffusionError(what === 'slice' ? 'MISSING_SLICE' : 'INTERNAL', {
    measured: `${what} ${index} of ${list.length}, counted from 0`,
  });
}
