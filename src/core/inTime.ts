/**
 * The outcome of `work`, or what is thrown where it has none after `limit` ms; the work itself goes on.
 *
 * @param late what is thrown then
 * @throws an AbortError when `signal` fires
 */
export async function inTime<T>(work: Promise<T>, limit: number, late: () => Error, signal?: AbortSignal): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let onAbort = () => undefined as void;
  const ended = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), limit);
    onAbort = () => reject(new DOMException('cancelled', 'AbortError'));
    signal?.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}
