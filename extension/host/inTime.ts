import { DiffusionError } from '../../src/core/errors';

/** An archive that has not sent a slice by then has stopped answering; the viewer itself would wait without an end. */
export const SLICE_MS = 120_000;

/**
 * A slice that is on its way, until the reader cancels.
 *
 * @param where which slice, for the reader
 * @throws DiffusionError SLICE_UNREADABLE; an AbortError when `signal` fires
 */
export async function inTime<T>(slice: Promise<T>, signal: AbortSignal, where: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let onAbort: (() => void) | undefined;
  const ended = new Promise<never>((_, reject) => {
    const late = () => reject(new DiffusionError('SLICE_UNREADABLE', { measured: `${where}: nothing came for ${SLICE_MS / 1000} s` }));
    timer = setTimeout(late, SLICE_MS);
    onAbort = () => reject(new DOMException('cancelled', 'AbortError'));
    signal.addEventListener('abort', onAbort);
  });
  const read = slice.catch((cause: unknown) => {
    throw new DiffusionError('SLICE_UNREADABLE', { measured: where, cause });
  });
  try {
    return await Promise.race([read, ended]);
  } finally {
    clearTimeout(timer);
    if (onAbort) signal.removeEventListener('abort', onAbort);
  }
}
