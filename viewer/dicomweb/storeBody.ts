import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Request } from 'express';
import { LIMITS } from './limits';
import { RequestError } from './requestError';

const DECODERS = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress } as const;
const isKnown = (coding: string): coding is keyof typeof DECODERS => Object.hasOwn(DECODERS, coding);

/**
 * The body of a store request as it comes, counted before anybody keeps it: of a compressed one what it inflates to.
 *
 * @throws RequestError 413 above LIMITS, also where only the announced length is, 415 for another coding, 400 for a body that breaks off
 */
export async function* storeBody(request: Request): AsyncGenerator<Buffer, void, undefined> {
  const coding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  const most = coding === 'identity' ? LIMITS.bodyBytes : LIMITS.inflatedBodyBytes;
  const tooLong = new RequestError(413, `a store request holds ${most} bytes at most, inflated; send the instances in several`);
  if (Number(request.headers['content-length'] ?? 0) > most) throw tooLong;
  if (coding !== 'identity' && !isKnown(coding)) throw new RequestError(415, 'the Content-Encoding of a body can be gzip, deflate or br');
  // Some other handler may have read it before.
  if (Buffer.isBuffer(request.body)) return yield request.body;
  const decoder = coding === 'identity' ? undefined : DECODERS[coding]();
  const ended = (error: Error) => void decoder?.destroy(error);
  if (decoder) request.once('error', ended).pipe(decoder);
  let length = 0;
  try {
    // The connection stays open, for the answer.
    for await (const piece of (decoder ?? request).iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      length += piece.length;
      if (length > most) throw tooLong;
      yield piece;
    }
  } catch (error) {
    if (error instanceof RequestError) throw error;
    throw new RequestError(400, decoder ? `the body is no whole ${coding} data` : 'the body breaks off');
  } finally {
    request.off('error', ended);
    if (decoder) {
      request.unpipe(decoder);
      decoder.destroy();
    }
  }
}

/** Lets go of what was not read of a body, so that a client that is still sending hears the answer; one that does not stop is cut off. */
export function drop(request: Request): void {
  if (request.complete || request.destroyed) return;
  request.resume();
  setTimeout(() => void (request.complete || request.socket.destroy()), PATIENCE_MS).unref();
}
const PATIENCE_MS = 10_000;
