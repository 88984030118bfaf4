import { DiffusionError } from '../core/errors';
import { codeOfStatus, type Answer } from './ask';

/** Resolves after so many milliseconds, or rejects when the signal is aborted. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** @throws DiffusionError CANCELLED */
export const waiting: Wait = (milliseconds, signal) =>
  new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(new DiffusionError('CANCELLED'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });

/** What may be gone the next time. */
export const LATER: ReadonlySet<string> = new Set(['ARCHIVE_BUSY', 'ARCHIVE_FULL', 'ARCHIVE_TIMEOUT', 'ARCHIVE_UNREACHABLE']);

/** Silence is waited for a minute each time. */
const [TRIES, TRIES_OF_SILENCE] = [4, 2] as const;
/** ms: before the second try, twice as long before each further one; and the longest that an archive may ask to be left alone. */
const [FIRST_PAUSE, LONGEST_WAIT] = [1000, 120_000] as const;

/**
 * Puts a question again where the archive is busy, breaks off or falls silent; its Retry-After counts.
 *
 * @returns the last answer
 * @throws DiffusionError the last one, or CANCELLED
 */
export async function askPatiently<Body>(question: () => Promise<Answer<Body>>, signal: AbortSignal, wait: Wait): Promise<Answer<Body>> {
  for (let tried = 1; ; tried++) {
    const found = await question().catch((thrown: unknown) => DiffusionError.from(thrown));
    const failed = found instanceof DiffusionError;
    const code = failed ? found.code : codeOfStatus(found);
    const most = code === 'ARCHIVE_TIMEOUT' ? TRIES_OF_SILENCE : TRIES;
    if (tried >= most || code === undefined || !LATER.has(code)) {
      if (failed) throw found;
      return found;
    }
    await wait(Math.min((failed ? undefined : found.retryAfter) ?? FIRST_PAUSE * 2 ** (tried - 1), LONGEST_WAIT), signal);
  }
}
