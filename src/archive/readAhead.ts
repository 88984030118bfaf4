/** What waits in one Blob. */
const BLOB = 2 ** 22;

/**
 * The pieces of a body. It is read as fast as it comes, however long the pieces take whoever asks for them: an archive may hang up on a reader who is
 * slower than it is itself (Orthanc does, within seconds). What waits is held in Blobs, which a browser keeps outside of the page.
 *
 * @param come called with the bytes of each piece that has come
 */
export async function* readAhead(
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
  come: (bytes: number) => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const waiting: Blob[] = [];
  let [here, bytes]: [Uint8Array<ArrayBuffer>[], number] = [[], 0];
  let end: { failure?: unknown } | undefined;
  let wake: () => void = () => undefined;
  const pump = async () => {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      come(next.value.byteLength);
      here.push(next.value);
      bytes += next.value.byteLength;
      if (bytes >= BLOB) {
        waiting.push(new Blob(here));
        [here, bytes] = [[], 0];
      }
      wake();
    }
  };
  void pump()
    .then(
      () => (end = {}),
      (failure: unknown) => (end = { failure }),
    )
    .then(() => wake());
  try {
    for (;;) {
      const blob = waiting.shift();
      if (blob) yield new Uint8Array(await blob.arrayBuffer());
      else if (here.length > 0) {
        const pieces = here;
        [here, bytes] = [[], 0];
        yield* pieces;
      } else if (end) {
        if ('failure' in end) throw end.failure;
        return;
      } else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    // Of a body that has come as a whole this says nothing; any other is not waited for.
    await reader.cancel().catch(() => undefined);
  }
}
