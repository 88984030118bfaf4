/**
 * What is waited for, until the reader cancels: then whoever waits goes on at once, and what comes of it later is not used.
 *
 * @throws what `work` throws; an AbortError when `signal` fires
 */
export async function orStop<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop: () => void = () => undefined;
  const stopped = new Promise<never>((_, reject) => (stop = () => reject(new DOMException('cancelled', 'AbortError'))));
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
