import { createReadStream } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { DiffusionError } from '../core/errors';

/** A file from its beginning to its end, in pieces: packed or not, no more of it is in memory than is asked for. */
export interface ByteStream {
  /** The next `count` bytes; fewer only where the file ends. */
  read(count: number): Promise<Uint8Array>;
  /** Passes over bytes. */
  skip(count: number): Promise<void>;
  /** Reads on to the end of a packed file, for its checksum, but at most `most` bytes. @returns how many bytes there were, Infinity above */
  rest(most: number): Promise<number>;
  /** Bytes of the file as it lies there. */
  readonly size: number;
  /** Most bytes that the file can hold unpacked. */
  readonly most: number;
  readonly packed: boolean;
  close(): Promise<void>;
}

const CHUNK = 2 ** 20;
/** Deflate packs no tighter than this (RFC 1951: 258 bytes in two bits). */
const TIGHTEST = 1032;

const stopped = () => new DiffusionError('CANCELLED');

function plainBytes(file: FileHandle, size: number, signal: AbortSignal | undefined): ByteStream {
  let position = 0;
  return {
    size,
    most: size,
    packed: false,
    read: async (count) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(count, size - position)));
      for (let done = 0; done < bytes.length;) {
        if (signal?.aborted) throw stopped();
        const { bytesRead } = await file.read(bytes, done, Math.min(16 * CHUNK, bytes.length - done), position);
        if (bytesRead === 0) return bytes.subarray(0, done);
        done += bytesRead;
        position += bytesRead;
      }
      return bytes;
    },
    skip: (count) => Promise.resolve(void (position += count)),
    rest: () => Promise.resolve(size - position),
    close: () => file.close(),
  };
}

function packedBytes(path: string, packed: number, signal: AbortSignal | undefined): ByteStream {
  const source = createReadStream(path, { highWaterMark: CHUNK });
  const unpacked = createGunzip({ chunkSize: CHUNK });
  source.on('error', (error) => unpacked.destroy(error));
  const chunks = source.pipe(unpacked)[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let left: Uint8Array = new Uint8Array(0);
  /** Hands on pieces of at most `count` bytes in all. */
  const take = async (count: number, use: (piece: Uint8Array) => void): Promise<number> => {
    let done = 0;
    while (done < count) {
      if (signal?.aborted) throw stopped();
      if (left.length === 0) {
        const next = await chunks.next().catch((cause: unknown) => {
          throw new DiffusionError('NIFTI_DAMAGED', { measured: 'gzip data that cannot be unpacked', cause });
        });
        if (next.done) break;
        left = next.value;
      }
      const piece = left.subarray(0, count - done);
      left = left.subarray(piece.length);
      use(piece);
      done += piece.length;
    }
    return done;
  };
  return {
    size: packed,
    most: packed * TIGHTEST,
    packed: true,
    read: async (count) => {
      const bytes = new Uint8Array(count);
      let done = 0;
      await take(count, (piece) => {
        bytes.set(piece, done);
        done += piece.length;
      });
      return bytes.subarray(0, done);
    },
    skip: async (count) => void (await take(count, () => undefined)),
    rest: async (most) => {
      const count = await take(most + 1, () => undefined);
      return count > most ? Infinity : count;
    },
    close: () => {
      source.destroy();
      unpacked.destroy();
      return Promise.resolve();
    },
  };
}

/**
 * Opens a file that may be packed with gzip, whatever its name says.
 *
 * @throws DiffusionError INPUT_UNREADABLE for what is no file: a pipe would be waited for without an end
 */
export async function openBytes(path: string, signal?: AbortSignal): Promise<ByteStream> {
  if (!(await stat(path)).isFile()) throw new DiffusionError('INPUT_UNREADABLE', { measured: 'a folder, a pipe, a socket or a device' });
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    if (buffer[0] !== 0x1f || buffer[1] !== 0x8b) return plainBytes(file, size, signal);
    await file.close();
    return packedBytes(path, size, signal);
  } catch (error) {
    await file.close().catch(() => undefined);
    throw error;
  }
}
