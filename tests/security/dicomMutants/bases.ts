import { inflateRawSync } from 'node:zlib';
import { bases as readableBases } from '../../reliability/mutants/bases';
import { encapsulated, explicitLittleEndian, implicitLittleEndian, partTenFile, uint16, uint32, type Item } from '../../viewer/partTenFile';

const DEFLATED = '1.2.840.10008.1.2.1.99';
const JPEG_LS = '1.2.840.10008.1.2.4.80';

/** A file in its parts; a deflated data set is inflated, so that it can be changed. */
export interface Base {
  readonly name: string;
  /** Preamble and File Meta Information. */
  readonly meta: Buffer;
  readonly data: Buffer;
  readonly syntax: string;
  readonly deflated: boolean;
}

/** What the reliability tests change, and what only a server meets: many frames, tables of offsets, bits, depth, numbers of items. */
export function bases(): Base[] {
  const readable = [...readableBases()].map(([name, bytes]): [string, Buffer] => [name, Buffer.from(bytes)]);
  return [...readable, ...drawn()].map(([name, file]) => partsOf(name, file));
}

function partsOf(name: string, file: Buffer): Base {
  const end = 132 + 12 + file.readUInt32LE(132 + 8);
  const syntax = /\x02\0\x10\0UI..([\d.]+)/s.exec(file.toString('latin1', 132, end))?.[1] ?? '';
  const deflated = syntax === DEFLATED;
  const data = file.subarray(end);
  return { name, meta: file.subarray(0, end), data: deflated ? inflateRawSync(data) : data, syntax, deflated };
}

function instance(more: Item): Item {
  const all: Item = [
    ['00080016', 'UI', '1.2.840.10008.5.1.4.1.1.7'],
    ['00080018', 'UI', '1.2.826.0.1.3680043.10.594.1.1'],
    ['00080020', 'DA', '20010316'],
    ['00080060', 'CS', 'OT'],
    ['00100010', 'PN', 'Mutant^Anna'],
    ['00100020', 'LO', 'M1'],
    ['0020000D', 'UI', '1.2.826.0.1.3680043.10.594.1'],
    ['0020000E', 'UI', '1.2.826.0.1.3680043.10.594.2'],
    ...more,
  ];
  return [...all].sort(([a], [b]) => (a < b ? -1 : 1));
}

const image = (frames: number, bits: number): Item => [
  ['00280002', 'US', uint16(1)],
  ['00280004', 'CS', 'MONOCHROME2'],
  ['00280008', 'IS', String(frames)],
  ['00280010', 'US', uint16(16)],
  ['00280011', 'US', uint16(16)],
  ['00280100', 'US', uint16(bits)],
  ['00280101', 'US', uint16(bits)],
];

const fragment = (n: number) => Buffer.concat([Buffer.from('ffd8fff7', 'hex'), Buffer.alloc(60, n)]);
const fragments = (count: number) => Array.from({ length: count }, (_, n) => fragment(n));

function drawn(): [string, Buffer][] {
  const native = image(8, 16);
  const pixels = (bytes: number): Item => [['7FE00010', 'OW', Buffer.alloc(bytes, 3)]];
  const table: Item = [
    ['7FE00001', 'OV', uint32(0, 0, 72, 0, 144, 0, 216, 0)],
    ['7FE00002', 'OV', uint32(64, 0, 64, 0, 64, 0, 64, 0)],
  ];
  const deep = nested(300);
  const items: Item = [['00400275', 'SQ', Array.from({ length: 4000 }, (): Item => [])]];
  return [
    ['frames', partTenFile(instance([...native, ...pixels(4096)]))],
    ['frames, implicit', partTenFile(instance([...native, ...pixels(4096)]), implicitLittleEndian)],
    ['frames of bits', partTenFile(instance([...image(9, 1), ['7FE00010', 'OB', Buffer.alloc(288, 0x5a)]]))],
    ['frames, table', partTenFile(instance([...image(4, 8), ['7FE00010', 'OB', encapsulated([0, 72, 144, 216], fragments(4))]]), JPEG_LS)],
    ['frames, no table', partTenFile(instance([...image(4, 8), ['7FE00010', 'OB', encapsulated([], fragments(9))]]), JPEG_LS)],
    ['frames, long table', partTenFile(instance([...image(4, 8), ...table, ['7FE00010', 'OB', encapsulated([], fragments(4))]]), JPEG_LS)],
    ['one frame in fragments', partTenFile(instance([...image(1, 8), ['7FE00010', 'OB', encapsulated([0], fragments(30))]]), JPEG_LS)],
    ['real numbers', partTenFile(instance([...image(2, 32), ['7FE00008', 'OF', Buffer.alloc(2048)]]))],
    [
      'bulk data',
      partTenFile(
        instance([
          ['00091010', 'UN', Buffer.alloc(5000)],
          ['00420011', 'OB', Buffer.alloc(5000)],
        ]),
      ),
    ],
    ['deep', partTenFile(instance([['00400275', 'SQ', deep]]))],
    ['deep, implicit', partTenFile(instance([['00400275', 'SQ', deep]]), implicitLittleEndian)],
    ['many items', partTenFile(instance(items))],
    ['unknown sequence', partTenFile(instance([['00400275', 'UN', unknownItems()]]))],
    ['no pixels', partTenFile(instance([]), explicitLittleEndian)],
  ];
}

/** A sequence of one item, in which is one, and so on. */
function nested(depth: number): Item[] {
  let inner: Item = [['00400009', 'SH', 'STEP']];
  for (let level = 0; level < depth; level++) inner = [['00400275', 'SQ', [inner]]];
  return [inner];
}

/** Items in Implicit VR, as a gateway leaves them in UN. */
function unknownItems(): Buffer {
  const item = Buffer.concat([uint16(0x0040, 0x0009), uint32(6), Buffer.from('STEP1 ')]);
  return Buffer.concat(Array.from({ length: 5 }, () => Buffer.concat([uint16(0xfffe, 0xe000), uint32(item.length), item])));
}
