import { deflateSync } from 'fflate';

/** A value: text, raw little-endian bytes, 16-bit numbers, or the items of a sequence. */
export type Value = string | Uint8Array | readonly number[] | readonly Elements[];
export type Elements = readonly (readonly [tag: string, vr: string, value: Value])[];

export const SYNTAX = {
  implicit: '1.2.840.10008.1.2',
  explicit: '1.2.840.10008.1.2.1',
  big: '1.2.840.10008.1.2.2',
  deflated: '1.2.840.10008.1.2.1.99',
  rle: '1.2.840.10008.1.2.5',
} as const;
export type Syntax = keyof typeof SYNTAX;

/** How sequences are written: with or without a length, or as what an old archive did not know (PS3.5 6.2.2). */
export type Sequences = 'defined' | 'undefined' | 'UN defined' | 'UN undefined';
interface How {
  explicit: boolean;
  little: boolean;
  sequences: Sequences;
}

const LONG = new Set(['OB', 'OW', 'SQ', 'UN', 'UT']);
const PIXELS = '7FE00010';
const UNDEFINED = 0xffffffff;

const joined = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));
const numbers = (bytes: 2 | 4, values: readonly number[], little: boolean): Uint8Array => {
  const view = new DataView(new ArrayBuffer(bytes * values.length));
  values.forEach((value, n) => (bytes === 2 ? view.setUint16(2 * n, value & 0xffff, little) : view.setUint32(4 * n, value >>> 0, little)));
  return new Uint8Array(view.buffer);
};
const tagBytes = (tag: string, little: boolean) => numbers(2, [parseInt(tag.slice(0, 4), 16), parseInt(tag.slice(4), 16)], little);
const even = (bytes: Uint8Array, pad: number) => (bytes.length % 2 ? joined([bytes, Uint8Array.of(pad)]) : bytes);

function items(list: readonly Elements[], open: boolean, how: How): Uint8Array {
  const { little } = how;
  const parts = list.flatMap((item) => {
    const body = encode(item, how);
    const head = [tagBytes('FFFEE000', little), numbers(4, [open ? UNDEFINED : body.length], little), body];
    return open ? [...head, tagBytes('FFFEE00D', little), numbers(4, [0], little)] : head;
  });
  return joined(open ? [...parts, tagBytes('FFFEE0DD', little), numbers(4, [0], little)] : parts);
}

const isItems = (value: Value): value is readonly Elements[] => Array.isArray(value) && typeof value[0] === 'object';

/** A data set; sequences that are UN are implicit inside. Pixels are given as bytes in the order of the file. */
function encode(elements: Elements, how: How): Uint8Array {
  const { explicit, little, sequences } = how;
  const sorted = [...elements].sort(([a], [b]) => (a < b ? -1 : 1));
  return joined(
    sorted.flatMap(([tag, vr, value]) => {
      const sequence = vr === 'SQ';
      const unknown = sequence && explicit && little && sequences.startsWith('UN');
      const open = sequence && sequences.endsWith('undefined');
      const inside = unknown ? { ...how, explicit: false, sequences: 'defined' as const } : how;
      const bytes = isItems(value)
        ? items(value, open, inside)
        : typeof value === 'string'
          ? even(Buffer.from(value, 'latin1'), vr === 'UI' ? 0 : 32)
          : value instanceof Uint8Array
            ? even(value, 0)
            : numbers(vr === 'UL' ? 4 : 2, value, little);
      const encapsulated = tag === PIXELS && bytes[0] === 0xfe && bytes[1] === 0xff && bytes[3] === 0xe0;
      const length = open || encapsulated ? UNDEFINED : bytes.length;
      if (!explicit) return [tagBytes(tag, little), numbers(4, [length], little), bytes];
      const named = Buffer.from(unknown ? 'UN' : vr);
      const head = LONG.has(vr) ? joined([new Uint8Array(2), numbers(4, [length], little)]) : numbers(2, [length], little);
      return [tagBytes(tag, little), named, head, bytes];
    }),
  );
}

/** PS3.5 annex G: a segment for each byte of a sample, runs and literals. */
function runLengths(bytes: Uint8Array, size: number): Uint8Array {
  const segments = Array.from({ length: size }, (_, segment) => {
    const plane = bytes.filter((_, n) => n % size === size - 1 - segment);
    const out: number[] = [];
    for (let at = 0; at < plane.length;) {
      let run = 1;
      while (run < 128 && at + run < plane.length && plane[at + run] === plane[at]) run++;
      if (run > 1) out.push(257 - run, plane[at] ?? 0);
      else out.push(0, plane[at] ?? 0);
      at += run;
    }
    return even(Uint8Array.from(out), 128);
  });
  let at = 64;
  const offsets = segments.map(({ length }) => (at += length) - length);
  return joined([numbers(4, [size, ...offsets, ...Array<number>(15 - size).fill(0)], true), ...segments]);
}

/** Pixels as a transfer syntax packs them. @param frames little-endian samples, `size` bytes each */
export function packed(frames: readonly Uint8Array[], size: number, syntax: Syntax): Uint8Array {
  if (syntax === 'rle') {
    const fragments = [new Uint8Array(0), ...frames.map((frame) => runLengths(frame, size))];
    const parts = fragments.flatMap((bytes) => [tagBytes('FFFEE000', true), numbers(4, [bytes.length], true), bytes]);
    return joined([...parts, tagBytes('FFFEE0DD', true), numbers(4, [0], true)]);
  }
  const whole = joined(frames);
  if (syntax !== 'big' || size === 1) return whole;
  return whole.map((_, n) => whole[n - (n % size) + size - 1 - (n % size)] ?? 0);
}

/** A Part 10 file. @param head what stands before the data set */
export function fileOf(
  elements: Elements,
  syntax: Syntax,
  sequences: Sequences,
  head: 'whole' | 'no preamble' | 'data set alone',
): Uint8Array {
  const how: How = { explicit: syntax !== 'implicit', little: syntax !== 'big', sequences };
  const body = encode(elements, how);
  if (head === 'data set alone') return body;
  const explicit: How = { explicit: true, little: true, sequences: 'defined' };
  const meta = encode([['00020010', 'UI', SYNTAX[syntax]]], explicit);
  const group = encode([['00020000', 'UL', [meta.length]]], explicit);
  const preamble = head === 'whole' ? joined([new Uint8Array(128), Buffer.from('DICM')]) : new Uint8Array(0);
  return joined([preamble, group, meta, syntax === 'deflated' ? even(deflateSync(body), 0) : body]);
}
