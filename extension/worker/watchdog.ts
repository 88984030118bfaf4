import { DiffusionError } from '../../src/core/errors';

/** Silence for this long during a call means that the worker is dead: a lost device can hang it for good, and one that was killed says nothing. */
export const SILENCE_MS = 180_000;
/** What was said meanwhile is heard first, where the page itself was asleep. */
const GRACE_MS = 2_000;

export interface Watchdog {
  /** Rejects when the worker is silent, reports a crash, or is ended on purpose. */
  failed: Promise<never>;
  /** The worker has said something. */
  beat: () => void;
  stop: () => void;
}

/**
 * @param answers whether the worker has answered before: one that never did could not be loaded
 * @param ended fires when it is ended on purpose
 */
export function watchdog(worker: Worker, answers: boolean, ended: AbortSignal): Watchdog {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let fail: (error: DiffusionError) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  failed.catch(() => undefined);
  let heard = answers;
  const stopped = (measured: string) => fail(new DiffusionError('ENGINE_STOPPED', { measured }));
  const onError = (event: Event) => {
    event.preventDefault();
    if (heard) stopped('the worker crashed');
    else fail(new DiffusionError('ENGINE_MISSING', { measured: 'the worker script: an error in it' }));
  };
  const silent = () => (timer = setTimeout(() => stopped(`no sign for ${SILENCE_MS / 1000} s`), GRACE_MS));
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(silent, SILENCE_MS);
  };
  const onEnded = () => stopped('the engine was closed');
  worker.addEventListener('error', onError);
  ended.addEventListener('abort', onEnded);
  wait();
  // While the worker was starting.
  if (ended.aborted) onEnded();
  return {
    failed,
    beat: () => {
      heard = true;
      wait();
    },
    stop: () => {
      clearTimeout(timer);
      worker.removeEventListener('error', onError);
      ended.removeEventListener('abort', onEnded);
    },
  };
}

/** The same function, each call of which is a sign of life. */
export const beating =
  <Given extends unknown[], T>(beat: () => void, heard: (...given: Given) => T) =>
  (...given: Given): T => {
    beat();
    return heard(...given);
  };
