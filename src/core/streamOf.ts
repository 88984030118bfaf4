import type { Pause } from './steps';

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Pieces as a stream that makes the next one when the last one has been taken; a browser writes it to its disk by `new Response(stream).blob()`.
 *
 * @param pause lets others in
 */
export const streamOf = (pieces: Iterator<Bytes> | AsyncIterator<Bytes>, pause: Pause = () => undefined): ReadableStream<Bytes> =>
  new ReadableStream(
    {
      async pull(controller) {
        for (;;) {
          await pause();
          const next = await pieces.next();
          if (next.done) return controller.close();
          if (next.value.length > 0) return controller.enqueue(next.value);
        }
      },
      cancel: async () => void (await pieces.return?.()),
    },
    { highWaterMark: 0 },
  );
