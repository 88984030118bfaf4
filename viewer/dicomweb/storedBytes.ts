import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import type { ByteRange } from './dicomJson';

/** Where the bytes of an instance lie. */
export interface Stored {
  readonly file: string;
  /** Where the deflated data set begins in the file; places count in the inflated one. */
  readonly deflatedFrom?: number;
}

/**
 * Bytes of an instance where its places count: of the file, or of its data set inflated. They come in pieces, fewer in all where the file ends early,
 * and are never held together.
 */
export async function* bytesOf({ file, deflatedFrom }: Stored, { offset, length }: ByteRange): AsyncGenerator<Buffer, void, undefined> {
  if (length === 0) return;
  if (deflatedFrom === undefined) {
    yield* createReadStream(file, { start: offset, end: offset + length - 1 }) as AsyncIterable<Buffer>;
    return;
  }
  const inflated = createInflateRaw();
  // What fails ends the reading below.
  pipeline(createReadStream(file, { start: deflatedFrom }), inflated, () => undefined);
  let at = 0;
  for await (const piece of inflated as AsyncIterable<Buffer>) {
    const from = Math.max(0, offset - at);
    at += piece.length;
    if (at > offset) yield piece.subarray(from, Math.min(piece.length, piece.length - (at - offset - length)));
    if (at >= offset + length) return;
  }
}

/** As `bytesOf`, together. */
export async function readRange<T extends Stored>(instance: T, range: ByteRange): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of bytesOf(instance, range)) pieces.push(piece);
  return Buffer.concat(pieces);
}
