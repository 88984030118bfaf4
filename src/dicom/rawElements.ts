/** How a data set is encoded (PS3.5 annex A). */
export interface Encoding {
  explicit: boolean;
  littleEndian: boolean;
}

/** An element by its place in the file; its value is not looked at. */
export interface RawElement {
  /** As written; undefined in Implicit VR. */
  vr: string | undefined;
  /** Of the value, in bytes; where `until` ended the reading and the length is not defined, to the end. */
  from: number;
  to: number;
  /** Of a sequence. */
  items?: RawDataset[];
}
/** By tag: eight upper-case hexadecimal digits. */
export interface RawDataset {
  elements: Map<string, RawElement>;
  encoding: Encoding;
}

export const IMPLICIT: Encoding = { explicit: false, littleEndian: true };
export const EXPLICIT: Encoding = { explicit: true, littleEndian: true };

const UNDEFINED_LENGTH = 0xffffffff;
const ITEM = 'FFFEE000';
const ITEM_END = 'FFFEE00D';
const SEQUENCE_END = 'FFFEE0DD';
/** VRs with a length of two bytes; all others, also those to come, have four (PS3.5 7.1.2). */
const SHORT = new Set([
  'AE',
  'AS',
  'AT',
  'CS',
  'DA',
  'DS',
  'DT',
  'FD',
  'FL',
  'IS',
  'LO',
  'LT',
  'PN',
  'SH',
  'SL',
  'SS',
  'ST',
  'TM',
  'UI',
  'UL',
  'US',
]);

/** As much of a DataView as is read: a file that is not in memory can be one. */
export type RawBytes = Pick<DataView, 'byteLength' | 'getUint8' | 'getUint16' | 'getUint32'>;

/** How much one file may hold, for whoever reads files of strangers. */
export interface RawLimits {
  /** Of sequences in sequences. */
  depth: number;
  /** Elements, items and fragments in all. */
  elements: number;
}
const NO_LIMITS: RawLimits = { depth: Infinity, elements: Infinity };

/** Says of a tag whether the standard calls it a sequence; a file in Implicit VR does not, nor does one that wrote it as UN. */
export type IsSequence = (tag: string) => boolean;

/** Reads the elements of a file one behind the other. @throws RangeError, SyntaxError where bytes are missing or are no elements */
export class RawReader {
  private readonly view: RawBytes;
  private met = 0;

  constructor(
    bytes: Uint8Array | RawBytes,
    private readonly isSequence: IsSequence,
    /** Of a data set that is no item: reading ends with the first of these. */
    private readonly until: readonly string[],
    private readonly limits = NO_LIMITS,
  ) {
    this.view = bytes instanceof Uint8Array ? new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) : bytes;
  }

  private tagAt(at: number, little: boolean): string {
    const half = (offset: number) =>
      this.view
        .getUint16(at + offset, little)
        .toString(16)
        .padStart(4, '0');
    return `${half(0)}${half(2)}`.toUpperCase();
  }

  private headAt(start: number, { explicit, littleEndian: little }: Encoding) {
    const tag = this.tagAt(start, little);
    if (++this.met > this.limits.elements) throw new RangeError(`more than ${this.limits.elements} elements`);
    if (!explicit || tag.startsWith('FFFE')) return { tag, vr: undefined, length: this.view.getUint32(start + 4, little), from: start + 8 };
    const vr = String.fromCharCode(this.view.getUint8(start + 4), this.view.getUint8(start + 5));
    if (!/^[A-Z]{2}$/.test(vr)) throw new SyntaxError('bytes that are no element');
    if (SHORT.has(vr)) return { tag, vr, length: this.view.getUint16(start + 6, little), from: start + 8 };
    return { tag, vr, length: this.view.getUint32(start + 8, little), from: start + 12 };
  }

  /** The file's own header (PS3.10 7.1), and where it ends. */
  meta(start: number): { dataset: RawDataset; at: number } {
    const elements = new Map<string, RawElement>();
    let at = start;
    while (at + 8 <= this.view.byteLength && this.view.getUint16(at, true) === 2) {
      const { tag, vr, length, from } = this.headAt(at, EXPLICIT);
      at = this.within(from + length, this.view.byteLength);
      elements.set(tag, { vr, from, to: at });
    }
    return { dataset: { elements, encoding: EXPLICIT }, at };
  }

  private within(at: number, end: number): number {
    if (at > end) throw new RangeError(`${at - end} bytes are missing`);
    return at;
  }

  /** A data set from `start` on: to `end`, to the tag where reading ends, or to the end of an item of undefined length. */
  dataset(start: number, end: number, encoding: Encoding, depth = 0): { dataset: RawDataset; at: number } {
    if (depth > this.limits.depth) throw new RangeError(`sequences in sequences, more than ${this.limits.depth} deep`);
    const elements = new Map<string, RawElement>();
    const dataset = { elements, encoding };
    let at = start;
    while (at < end) {
      const { tag, vr, length, from } = this.headAt(at, encoding);
      if (tag === ITEM_END) return { dataset, at: from };
      if (depth === 0 && this.until.includes(tag)) {
        elements.set(tag, { vr, from, to: length === UNDEFINED_LENGTH ? end : Math.min(from + length, end) });
        return { dataset, at: end };
      }
      const unknown = vr === 'UN' || vr === undefined;
      if (length === UNDEFINED_LENGTH) {
        // What is unknown and has no length is a sequence in Implicit VR (PS3.5 6.2.2, note 2).
        const inside = vr === 'UN' ? IMPLICIT : encoding;
        const sequence = unknown || vr === 'SQ';
        const { items, at: next } = sequence ? this.items(from, end, inside, depth) : this.fragments(from, end, encoding);
        elements.set(tag, { vr, from, to: next, ...(items && { items }) });
        at = next;
      } else {
        at = this.within(from + length, end);
        const items = vr === 'SQ' || (unknown && this.isSequence(tag)) ? this.known({ from, to: at, vr }, encoding, depth) : undefined;
        elements.set(tag, { vr, from, to: at, ...(items && { items }) });
      }
    }
    return { dataset, at };
  }

  /** The items of a sequence whose length is known. As UN they are in Implicit VR; some writers leave them as they were. */
  private known({ from, to, vr }: RawElement, encoding: Encoding, depth: number): RawDataset[] | undefined {
    if (vr !== 'UN') return this.items(from, to, encoding, depth, to).items;
    for (const inside of [IMPLICIT, encoding]) {
      try {
        return this.items(from, to, inside, depth, to).items;
      } catch {
        // The other way, or not at all: nobody needs what was sent as unknown.
      }
    }
    return undefined;
  }

  /** @param stop where the sequence ends, if it has a length */
  private items(start: number, end: number, encoding: Encoding, depth: number, stop?: number): { items: RawDataset[]; at: number } {
    const items: RawDataset[] = [];
    let at = start;
    while (stop === undefined || at < stop) {
      const { tag, length, from } = this.headAt(this.within(at, end), encoding);
      if (tag === SEQUENCE_END) return { items, at: from };
      if (tag !== ITEM) throw new SyntaxError('a sequence of something else than items');
      const open = length === UNDEFINED_LENGTH;
      const inside = this.dataset(from, open ? end : this.within(from + length, end), encoding, depth + 1);
      items.push(inside.dataset);
      at = open ? inside.at : from + length;
    }
    return { items, at };
  }

  /** Passes over encapsulated bytes. */
  private fragments(start: number, end: number, encoding: Encoding): { items?: undefined; at: number } {
    let at = start;
    for (;;) {
      const { tag, length, from } = this.headAt(this.within(at, end), encoding);
      at = this.within(from + length, end);
      if (tag === SEQUENCE_END) return { at };
      if (tag !== ITEM) throw new SyntaxError('fragments of something else than items');
    }
  }
}
