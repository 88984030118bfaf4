import { DiffusionError } from '../core/errors';
import { joined } from '../core/joined';
import type { Steps } from '../core/steps';
import { type Encoding, EXPLICIT, IMPLICIT } from './encoding';

/** An element, or an item, by its place; its value is not looked at. All places are bytes from the beginning of what is walked. */
export interface Head {
  /** Group and element as one number: 0x7fe00010. */
  tag: number;
  /** As written, UN where it is none that is known; undefined in Implicit VR, and of items. */
  vr: string | undefined;
  start: number;
  /** Of its value. Where that has no length, `to` is known when it has been walked over, and until then where it must end at the latest. */
  from: number;
  to: number;
  /** A delimiter ends it, no length. */
  open: boolean;
}

/** Bytes that lie elsewhere, as in a file on a disk: only those are fetched that are looked at. */
export interface ByteSource extends Pick<DataView, 'byteLength' | 'getUint8' | 'getUint16' | 'getUint32'> {
  slice(offset: number, length: number): Uint8Array;
}

/** How many elements, items and fragments may be met in all, and have been: shared by walks over the same bytes. */
export interface Budget {
  most: number;
  met: number;
}

/** Says of each element of a data set what becomes of it. */
export interface Listener {
  element: (head: Head) => Plan;
}

/** The items of a sequence: one without a listener is passed over. */
export interface Items {
  encoding: Encoding;
  item: (head: Head) => Listener | undefined;
}

/** What becomes of the value of an element: `stop` ends the walk behind its head, and does not believe its length. */
export type Plan =
  | 'pass'
  | 'stop'
  /** Told whole. */
  | { whole: (value: Uint8Array) => void }
  /** Told as it comes; then the walk ends. */
  | { last: (piece: Uint8Array) => void }
  | Items;

const UNDEFINED_LENGTH = 0xffffffff;
const [DELIMITERS, ITEM, ITEM_END, SEQUENCE_END] = [0xfffe, 0xfffee000, 0xfffee00d, 0xfffee0dd];
/** VRs with a length of two bytes, and with one of four behind two that are zero; so have all that are still to come (PS3.5 7.1.2). */
const SHORT = new Set('AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US'.split(' '));
const LONG = new Set('OB OD OF OL OV OW SQ SV UC UN UR UT UV'.split(' '));
/** Sequences in sequences: trees of reports reach some twenty levels. */
const DEEPEST = 100;

/** Eight upper-case hexadecimal digits. */
export const tagText = (tag: number): string => tag.toString(16).toUpperCase().padStart(8, '0');

/** Bytes that are looked at in one piece. */
const STRIDE = 2 ** 15;

const PASS: Listener = { element: () => 'pass' };

const damaged = (measured: string, allowed?: string) => new DiffusionError('DICOM_DAMAGED', { measured, ...(allowed && { allowed }) });
const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array) => new DataView(buffer, byteOffset, byteLength);

/** @throws DiffusionError DICOM_DAMAGED where an element, or an item, is longer than what it stands in */
export function checkLength({ from, to }: Head, end: number, what: string): void {
  if (to > end) throw damaged(`${Math.max(0, end - from)} bytes of ${what}`, `${to - from}, as the file announces`);
}

/** What is unknown and has no length is a sequence in Implicit VR (PS3.5 6.2.2, note 2); anything else without a length is the fragments of pixels. */
const passedOver = ({ vr }: Head, encoding: Encoding): Items => ({
  encoding: vr === 'UN' ? IMPLICIT : encoding,
  item: ({ open }) => (open && (vr === undefined || vr === 'UN' || vr === 'SQ') ? PASS : undefined),
});

/**
 * The one walk over the elements of DICOM. It believes no length: what reaches beyond the bytes, or beyond what it stands in, is damage, and
 * nothing is made as long as the file announces. A listener says which values are looked at and which sequences are entered; of the others
 * only the place is read.
 *
 * Bytes may be all here, or come in pieces: then a walk waits at its `yield`, and holds no more than what it has not passed.
 * All its generators throw DiffusionError DICOM_DAMAGED.
 */
export class Walk {
  private view: DataView | ByteSource;
  /** Where `view` begins. */
  private base = 0;
  private padding: number | undefined;

  /** @param complete whether no more bytes come */
  constructor(
    bytes: Uint8Array | ByteSource,
    public at = 0,
    private readonly complete = true,
    private readonly budget: Budget = { most: Infinity, met: 0 },
  ) {
    this.view = bytes instanceof Uint8Array ? viewOf(bytes) : bytes;
  }

  /** The next bytes of what comes in pieces. */
  add(piece: Uint8Array): void {
    const rest = this.bytes(this.at, this.here);
    this.base = this.at;
    this.view = viewOf(rest.length === 0 ? piece : joined([rest, piece]));
  }

  /** End of what is here. */
  private get here(): number {
    return this.base + this.view.byteLength;
  }

  private bytes(from: number, to: number): Uint8Array {
    if (!(this.view instanceof DataView)) return this.view.slice(from - this.base, to - from);
    return new Uint8Array(this.view.buffer, this.view.byteOffset + from - this.base, to - from);
  }

  /** The end of a data set that is no item. */
  private get end(): number {
    return this.complete ? this.here : Infinity;
  }

  /** Whoever gave the last piece may use its memory for the next. */
  private *more(): Steps<void> {
    this.view = viewOf(this.bytes(this.at, this.here).slice());
    this.base = this.at;
    yield;
  }

  /** Waits for so many bytes from here on. */
  *need(count: number): Steps<void> {
    while (this.at + count > this.here) {
      if (this.complete) throw damaged(`a file that ends in its header, after ${this.here} bytes`);
      yield* this.more();
    }
  }

  /** Of those that `need` has waited for. */
  peek(count: number): Uint8Array {
    return this.bytes(this.at, this.at + count);
  }

  /** Up to `to`. */
  private *take(to: number, told?: (piece: Uint8Array) => void): Steps<void> {
    for (;;) {
      const end = Math.min(to, this.here);
      if (told && end > this.at) told(this.bytes(this.at, end));
      this.at = end;
      if (end === to) return;
      yield* this.more();
    }
  }

  private *whole(to: number, told: (value: Uint8Array) => void): Steps<void> {
    if (to <= this.here) {
      told(this.bytes(this.at, to));
      this.at = to;
      return;
    }
    const pieces: Uint8Array[] = [];
    yield* this.take(to, (piece) => void pieces.push(piece.slice()));
    told(joined(pieces));
  }

  /** @param end of what it stands in; whether the value fits is not looked at */
  private *head({ explicit, littleEndian: little }: Encoding, end: number): Steps<Head> {
    const start = this.at;
    if (++this.budget.met > this.budget.most) throw damaged(`more than ${this.budget.most} elements`);
    if (start + 8 > end) throw damaged(`${end - start} bytes that are no element`);
    if (start + 8 > this.here) yield* this.need(8);
    let at = start - this.base;
    const tag = this.view.getUint16(at, little) * 0x10000 + this.view.getUint16(at + 2, little);
    const vr =
      explicit && tag >>> 16 !== DELIMITERS ? String.fromCharCode(this.view.getUint8(at + 4), this.view.getUint8(at + 5)) : undefined;
    if (vr !== undefined && !/^[A-Z]{2}$/.test(vr)) throw damaged('bytes that are no element');
    const short = vr !== undefined && SHORT.has(vr);
    this.at = start + (vr === undefined || short ? 8 : 12);
    if (this.at > this.here) {
      this.at = start;
      yield* this.need(12);
      at = 0;
      this.at = start + 12;
    }
    const from = this.at;
    const known = vr === undefined || short || LONG.has(vr);
    if (!known && this.view.getUint16(at + 6, little) !== 0) throw damaged('an element of no known kind');
    const length = short ? this.view.getUint16(at + 6, little) : this.view.getUint32(from - this.base - 4, little);
    const open = length === UNDEFINED_LENGTH;
    return { tag, vr: known ? vr : 'UN', start, from, to: open ? end : from + length, open };
  }

  /** The file's own header (PS3.10 7.1): the elements of group 2 that stand here, Explicit VR whatever follows. */
  *meta(listener: Listener): Steps<void> {
    const { end } = this;
    while (this.at + 8 <= end) {
      yield* this.need(2);
      if (this.view.getUint16(this.at - this.base, true) !== 2) return;
      yield* this.element(end, EXPLICIT, listener, 0);
    }
  }

  /** A data set that stands here, to the end. */
  *dataset(encoding: Encoding, listener: Listener): Steps<void> {
    yield* this.elements({ to: this.end, open: false }, encoding, listener, 0);
  }

  /** The items of a sequence whose head has been read. @param depth how many sequences it stands in */
  *sequence(head: Pick<Head, 'to' | 'open'>, items: Items, depth: number): Steps<void> {
    yield* this.items(head, items, depth + 1);
  }

  /** @returns false where the walk is over */
  private *elements({ to: end, open }: Pick<Head, 'to' | 'open'>, encoding: Encoding, listener: Listener, depth: number): Steps<boolean> {
    while (this.at < end) {
      if (depth === 0 && this.complete && this.isPadded()) return true;
      const goesOn = yield* this.element(end, encoding, listener, depth);
      if (goesOn === 'item end') return true;
      if (!goesOn) return false;
    }
    if (open) throw damaged('a sequence item that does not end');
    return true;
  }

  /** Whether nothing but zeros is left: some writers fill a file up behind its last element. */
  private isPadded(): boolean {
    if (this.at + 4 <= this.here && this.view.getUint32(this.at - this.base) !== 0) return false;
    this.padding ??= this.paddingFrom();
    return this.at >= this.padding;
  }

  /** Behind the last byte that is not zero. Looked for once, and from the end. */
  private paddingFrom(): number {
    for (let to = this.here; to > this.at; to -= STRIDE) {
      const from = Math.max(this.at, to - STRIDE);
      const last = this.bytes(from, to).findLastIndex((byte) => byte !== 0);
      if (last >= 0) return from + last + 1;
    }
    return this.at;
  }

  private *element(end: number, encoding: Encoding, listener: Listener, depth: number): Steps<boolean | 'item end'> {
    const head = yield* this.head(encoding, end);
    if (head.tag >>> 16 === DELIMITERS) {
      if (head.tag === ITEM_END && depth > 0) return 'item end';
      throw damaged('a sequence whose items do not end');
    }
    const plan = listener.element(head);
    if (plan === 'stop') return false;
    if (!head.open) checkLength(head, end, 'a header element');
    const items = typeof plan === 'object' && 'encoding' in plan ? plan : head.open ? passedOver(head, encoding) : undefined;
    if (typeof plan === 'object' && 'last' in plan) {
      yield* this.take(head.to, plan.last);
      return false;
    }
    if (items) {
      const goesOn = yield* this.items(head, items, depth + 1);
      head.to = this.at;
      return goesOn;
    }
    if (typeof plan === 'object' && 'whole' in plan) yield* this.whole(head.to, plan.whole);
    else yield* this.take(head.to);
    return true;
  }

  private *items({ to: end, open }: Pick<Head, 'to' | 'open'>, { encoding, item }: Items, depth: number): Steps<boolean> {
    if (depth > DEEPEST) throw damaged(`sequences in sequences, more than ${DEEPEST} deep`);
    while (this.at < end) {
      const head = yield* this.head(encoding, end);
      if (head.tag === SEQUENCE_END) return true;
      if (head.tag !== ITEM) throw damaged('a sequence that holds something else than items');
      if (!head.open) checkLength(head, end, 'a sequence item');
      const listener = item(head);
      if (listener) {
        if (!(yield* this.elements(head, encoding, listener, depth))) return false;
      } else if (head.open) throw damaged('compressed pixels without a length');
      // Where a delimiter has ended an item that has a length, the length counts.
      if (!head.open) yield* this.take(head.to);
    }
    if (open) throw damaged('a sequence that does not end');
    return true;
  }
}
