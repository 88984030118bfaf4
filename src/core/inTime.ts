/** Calls back for each sign that a work goes on; returns what ends that. */
export type Moving = (beat: () => void) => () => void;

/**
 * The outcome of `work`, or what is thrown where it has none after `limit` ms, counted from its last sign where it gives some; the work itself goes on.
 *
 * @param late what is thrown then
 * @throws an AbortError when `signal` fires
 */
export async function inTime<T>(
  work: Promise<T>,
  limit: number,
  late: () => Error,
  { signal, moving }: { signal?: AbortSignal; moving?: Moving } = {},
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let onAbort = () => undefined as void;
  let still: (() => void) | undefined;
  const ended = new Promise<never>((_, reject) => {
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => reject(late()), limit);
    };
    wait();
    still = moving?.(wait);
    onAbort = () => reject(new DOMException('cancelled', 'AbortError'));
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted) onAbort();
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    still?.();
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}
