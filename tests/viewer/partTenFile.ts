/** Writes small Part 10 files for tests: [tag, VR, value] in ascending order, Explicit or Implicit VR Little Endian. */
export type Value = string | Buffer | readonly Item[];
export type Item = readonly (readonly [tag: string, vr: string, value: Value])[];

export const explicitLittleEndian = '1.2.840.10008.1.2.1';
export const implicitLittleEndian = '1.2.840.10008.1.2';

/** The UIDs that every instance needs; 1.2.3 is the study, 1.2.3.4 the series, 1.2.3.4.5 the instance. */
export const identity: Item = [
  ['00080016', 'UI', '1.2.840.10008.5.1.4.1.1.7'],
  ['00080018', 'UI', '1.2.3.4.5'],
];
export const hierarchy: Item = [
  ['0020000D', 'UI', '1.2.3'],
  ['0020000E', 'UI', '1.2.3.4'],
];

/** @param more what the file says of itself beside its transfer syntax */
export function partTenFile(elements: Item, transferSyntax = explicitLittleEndian, more: Item = []): Buffer {
  const syntax: Item = [['00020010', 'UI', transferSyntax]];
  const meta = encode(
    [...syntax, ...more].sort(([a], [b]) => (a < b ? -1 : 1)),
    true,
  );
  const length = encode([['00020000', 'UL', uint32(meta.length)]], true);
  const body = encode(elements, transferSyntax !== implicitLittleEndian);
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), length, meta, body]);
}

export function uint16(...values: number[]): Buffer {
  return Buffer.from(Uint16Array.from(values).buffer);
}

export function uint32(...values: number[]): Buffer {
  return Buffer.from(Uint32Array.from(values).buffer);
}

/** Encapsulated pixel data: offset table, fragments, sequence delimiter (PS3.5 section A.4). */
export function encapsulated(offsets: readonly number[], fragments: readonly Buffer[]): Buffer {
  const items = [uint32(...offsets), ...fragments].map((value) => Buffer.concat([itemHeader(0xe000, value.length), value]));
  return Buffer.concat([...items, itemHeader(0xe0dd, 0)]);
}

const undefinedLength = 0xffffffff;
const longVrs = new Set(['OB', 'OW', 'OF', 'SQ', 'UN', 'UT']);

function encode(elements: Item, explicit: boolean): Buffer {
  return Buffer.concat(
    elements.map(([tag, vr, value]) => {
      const bytes = bytesOf(vr, value, explicit);
      const open = vr === 'SQ' || (tag === '7FE00010' && bytes.subarray(0, 4).equals(Buffer.from('feff00e0', 'hex')));
      const length = open && tag === '7FE00010' ? undefinedLength : bytes.length;
      const tagBytes = uint16(parseInt(tag.slice(0, 4), 16), parseInt(tag.slice(4), 16));
      if (!explicit) return Buffer.concat([tagBytes, uint32(length), bytes]);
      const lengthBytes = longVrs.has(vr) ? Buffer.concat([Buffer.alloc(2), uint32(length)]) : uint16(length);
      return Buffer.concat([tagBytes, Buffer.from(vr), lengthBytes, bytes]);
    }),
  );
}

function bytesOf(vr: string, value: Value, explicit: boolean): Buffer {
  if (Buffer.isBuffer(value)) return value.length % 2 ? Buffer.concat([value, Buffer.alloc(1)]) : value;
  if (typeof value === 'string') return Buffer.from(value.length % 2 ? value + (vr === 'UI' ? '\0' : ' ') : value, 'latin1');
  return Buffer.concat(
    value.map((item) => {
      const bytes = encode(item, explicit);
      return Buffer.concat([itemHeader(0xe000, bytes.length), bytes]);
    }),
  );
}

function itemHeader(element: number, length: number): Buffer {
  return Buffer.concat([uint16(0xfffe, element), uint32(length)]);
}
