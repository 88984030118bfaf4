import type { Pause } from '../../src/core/steps';

/** Work on the page's thread at a time, ms: less than a frame. */
const PIECE_MS = 12;

/** A turn of the event loop; a message to ourselves is not throttled in a page in the background, as timers are. */
const turn = () =>
  new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });

/** Between the steps of a long work: goes on at once for 12 ms, then lets the page draw and listen. */
export function pacing(): Pause {
  let end = performance.now() + PIECE_MS;
  return () => {
    if (performance.now() < end) return undefined;
    return turn().then(() => void (end = performance.now() + PIECE_MS));
  };
}

/** Does a piece of work for each item, a slice as a rule; the page draws and listens meanwhile. */
export async function inPieces<T, U>(items: Iterable<T>, work: (item: T, index: number) => U): Promise<U[]> {
  const done: U[] = [];
  const pause = pacing();
  let index = 0;
  for (const item of items) {
    const others = pause();
    if (others) await others;
    done.push(work(item, index++));
  }
  return done;
}
