import { keywordOf, vrOf } from './dictionary';

/** Who listens to a file that comes in. Depth is 0 for the dataset itself, and grows with each item. */
export interface Listener {
  /** The transfer syntax, before the dataset begins. @returns false where the rest is not to be read */
  syntax(uid: string): boolean;
  /** Whether the value of an element of the dataset itself is to be told, a sequence with all that lies in it; anything else is passed over. */
  wants(tag: string): boolean;
  /** A whole value; of an element in a sequence that is wanted, with the depth at which it stands. */
  value(tag: string, value: Uint8Array, depth: number): void;
  /** A part of the pixels, as it comes. */
  pixels(piece: Uint8Array): void;
}

/** So many bytes: as one, or to `to` as they come. */
interface Need {
  bytes: number;
  to?: (piece: Uint8Array) => void;
}
type Reading<T = void> = Generator<Need, T, Uint8Array>;

/** VRs with two reserved bytes and a length of four (PS3.5 7.1.2). */
const LONG = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);
const PIXELS = new Set(['7FE00008', '7FE00009', '7FE00010']);
const UNDEFINED = 0xffffffff;
const [ITEM, ITEM_END, SEQUENCE_END] = ['FFFEE000', 'FFFEE00D', 'FFFEE0DD'];
const IMPLICIT = '1.2.840.10008.1.2';
const [PREAMBLE, TRANSFER_SYNTAX, META] = [132, '00020010', '0002'];
const latin1 = new TextDecoder('latin1');
const pass = () => undefined;

/** Text of a value without what pads it. */
export const plainText = (value: Uint8Array): string => latin1.decode(value).replace(/[\0 ]+$/, '');

/**
 * Reads a Part 10 file as it comes, without holding it: an explicit or implicit little-endian dataset, sequences of known and of undefined length.
 * Pixels are told in the pieces in which they come, and end the reading.
 */
export class FileScan {
  /** What has come and is not yet enough. */
  private pending = new Uint8Array(0);
  private place = 0;
  private need: Need | undefined;
  private readonly reading: Reading;
  /** The file does not begin as one of DICOM. */
  strange = false;

  constructor(private readonly listener: Listener) {
    this.reading = this.file();
    this.need = this.reading.next().value as Need | undefined;
  }

  push(piece: Uint8Array): void {
    let rest = piece;
    while (this.need && (rest.length > 0 || this.need.bytes === 0)) {
      const { bytes, to } = this.need;
      if (to && bytes > 0) {
        const part = rest.subarray(0, bytes);
        to(part);
        this.place += part.length;
        rest = rest.subarray(part.length);
        if (part.length < bytes) {
          this.need = { bytes: bytes - part.length, to };
          return;
        }
        this.next(new Uint8Array(0));
        continue;
      }
      const missing = bytes - this.pending.length;
      const held = new Uint8Array(this.pending.length + Math.min(missing, rest.length));
      held.set(this.pending);
      held.set(rest.subarray(0, missing), this.pending.length);
      rest = rest.subarray(Math.min(missing, rest.length));
      this.pending = held;
      if (held.length < bytes) return;
      this.pending = new Uint8Array(0);
      this.place += bytes;
      this.next(held);
    }
  }

  private next(bytes: Uint8Array): void {
    const { done, value } = this.reading.next(bytes);
    this.need = done ? undefined : value;
  }

  private *file(): Reading {
    const preamble = yield { bytes: PREAMBLE };
    if (latin1.decode(preamble.subarray(128)) !== 'DICM') {
      this.strange = true;
      return;
    }
    let syntax = '';
    // The group before the dataset is always explicit; its first element that is not of it belongs to the dataset.
    for (;;) {
      const head = yield { bytes: 4 };
      const tag = tagOf(head);
      if (!tag.startsWith(META)) {
        if (this.listener.syntax(syntax)) yield* this.dataset(Infinity, syntax === IMPLICIT, 0, tag);
        return;
      }
      const { length } = yield* this.head(tag, false);
      const value = yield { bytes: length };
      if (tag === TRANSFER_SYNTAX) syntax = plainText(value);
    }
  }

  /** VR and length of an element whose tag has been read. */
  private *head(tag: string, implicit: boolean): Reading<{ vr: string; length: number }> {
    if (implicit || tag.startsWith('FFFE')) return { vr: vrOf(keywordOf(tag) ?? '') ?? 'UN', length: uint32(yield { bytes: 4 }) };
    const bytes = yield { bytes: 4 };
    const vr = latin1.decode(bytes.subarray(0, 2));
    if (LONG.has(vr)) return { vr, length: uint32(yield { bytes: 4 }) };
    return { vr, length: (bytes[2] ?? 0) | ((bytes[3] ?? 0) << 8) };
  }

  /**
   * Elements up to `end`, or to the delimiter of their item.
   *
   * @param depth of wanted elements; -1 inside of what is passed over
   */
  private *dataset(end: number, implicit: boolean, depth: number, first?: string): Reading {
    const { listener } = this;
    for (let tag = first; this.place < end; tag = undefined) {
      tag ??= tagOf(yield { bytes: 4 });
      const { vr, length } = yield* this.head(tag, implicit);
      if (tag === ITEM_END) return;
      if (depth === 0 && PIXELS.has(tag)) {
        yield { bytes: length, to: (piece) => listener.pixels(piece) };
        return;
      }
      const wanted = depth > 0 || (depth === 0 && listener.wants(tag));
      if (length === UNDEFINED || (wanted && vr === 'SQ')) {
        if (wanted) listener.value(tag, new Uint8Array(0), depth);
        const until = length === UNDEFINED ? Infinity : this.place + length;
        // What a writer did not know is implicit inside (PS3.5 6.2.2).
        yield* this.items(until, implicit || vr === 'UN', wanted ? depth + 1 : -1);
      } else if (wanted) listener.value(tag, yield { bytes: length }, depth);
      else yield { bytes: length, to: pass };
    }
  }

  private *items(end: number, implicit: boolean, depth: number): Reading {
    while (this.place < end) {
      const tag = tagOf(yield { bytes: 4 });
      const length = uint32(yield { bytes: 4 });
      if (tag === SEQUENCE_END) return;
      if (depth > 0) this.listener.value(ITEM, new Uint8Array(0), depth);
      yield* this.dataset(length === UNDEFINED ? Infinity : this.place + length, implicit, depth);
    }
  }
}

const hex = (byte = 0) => byte.toString(16).padStart(2, '0').toUpperCase();
const tagOf = ([a, b, c, d]: Uint8Array) => hex(b) + hex(a) + hex(d) + hex(c);
const uint32 = ([a = 0, b = 0, c = 0, d = 0]: Uint8Array) => (a | (b << 8) | (c << 16)) + d * 2 ** 24;
