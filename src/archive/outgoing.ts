import { inSteps, type Pause } from '../core/steps';
import type { EncodedFile } from '../dicom/encode';
import type { FiledInstance } from '../filing/Filing';
import { ContentReader } from './content';
import { multipartWriter } from './multipart';
import type { Item } from './outcome';

/** Bytes that are hashed and handed over at a time: about 2 ms. */
const STRIDE = 2 ** 18;
/** A browser takes what is in a Blob out of the page's memory when the Blob is made; with smaller ones there would be thousands. */
const BLOB = 2 ** 22;

type Bytes = Uint8Array<ArrayBuffer>;

/** A file piece by piece, and what an archive must give back of it. */
async function* readThrough(file: EncodedFile, pause: Pause, heard: (digest: string) => void): AsyncGenerator<Bytes, void, undefined> {
  const reader = new ContentReader();
  for (const piece of file.pieces()) {
    for (let at = 0; at < piece.length; at += STRIDE) {
      const part = piece.subarray(at, at + STRIDE);
      reader.push(part);
      yield part;
      await pause();
    }
  }
  heard(reader.end().digest);
}

/** What an archive must give back of an instance. @throws DiffusionError of its writer */
export async function digestOf(instance: FiledInstance, pause: Pause): Promise<string> {
  let digest = '';
  const file = await inSteps(instance.encode(), pause);
  for await (const _ of readThrough(file, pause, (found) => (digest = found)));
  return digest;
}

/** An instance whose header is made. */
export interface ReadyItem {
  item: Item;
  file: EncodedFile;
}

/** A body of several instances: its pixels are made while it is read, and each item gets its digest then. */
export interface OutgoingBody {
  type: string;
  length: number;
  pieces: () => AsyncGenerator<Bytes, void, undefined>;
}

export function outgoing(ready: readonly ReadyItem[], pause: Pause): OutgoingBody {
  const writer = multipartWriter('application/dicom');
  const text = (words: string) => new TextEncoder().encode(words);
  const parts = ready.map(({ item, file }) => ({ item, file, opening: text(writer.opening('application/dicom', file.length)) }));
  const closing = text(writer.closing);
  return {
    type: writer.contentType,
    length: parts.reduce((sum, { opening, file }) => sum + opening.length + file.length, closing.length),
    pieces: async function* () {
      for (const { item, file, opening } of parts) {
        yield opening;
        yield* readThrough(file, pause, (digest) => (item.digest = digest));
      }
      yield closing;
    },
  };
}

/** The body as a browser can send it: gathered piece by piece, and held outside of the page. */
export async function blobOf({ pieces }: OutgoingBody): Promise<Blob> {
  const blobs: Blob[] = [];
  let [gathered, bytes]: [Bytes[], number] = [[], 0];
  const gather = () => {
    blobs.push(new Blob(gathered));
    [gathered, bytes] = [[], 0];
  };
  for await (const piece of pieces()) {
    gathered.push(piece);
    bytes += piece.length;
    if (bytes >= BLOB) gather();
  }
  gather();
  return new Blob(blobs);
}
