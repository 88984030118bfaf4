import { DiffusionError } from '../../src/core/errors';
import { inTime, type Moving } from '../../src/core/inTime';

/** An archive of which nothing has come for this long has stopped answering; the viewer itself would wait without an end. */
export const SLICE_MS = 120_000;

/** @param where the slice is in the list of slices */
function unreadable(cause: unknown, where: string): DiffusionError {
  if (!(cause instanceof DiffusionError)) return new DiffusionError('SLICE_UNREADABLE', { measured: where, cause });
  const { code, measured, allowed } = cause;
  return new DiffusionError(code, { measured: measured ? `${measured} in ${where}` : where, ...(allowed && { allowed }), cause });
}

/**
 * A slice that is on its way, until the reader cancels. A slow line is no fault: as long as parts of images arrive, it is waited for.
 *
 * @param where which slice, for the reader
 * @param moving calls back for each part of an image that arrives; returns what ends that
 * @throws DiffusionError SLICE_UNREADABLE, DICOM_DAMAGED, DICOM_UNSUPPORTED, COLOUR_IMAGE; an AbortError when `signal` fires
 */
export function sliceInTime<T>(slice: Promise<T>, signal: AbortSignal, where: string, moving?: Moving): Promise<T> {
  const read = slice.catch((cause: unknown) => {
    throw unreadable(cause, where);
  });
  const late = () => new DiffusionError('SLICE_UNREADABLE', { measured: `${where}: nothing came for ${SLICE_MS / 1000} s` });
  return inTime(read, SLICE_MS, late, { signal, moving });
}
