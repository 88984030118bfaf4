import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import type { DicomJson } from '../../viewer/dicomweb/dicomJson';
import { getParts, valueOf } from '../viewer/dicomClient';
import { encapsulated, explicitLittleEndian, implicitLittleEndian, type Item, partTenFile, uint16, uint32 } from '../viewer/partTenFile';
import { type ServerProcess, startProcess, store } from './serverProcess';

const JPEG = '1.2.840.10008.1.2.4.50';
const DEFLATED = '1.2.840.10008.1.2.1.99';
const PIXELS = Buffer.from('abcdefABCDEF');
const STUDY = '1.2.3';

let next = 0;
/** A new instance of 2 frames of 2 × 3 bytes, but for what a case changes; undefined leaves an attribute out. */
function file(
  changes: Readonly<Record<string, Item[number] | undefined>> = {},
  syntax = explicitLittleEndian,
  pixels: Buffer = PIXELS,
): Buffer {
  const elements: Record<string, Item[number] | undefined> = {
    '00080016': ['00080016', 'UI', '1.2.840.10008.5.1.4.1.1.7'],
    '00080018': ['00080018', 'UI', `1.2.3.4.${++next}`],
    '00100010': ['00100010', 'PN', 'Secret^Patient'],
    '0020000D': ['0020000D', 'UI', STUDY],
    '0020000E': ['0020000E', 'UI', '1.2.3.4'],
    '00280002': ['00280002', 'US', uint16(1)],
    '00280008': ['00280008', 'IS', '2'],
    '00280010': ['00280010', 'US', uint16(2)],
    '00280011': ['00280011', 'US', uint16(3)],
    '00280100': ['00280100', 'US', uint16(8)],
    '7FE00010': ['7FE00010', 'OB', pixels],
    ...changes,
  };
  const kept = Object.values(elements).filter((element) => element !== undefined);
  kept.sort(([one], [other]) => (one < other ? -1 : 1));
  return partTenFile(kept, syntax, [['00020003', 'UI', `1.2.3.4.${next}`]]);
}
const us = (tag: string, value: number): Record<string, Item[number]> => ({ [tag]: [tag, 'US', uint16(value)] });
const is = (tag: string, value: string): Record<string, Item[number]> => ({ [tag]: [tag, 'IS', value] });

/** Puts a length into the four bytes before where `before` is found. */
function withLength(bytes: Buffer, before: Buffer, length: number): Buffer {
  const copy = Buffer.from(bytes);
  const at = copy.indexOf(before);
  expect(at).toBeGreaterThan(132);
  copy.writeUInt32LE(length, at - 4);
  return copy;
}

const fragments = (offsets: readonly number[] = [], parts: readonly Buffer[] = [Buffer.from('first!'), Buffer.from('second')]) =>
  encapsulated(offsets, parts);
const compressed = (pixels: Buffer, changes: Readonly<Record<string, Item[number] | undefined>> = {}) => file(changes, JPEG, pixels);

/** Sequences in a sequence, of undefined lengths, so many deep. */
function nested(depth: number): Buffer {
  const open = Buffer.concat([
    uint16(0x0040, 0xa730),
    Buffer.from('SQ\0\0'),
    uint32(0xffffffff),
    uint16(0xfffe, 0xe000),
    uint32(0xffffffff),
  ]);
  const close = Buffer.concat([uint16(0xfffe, 0xe00d), uint32(0), uint16(0xfffe, 0xe0dd), uint32(0)]);
  const whole = Buffer.concat([...Array<Buffer>(depth).fill(open), ...Array<Buffer>(depth).fill(close)]);
  return Buffer.concat([file({ '7FE00010': undefined }), whole]);
}

/** A deflated data set. */
function deflated(body: Buffer): Buffer {
  return Buffer.concat([partTenFile([], DEFLATED), deflateRawSync(body)]);
}
/** What stands behind the file's own header. */
const dataSet = (bytes: Buffer): Buffer => bytes.subarray(bytes.indexOf(Buffer.from('08001600', 'hex')));

const refused: [what: string, bytes: () => Buffer, because: RegExp][] = [
  [
    'native pixels of 0xFFFFFFF0 bytes',
    () => withLength(file(), PIXELS, 0xfffffff0),
    /pixel data of 4294967280 bytes, of which the file has 12/,
  ],
  ['native pixels of 2 GB', () => withLength(file(), PIXELS, 0x7ffffffe), /pixel data of 2147483646 bytes/],
  ['pixels cut off by two bytes', () => file().subarray(0, -2), /pixel data of 12 bytes, of which the file has 10/],
  ['no byte of the pixels', () => file().subarray(0, -12), /of which the file has 0/],
  [
    'fewer pixels than the header makes',
    () => file({}, explicitLittleEndian, Buffer.alloc(10)),
    /10 bytes of pixel data, where the header's numbers make 12/,
  ],
  [
    '65535 rows and columns',
    () => file({ ...us('00280010', 65535), ...us('00280011', 65535) }),
    /12 bytes of pixel data, .* make 8589672450/,
  ],
  ['2,000,000,000 frames', () => file(is('00280008', '2000000000')), /12 bytes of pixel data, .* make 12000000000/],
  ['frames beyond any number', () => file(is('00280008', '99999999999')), /Number of Frames is 99999999999/],
  ['less than no frames', () => file(is('00280008', '-1')), /Number of Frames is -1/],
  ['frames that are no number', () => file(is('00280008', 'many')), /Number of Frames is no number/],
  ['no rows', () => file(us('00280010', 0)), /Rows is 0/],
  ['samples of 13 bits', () => file(us('00280100', 13)), /Bits Allocated is 13/],
  ['samples of 65535 bits', () => file(us('00280100', 65535)), /Bits Allocated is 65535/],
  ['65535 samples', () => file(us('00280002', 65535)), /Samples per Pixel is 65535/],
  ['2,000,000,000 frames of single bits', () => file({ ...us('00280100', 1), ...is('00280008', '2000000000') }), /make 1500000000/],
  [
    'a fragment of 0xFFFFFFF0 bytes',
    () => withLength(compressed(fragments()), Buffer.from('second'), 0xfffffff0),
    /a fragment of 4294967280 bytes/,
  ],
  [
    'an offset table of 2 GB',
    () => withLength(compressed(fragments([0, 14])), uint32(0, 14), 0x7fffffff),
    /a fragment of 2147483647 bytes/,
  ],
  ['compressed pixels that do not end', () => compressed(fragments()).subarray(0, -8), /compressed pixels without an end/],
  ['2,000,000,000 compressed frames', () => compressed(fragments(), is('00280008', '2000000000')), /2000000000 frames in 2 fragments/],
  ['an offset table that leads into a fragment', () => compressed(fragments([0, 7])), /an offset table that leads to no pixels of frame 2/],
  ['an offset table that leads backward', () => compressed(fragments([0, 0])), /an offset table that leads to no pixels of frame 2/],
  ['an offset table that leads out of the file', () => compressed(fragments([0, 0xfffffff0])), /no pixels of frame 2/],
  ['compressed pixels without a fragment', () => compressed(fragments([], [])), /compressed pixels without content/],
  [
    'an empty frame',
    () => compressed(fragments([], [Buffer.from('first!'), Buffer.alloc(0)])),
    /frame 2 of the compressed pixels is empty/,
  ],
  ['native pixels in a compressed transfer syntax', () => file({}, JPEG), /compressed pixels that are not in items/],
  ['compressed pixels in none', () => file({}, explicitLittleEndian, fragments()), /compressed pixels in a transfer syntax that has none/],
  [
    'a text of 4 GB',
    () => withLength(file({ '00082111': ['00082111', 'UT', 'a long text'] }), Buffer.from('a long text'), 0xfffffff0),
    /bytes are missing|as the file announces/,
  ],
  [
    'a sequence of 4 GB',
    () => withLength(file({ '00081140': ['00081140', 'SQ', [[['00081150', 'UI', '1.2.9']]]] }), uint16(0xfffe, 0xe000), 0xfffffff0),
    /damaged/,
  ],
  ['a value longer than its implicit file', () => withLength(file({}, implicitLittleEndian), Buffer.from('Secret'), 0x7ffffffe), /damaged/],
  ['sequences 10,000 deep', () => nested(10_000), /deep/],
  [
    'a deflated file of 300 MB',
    () => deflated(Buffer.concat([dataSet(file({ '7FE00010': undefined })), Buffer.alloc(300_000_000)])),
    /a deflated file of more than/,
  ],
  ['a deflated file that breaks off', () => deflated(dataSet(file())).subarray(0, -20), /cannot be inflated to its end/],
  ['a transfer syntax that is a header line', () => file({}, '1.2\r\nX-Injected: 1'), /Transfer Syntax UID is not a UID/],
];

describe('a file whose lengths and counts are not true', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await startProcess();
  });
  afterAll(() => server.stop());

  it.each(refused)('%s: refused with its reason, and the next file is served', async (_what, bytes, because) => {
    const bad = bytes();
    const good = file();
    const { status, body } = await store(server, bad, good);
    expect(server.alive()).toBe(true);
    expect(status).toBe(202);
    const failed = body['00081198']?.Value as DicomJson[];
    expect(failed).toHaveLength(1);
    expect(failed[0]).toMatchObject({ '00081197': { vr: 'US', Value: [0xc000] } });
    expect(valueOf(failed[0], '00000902')).toMatch(because);
    expect(JSON.stringify(failed)).not.toMatch(/Secret/);
    const uid = String(valueOf((body['00081199']?.Value as DicomJson[])[0], '00081155'));
    const frames = await getParts(`${server.url}/studies/${STUDY}/series/1.2.3.4/instances/${uid}/frames/2,1`);
    expect(frames.map((part) => String(part.body))).toEqual(['ABCDEF', 'abcdef']);
    expect((await readdir(server.storeFolder)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('names the instance that it refuses, where the file says which one it is', async () => {
    const { body } = await store(server, file(us('00280100', 13)));
    const [failed] = body['00081198']?.Value as DicomJson[];
    expect(valueOf(failed, '00081155')).toBe(`1.2.3.4.${next}`);
  });

  it('needs no memory for them', async () => {
    expect(await server.peakMegabytes()).toBeLessThan(600);
  });
});

it('the same files in the folder at the start are left out, and the others are served', async () => {
  const files = refused.map(([, bytes]) => bytes());
  const good = file();
  const server = await startProcess({
    setUp: async (folder) => {
      await mkdir(folder, { recursive: true });
      for (const [n, bytes] of files.entries()) await writeFile(join(folder, `Secret-Patient-${n}.dcm`), bytes);
      await writeFile(join(folder, 'good.dcm'), good);
    },
  });
  expect(server.said).not.toMatch(/Secret/);
  const found = (await (await fetch(`${server.url}/instances`)).json()) as DicomJson[];
  expect(found.map((row) => valueOf(row, '00080018'))).toEqual([`1.2.3.4.${next}`]);
  expect(await server.peakMegabytes()).toBeLessThan(600);
  await server.stop();
});
