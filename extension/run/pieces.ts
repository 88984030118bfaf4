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

/** Does a piece of work for each item, a slice as a rule; the page draws and listens meanwhile. */
export async function inPieces<T, U>(items: Iterable<T>, work: (item: T, index: number) => U): Promise<U[]> {
  const done: U[] = [];
  let end = performance.now() + PIECE_MS;
  let index = 0;
  for (const item of items) {
    if (performance.now() >= end) {
      await turn();
      end = performance.now() + PIECE_MS;
    }
    done.push(work(item, index++));
  }
  return done;
}
