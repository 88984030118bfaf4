import type { ByteSource } from './byteSource';
import { UnreadableFile } from './header';
import { LIMITS } from './limits';

/** The items of encapsulated pixels (PS3.5 section A.4), by their places. */
export interface Fragments {
  readonly offsets: readonly number[];
  readonly lengths: readonly number[];
  /** Of the basic offset table, in bytes from the first fragment's item; empty where the file gives none. */
  readonly table: readonly number[];
}

/** Tag and length. */
const HEAD = 8;
const [ITEM, SEQUENCE_END] = [0xe000fffe, 0xe0ddfffe];

/** @throws UnreadableFile where an item reaches beyond the file, or something else than items stands there */
export function fragmentsAt(source: ByteSource, start: number): Fragments {
  const offsets: number[] = [];
  const lengths: number[] = [];
  for (let at = start; ;) {
    if (at + HEAD > source.byteLength) throw new UnreadableFile('compressed pixels without an end');
    const tag = source.getUint32(at, true);
    if (tag === SEQUENCE_END) break;
    if (tag !== ITEM) throw new UnreadableFile('compressed pixels that are not in items');
    const length = source.getUint32(at + 4, true);
    const left = source.byteLength - at - HEAD;
    if (length > left) throw new UnreadableFile(`a fragment of ${length} bytes, of which the file has ${left}`);
    if (offsets.length > LIMITS.fragments) throw new UnreadableFile(`more than ${LIMITS.fragments} fragments of compressed pixels`);
    offsets.push(at + HEAD);
    lengths.push(length);
    at += HEAD + length;
  }
  const [tableAt, tableLength] = [offsets.shift(), lengths.shift()];
  if (tableAt === undefined || tableLength === undefined || offsets.length === 0)
    throw new UnreadableFile('compressed pixels without content');
  // One entry per frame, and no frame without a fragment.
  if (tableLength > 4 * offsets.length) throw new UnreadableFile(`an offset table of ${tableLength} bytes for ${offsets.length} fragments`);
  const bytes = source.slice(tableAt, tableLength);
  return { offsets, lengths, table: Array.from({ length: tableLength >> 2 }, (_, n) => bytes.readUInt32LE(4 * n)) };
}

/**
 * The first fragment of each frame: by the offset table, else they are one each, else by the codestreams' first bytes.
 *
 * @throws UnreadableFile where they are not as many as `count`, or the table leads elsewhere
 */
export function firstOfFrames(source: ByteSource, { offsets, table }: Fragments, count: number): number[] {
  if (count === 1) return [0];
  if (offsets.length < count) throw new UnreadableFile(`${count} frames in ${offsets.length} fragments of compressed pixels`);
  if (table.length === count) return byTable(offsets, table);
  if (offsets.length === count) return offsets.map((_, n) => n);
  const first = offsets.flatMap((offset, n) => (n === 0 || beginsCodestream(source.slice(offset, 2)) ? [n] : []));
  if (first.length !== count) throw new UnreadableFile(`${first.length} frames of compressed pixels, where the header says ${count}`);
  return first;
}

function byTable(offsets: readonly number[], table: readonly number[]): number[] {
  // Entries count from the first byte of the first fragment's item tag.
  const base = (offsets[0] ?? 0) - HEAD;
  const places = new Map(offsets.map((offset, n) => [offset - HEAD - base, n]));
  let last = -1;
  return table.map((entry, frame) => {
    const place = places.get(entry);
    if (place === undefined || place <= last || (frame === 0 && place !== 0)) {
      throw new UnreadableFile(`an offset table that leads to no pixels of frame ${frame + 1}`);
    }
    last = place;
    return place;
  });
}

/** JPEG and JPEG-LS, JPEG 2000. */
const beginsCodestream = ([a, b]: Buffer): boolean => a === 0xff && (b === 0xd8 || b === 0x4f);
