import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { readFrames } from '../../viewer/dicomweb/frames';
import { readPartTen, readRange, type Instance } from '../../viewer/dicomweb/partTen';
import {
  encapsulated,
  explicitLittleEndian,
  hierarchy,
  identity,
  implicitLittleEndian,
  partTenFile,
  uint16,
  type Item,
} from './partTenFile';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'part10-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(bytes: Buffer): Promise<Instance> {
  const file = join(folder, 'file.dcm');
  await writeFile(file, bytes);
  return readPartTen(file, () => '/bulk');
}

const rest: Item = [
  ['00280002', 'US', uint16(1)],
  ['00280010', 'US', uint16(2)],
  ['00280011', 'US', uint16(3)],
  ['00280100', 'US', uint16(8)],
  ['00280103', 'US', uint16(1)],
];

describe('header', () => {
  test('files in Implicit VR get their VRs from the dictionary, signed ones by Pixel Representation', async () => {
    const item: Item = [['00081150', 'UI', '1.2.9']];
    const { metadata } = await read(
      partTenFile(
        [
          ...identity,
          ['00081140', 'SQ', [item]],
          ['00091010', 'LO', 'MAKER'],
          ...hierarchy,
          ...rest,
          ['00280106', 'SS', Buffer.from([0xfe, 0xff])],
        ],
        implicitLittleEndian,
      ),
    );
    expect(metadata['00081140']).toEqual({ vr: 'SQ', Value: [{ '00081150': { vr: 'UI', Value: ['1.2.9'] } }] });
    expect(metadata['00280106']).toEqual({ vr: 'SS', Value: [-2] });
    expect(metadata['00280010']).toEqual({ vr: 'US', Value: [2] });
    expect(metadata['00091010']).toEqual({ vr: 'UN', InlineBinary: Buffer.from('MAKER ').toString('base64') });
  });

  test.each([
    ['ISO_IR 100', 'Müller^Jörg', { Alphabetic: 'Müller^Jörg' }],
    ['ISO_IR 192', Buffer.from('Люкceмбypг').toString('latin1'), { Alphabetic: 'Люкceмбypг' }],
    ['ISO_IR 144', '\xbb\xee\xda', { Alphabetic: 'Люк' }],
    ['', 'M\xfcller', { Alphabetic: 'Müller' }],
    [
      'ISO 2022 IR 13\\ISO 2022 IR 87',
      '\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J',
      { Alphabetic: 'ﾔﾏﾀﾞ^ﾀﾛｳ', Ideographic: '山田^太郎' },
    ],
    ['\\ISO 2022 IR 149', 'Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7', { Alphabetic: 'Hong^Gildong', Ideographic: '洪^吉洞' }],
  ])('names in %s become Unicode', async (characterSet, name, expected) => {
    const { metadata } = await read(
      partTenFile([['00080005', 'CS', characterSet], ...identity, ['00100010', 'PN', Buffer.from(name, 'latin1')], ...hierarchy]),
    );
    expect(metadata['00100010']).toEqual({ vr: 'PN', Value: [expected] });
    expect(metadata['00080005']).toEqual({ vr: 'CS', Value: ['ISO_IR 192'] });
  });

  test('decimal and integer strings are numbers, empty ones among them null, and no value at all is no Value', async () => {
    const { metadata } = await read(
      partTenFile([...identity, ['00180050', 'DS', ''], ...hierarchy, ['00200013', 'IS', ' 7'], ['00280030', 'DS', '0.5\\\\1e-1']]),
    );
    expect(metadata['00280030']).toEqual({ vr: 'DS', Value: [0.5, null, 0.1] });
    expect(metadata['00200013']).toEqual({ vr: 'IS', Value: [7] });
    expect(metadata['00180050']).toEqual({ vr: 'DS' });
  });

  test('floats that JSON cannot hold are spelled', async () => {
    const value = Buffer.from(Float64Array.of(NaN, -Infinity, 0.25).buffer);
    const { metadata } = await read(partTenFile([...identity, ['00189087', 'FD', value], ...hierarchy]));
    expect(metadata['00189087']).toEqual({ vr: 'FD', Value: ['NaN', '-inf', 0.25] });
  });

  test('short binary values are embedded, long ones referred to and readable by their path', async () => {
    const long = Buffer.alloc(2000, 9);
    const { metadata, bulkData, ...others } = await read(
      partTenFile([...identity, ['00091001', 'OB', Buffer.from([1, 2])], ...hierarchy, ['00880200', 'SQ', [[['00091002', 'OB', long]]]]]),
    );
    expect(metadata['00091001']).toEqual({ vr: 'OB', InlineBinary: 'AQI=' });
    expect(metadata['00880200']?.Value).toEqual([{ '00091002': { vr: 'OB', BulkDataURI: '/bulk/00880200/0/00091002' } }]);
    const range = bulkData.get('00880200/0/00091002') ?? { offset: 0, length: 0 };
    expect((await readRange({ metadata, bulkData, ...others }, range)).equals(long)).toBe(true);
  });

  test.each([
    ['0', undefined, false],
    ['0.5', undefined, false],
    ['1', undefined, true],
    ['0.5', 'LINEAR_EXACT', true],
    ['0', 'SIGMOID', false],
    ['400\\0', undefined, false],
  ])('a window of width %s and shape %s: kept is %s, at any depth', async (width, shape, kept) => {
    const voi: Item = [['00281050', 'DS', '40'], ['00281051', 'DS', width], ...(shape ? ([['00281056', 'CS', shape]] as const) : [])];
    const { metadata } = await read(partTenFile([...identity, ...hierarchy, ...voi, ['52009229', 'SQ', [voi]]]));
    const [item] = metadata['52009229']?.Value ?? [];
    expect('00281050' in metadata && '00281051' in metadata).toBe(kept);
    expect(item !== null && typeof item === 'object' && '00281051' in item).toBe(kept);
  });

  test('a header longer than the first read is read to its end', async () => {
    const { metadata } = await read(
      partTenFile([...identity, ['00091001', 'OB', Buffer.alloc(300_000)], ...hierarchy, ...rest, ['7FE00010', 'OB', Buffer.alloc(6)]]),
    );
    expect(metadata['00280011']).toEqual({ vr: 'US', Value: [3] });
  });
});

describe('frames', () => {
  const twoFrames: Item = [...identity, ...hierarchy, ['00280008', 'IS', '2'], ...rest];
  const jpeg = (content: string) => Buffer.concat([Buffer.from('ffd8', 'hex'), Buffer.from(content)]);

  test('native frames are cut by their size', async () => {
    const instance = await read(partTenFile([...twoFrames, ['7FE00010', 'OB', Buffer.from('abcdefABCDEF')]]));
    expect((await readFrames(instance, [2, 1])).map(String)).toEqual(['ABCDEF', 'abcdef']);
  });

  test('a file that ends inside its pixel data has no such frame', async () => {
    const file = partTenFile([...twoFrames, ['7FE00010', 'OB', Buffer.from('abcdefABCDEF')]]);
    const instance = await read(file.subarray(0, -2));
    expect(String((await readFrames(instance, [1]))[0])).toBe('abcdef');
    await expect(readFrames(instance, [2])).rejects.toMatchObject({ status: 404 });
  });

  test.each([
    ['one fragment each, no offset table', [], ['first!', 'second']],
    ['the offset table', [0, 22], ['fi', 'rst!', 'second']],
  ])('encapsulated frames are found by %s', async (_how, offsets, fragments) => {
    const pixels = encapsulated(
      offsets,
      fragments.map((text) => Buffer.from(text)),
    );
    const instance = await read(partTenFile([...twoFrames, ['7FE00010', 'OB', pixels]], '1.2.840.10008.1.2.4.50'));
    expect(instance.transferSyntaxUid).toBe('1.2.840.10008.1.2.4.50');
    const frames = (await readFrames(instance, [1, 2])).map(String);
    expect(frames).toEqual(['first!', 'second']);
  });

  test('without a table fragments belong to the codestream that began before them', async () => {
    const pixels = encapsulated([], [jpeg('fi'), Buffer.from('rst!'), jpeg('second')]);
    const instance = await read(partTenFile([...twoFrames, ['7FE00010', 'OB', pixels]], '1.2.840.10008.1.2.4.50'));
    const frames = (await readFrames(instance, [1, 2])).map((frame) => frame.toString('latin1').slice(2));
    expect(frames).toEqual(['first!', 'second']);
  });

  test('a deflated data set is inflated for its frames', async () => {
    const plain = partTenFile([...identity, ...hierarchy, ...rest, ['7FE00010', 'OB', Buffer.from('abcdef')]]);
    const start = partTenFile([], explicitLittleEndian).length;
    const meta = partTenFile([], '1.2.840.10008.1.2.1.99');
    const instance = await read(Buffer.concat([meta, deflateRawSync(plain.subarray(start))]));
    expect(String((await readFrames(instance, [1]))[0])).toBe('abcdef');
  });
});

test('frames of single bits begin with the first bit of a byte, wherever they lie in the file', async () => {
  // Three frames of 2 × 3 pixels: 18 bits without a gap, the lowest bit first.
  const pixels = [
    [1, 0, 1, 1, 0, 0],
    [0, 1, 1, 0, 1, 1],
    [1, 1, 1, 0, 0, 1],
  ];
  const packed = (bits: readonly number[]) => {
    const bytes = Buffer.alloc(Math.ceil(bits.length / 8));
    bits.forEach((bit, n) => (bytes[n >> 3] = bytes[n >> 3]! | (bit << (n & 7))));
    return bytes;
  };
  const bitwise = rest.map(([tag, vr, value]) => [tag, vr, tag === '00280100' ? uint16(1) : value] as Item[number]);
  const frames: Item = [...bitwise.slice(0, 1), ['00280008', 'IS', '3'], ...bitwise.slice(1)];
  const instance = await read(
    partTenFile([...identity, ...hierarchy, ...frames, ['7FE00010', 'OB', packed(pixels.flat())]], explicitLittleEndian),
  );
  expect(await readFrames(instance, [3, 1, 2])).toEqual([pixels[2]!, pixels[0]!, pixels[1]!].map(packed));
});
