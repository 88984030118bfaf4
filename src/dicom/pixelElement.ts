import { inflateSync } from 'fflate';
import { DiffusionError } from '../core/errors';

/** What a file holds as its pixels: one run of bytes, or the items of an encapsulated image (PS3.5 annex A.4). */
export interface PixelElement {
  /** Bytes of native pixels; undefined where they are encapsulated. */
  native: Uint8Array | undefined;
  /** Basic offset table, in bytes from the first fragment's item; empty where the file gives none. */
  offsets: readonly number[];
  fragments: readonly Uint8Array[];
  /** Where each fragment's item begins, counted as the offset table counts. */
  starts: readonly number[];
}

const IMPLICIT = '1.2.840.10008.1.2';
const BIG_ENDIAN = '1.2.840.10008.1.2.2';
const DEFLATED = '1.2.840.10008.1.2.1.99';
const PREAMBLE = 132;
const UNDEFINED = 0xffffffff;
const [ITEM, ITEM_END, SEQUENCE_END] = [0xfffee000, 0xfffee00d, 0xfffee0dd];
/** Where pixels stand. */
const TAGS = { PixelData: 0x7fe00010, FloatPixelData: 0x7fe00008 } as const;
/** Groups that say what an image is. */
const HEADER = new Set([0x8, 0x10, 0x18, 0x20, 0x28]);
/** VRs whose length has four bytes (PS3.5 table 7.1-1). */
const LONG = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);

const damaged = (measured: string, allowed?: string) => new DiffusionError('DICOM_DAMAGED', { measured, ...(allowed && { allowed }) });

/** A walk over the elements of a data set that believes no length: what reaches beyond the file ends it. */
class Walk {
  private readonly view: DataView;
  constructor(
    readonly bytes: Uint8Array,
    private readonly little: boolean,
    public at: number,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get ended(): boolean {
    return this.at >= this.bytes.length;
  }

  number(size: 2 | 4): number {
    if (this.at + size > this.bytes.length) throw damaged(`a file that ends in its header, after ${this.bytes.length} bytes`);
    const value = size === 2 ? this.view.getUint16(this.at, this.little) : this.view.getUint32(this.at, this.little);
    this.at += size;
    return value;
  }

  tag(): number {
    const group = this.number(2);
    return group * 0x10000 + this.number(2);
  }

  take(length: number, what: string): Uint8Array {
    const left = this.bytes.length - this.at;
    if (length > left) throw damaged(`${left} bytes of ${what}`, `${length}, as the file announces`);
    return this.bytes.subarray(this.at, (this.at += length));
  }

  /** VR and length behind a tag; an element without a VR of two letters is read as implicit, as careless files hold some. */
  head(explicit: boolean): { vr: string; length: number } {
    const vr = String.fromCharCode(...this.bytes.subarray(this.at, this.at + 2));
    if (!explicit || !/^[A-Z]{2}$/.test(vr)) return { vr: '', length: this.number(4) };
    this.at += 2;
    if (!LONG.has(vr)) return { vr, length: this.number(2) };
    this.at += 2;
    return { vr, length: this.number(4) };
  }

  /** Past the value of an element whose head was read. */
  skip({ vr, length }: { vr: string; length: number }, explicit: boolean): void {
    if (length !== UNDEFINED) return void this.take(length, 'a header element');
    // CP-246: the items of an unknown VR are implicit.
    const inner = explicit && vr !== 'UN';
    for (let tag = this.tag(); tag !== SEQUENCE_END; tag = this.tag()) {
      if (tag !== ITEM) throw damaged('a sequence that holds something else than items');
      const item = this.number(4);
      if (item !== UNDEFINED) this.take(item, 'a sequence item');
      else {
        while (this.tag() !== ITEM_END) this.skip(this.head(inner), inner);
        this.number(4);
      }
    }
    this.number(4);
  }
}

function encapsulated(walk: Walk): PixelElement {
  const items: { at: number; bytes: Uint8Array }[] = [];
  for (let at = walk.at, tag = walk.tag(); tag !== SEQUENCE_END; at = walk.at, tag = walk.tag()) {
    if (tag !== ITEM) throw damaged('compressed pixels that are not in items');
    items.push({ at, bytes: walk.take(walk.number(4), 'compressed pixels') });
  }
  walk.number(4);
  const [table, ...fragments] = items;
  if (!table || fragments.length === 0) throw damaged('compressed pixels without content');
  const view = new DataView(table.bytes.buffer, table.bytes.byteOffset, table.bytes.byteLength);
  const offsets = Array.from({ length: table.bytes.length >> 2 }, (_, n) => view.getUint32(4 * n, true));
  const first = fragments[0]?.at ?? 0;
  return { native: undefined, offsets, fragments: fragments.map(({ bytes }) => bytes), starts: fragments.map(({ at }) => at - first) };
}

/** Start of the data set behind the group of file meta information, which is explicit and little-endian. */
function behindMeta(bytes: Uint8Array): number {
  const walk = new Walk(bytes, true, String.fromCharCode(...bytes.subarray(128, PREAMBLE)) === 'DICM' ? PREAMBLE : 0);
  for (;;) {
    const start = walk.at;
    if (walk.ended || walk.tag() >>> 16 !== 2) return start;
    walk.skip(walk.head(true), true);
  }
}

/**
 * Finds the pixels of a file by its own lengths; undefined where it has none.
 *
 * A parser that reads on beyond the end makes zeros of what is missing; this does not.
 *
 * @throws DiffusionError DICOM_DAMAGED where a length reaches beyond the file, or the elements are out of order (stray bytes)
 */
export function pixelElement(
  file: ArrayBuffer,
  transferSyntax: string,
  keyword: keyof typeof TAGS = 'PixelData',
): PixelElement | undefined {
  const whole = new Uint8Array(file);
  const start = behindMeta(whole);
  let bytes = whole.subarray(start);
  if (transferSyntax === DEFLATED) {
    try {
      bytes = inflateSync(bytes);
    } catch (cause) {
      throw new DiffusionError('DICOM_DAMAGED', { measured: 'a deflated file that cannot be unpacked whole', cause });
    }
  }
  const explicit = transferSyntax !== IMPLICIT;
  const walk = new Walk(bytes, transferSyntax !== BIG_ENDIAN, 0);
  for (let last = -1; !walk.ended;) {
    const tag = walk.tag();
    if (tag <= last) throw damaged('a header whose elements are out of order');
    last = tag;
    const head = walk.head(explicit);
    if (tag !== TAGS[keyword]) walk.skip(head, explicit);
    else {
      const found: PixelElement =
        head.length === UNDEFINED
          ? encapsulated(walk)
          : { native: walk.take(head.length, 'pixels'), offsets: [], fragments: [], starts: [] };
      checkBehind(walk, explicit, tag);
      return found;
    }
  }
  return undefined;
}

/**
 * Reading ends with the pixels. An element behind them that belongs before (Pixel Representation, Rescale Intercept), or other pixels, would be missed;
 * padding and stray bytes are none.
 *
 * @throws DiffusionError DICOM_DAMAGED
 */
function checkBehind(walk: Walk, explicit: boolean, pixels: number): void {
  if (walk.bytes.length - walk.at < 8) return;
  const tag = walk.tag();
  const isElement = explicit ? walk.head(true).vr !== '' : HEADER.has(tag >>> 16);
  if (isElement && tag >>> 16 >= 8 && tag <= pixels) throw damaged('a header whose elements are out of order');
}
