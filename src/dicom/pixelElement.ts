import { DiffusionError } from '../core/errors';
import { finished } from '../core/steps';
import type { Encoding } from './encoding';
import { fileBody } from './fileBody';
import { checkLength, type Head, type Plan, Walk } from './walk';

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

/** Where pixels stand. */
const TAGS = { PixelData: 0x7fe00010, FloatPixelData: 0x7fe00008 } as const;
/** Groups that say what an image is. */
const HEADER = new Set([0x8, 0x10, 0x18, 0x20, 0x28]);

const damaged = (measured: string) => new DiffusionError('DICOM_DAMAGED', { measured });

function encapsulated(bytes: Uint8Array, [table, ...fragments]: readonly Head[]): PixelElement {
  const [first] = fragments;
  if (!table || !first) throw damaged('compressed pixels without content');
  const valueOf = ({ from, to }: Head) => bytes.subarray(from, to);
  const view = new DataView(bytes.buffer, bytes.byteOffset + table.from, table.to - table.from);
  const offsets = Array.from({ length: view.byteLength >> 2 }, (_, n) => view.getUint32(4 * n, true));
  return { native: undefined, offsets, fragments: fragments.map(valueOf), starts: fragments.map(({ start }) => start - first.start) };
}

/** The head of the pixels, at which the walk ends. @throws DiffusionError DICOM_DAMAGED */
function pixelsIn(walk: Walk, encoding: Encoding, wanted: number): Head | undefined {
  let found: Head | undefined;
  let last = -1;
  const element = (head: Head): Plan => {
    if (head.tag <= last) throw damaged('a header whose elements are out of order');
    last = head.tag;
    if (head.tag !== wanted) return 'pass';
    found = head;
    return 'stop';
  };
  finished(walk.dataset(encoding, { element }));
  return found;
}

/**
 * Finds the pixels of a file by its own lengths, in the encoding that its header really has; undefined where it has none.
 *
 * A parser that reads on beyond the end makes zeros of what is missing; this does not.
 *
 * @throws DiffusionError DICOM_DAMAGED where a length reaches beyond the file, or the elements are out of order (stray bytes)
 */
export function pixelElement(file: ArrayBuffer, keyword: keyof typeof TAGS = 'PixelData'): PixelElement | undefined {
  const { bytes, start, encoding } = fileBody(file);
  const walk = new Walk(bytes, start);
  const head = pixelsIn(walk, encoding, TAGS[keyword]);
  if (!head) return undefined;
  if (!head.open) {
    checkLength(head, bytes.length, 'pixels');
    checkBehind(bytes, head.to, encoding, head.tag);
    return { native: bytes.subarray(head.from, head.to), offsets: [], fragments: [], starts: [] };
  }
  const items: Head[] = [];
  finished(walk.sequence(head, { encoding, item: (item) => void items.push(item) }, 0));
  checkBehind(bytes, walk.at, encoding, head.tag);
  return encapsulated(bytes, items);
}

/**
 * Reading ends with the pixels. An element behind them that belongs before (Pixel Representation, Rescale Intercept), or other pixels, would be missed;
 * padding and stray bytes are none.
 *
 * @throws DiffusionError DICOM_DAMAGED
 */
function checkBehind(bytes: Uint8Array, at: number, { explicit, littleEndian }: Encoding, pixels: number): void {
  if (bytes.length - at < 8) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, 8);
  const [group, element] = [view.getUint16(0, littleEndian), view.getUint16(2, littleEndian)];
  const isElement = explicit ? /^[A-Z]{2}$/.test(String.fromCharCode(view.getUint8(4), view.getUint8(5))) : HEADER.has(group);
  if (isElement && group >= 8 && group * 0x10000 + element <= pixels) throw damaged('a header whose elements are out of order');
}
