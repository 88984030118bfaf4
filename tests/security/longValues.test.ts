import { withoutEnd } from '../../src/core/withoutEnd';
import { characterSetOf, decodeText } from '../../src/dicom/characterSet';
import type { DicomJson } from '../../viewer/dicomweb/dicomJson';
import { valueOf } from '../viewer/dicomClient';
import { explicitLittleEndian, implicitLittleEndian, type Item, partTenFile, uint16 } from '../viewer/partTenFile';
import { type ServerProcess, startProcess, store } from './serverProcess';

const MOST = 256 * 1024;
const inMs = (work: () => unknown): number => {
  const start = performance.now();
  work();
  return performance.now() - start;
};

describe('a value of one shape, repeated to the largest that is taken', () => {
  it.each([
    ['Latin-1 letters with blanks between', 'ISO 2022 IR 100', [0xe9, 0x20], 'é '],
    ['kanji', 'ISO 2022 IR 87', [0x30, 0x21], '亜'],
  ])('is read in the time of its length: %s', (_, term, unit, read) => {
    const escape = term.endsWith('100') ? [0x1b, 0x2d, 0x41] : [0x1b, 0x24, 0x42];
    const bytes = Uint8Array.from([...escape, ...Array.from({ length: MOST / 2 }, () => unit).flat()]);
    let text = '';
    expect(inMs(() => (text = decodeText(bytes, characterSetOf(['', term]))))).toBeLessThan(3_000);
    expect(text).toBe(read.repeat(MOST / 2));
  });

  it('loses the blanks at its end, and no others, in the time of its length', () => {
    const blanks = ' '.repeat(4 * MOST);
    let text = '';
    expect(inMs(() => (text = withoutEnd(`${blanks}x  `, ' ')))).toBeLessThan(200);
    expect(text).toBe(`${blanks}x`);
    expect([withoutEnd('a^ ^', '^ '), withoutEnd('', ' '), withoutEnd('  ', ' ')]).toEqual(['a', '', '']);
  });
});

describe('the server takes what is valid, or common', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await startProcess();
  });
  afterAll(() => server.stop());

  let next = 0;
  /** A single image of 2 × 3 bytes, but for what a case changes. */
  function image(changes: Item = [], pixels: Buffer | null = Buffer.from('abcdef'), syntax = explicitLittleEndian) {
    const own: Item = [
      ['00080016', 'UI', '1.2.840.10008.5.1.4.1.1.7'],
      ['00080018', 'UI', `1.2.3.9.${++next}`],
      ['0020000D', 'UI', '1.2.9'],
      ['0020000E', 'UI', '1.2.3.9'],
      ['00280010', 'US', uint16(2)],
      ['00280011', 'US', uint16(3)],
      ['00280100', 'US', uint16(8)],
    ];
    const all: Item[number][] = [...own, ...changes, ...(pixels ? [['7FE00010', 'OB', pixels] as const] : [])];
    return partTenFile(
      all.sort(([one], [other]) => (one < other ? -1 : 1)),
      syntax,
    );
  }
  const address = () => `${server.url}/studies/1.2.9/series/1.2.3.9/instances/1.2.3.9.${next}`;
  const metadata = async () => ((await (await fetch(`${address()}/metadata`)).json()) as DicomJson[])[0]!;

  it('zeros behind the last element of what is no image are no damage', async () => {
    const file = Buffer.concat([image([['00080060', 'CS', 'SR']], null), Buffer.alloc(300)]);
    expect((await store(server, file)).status).toBe(200);
    expect(valueOf(await metadata(), '00080060')).toBe('SR');
  });

  it('integers of 64 bits are numbers, and text where a number cannot hold them', async () => {
    const of = (...values: bigint[]) => Buffer.from(BigUint64Array.from(values).buffer);
    await store(server, image([['00720083', 'UV', of(7n, 2n ** 63n + 1n)]], Buffer.from('abcdef'), implicitLittleEndian));
    expect((await metadata())['00720083']).toEqual({ vr: 'UV', Value: [7, '9223372036854775809'] });
  });

  it('texts of blanks, each of 256 KiB, hold it for less than 5 s', async () => {
    const blanks = Buffer.from(`${' '.repeat(MOST - 2)}x `);
    const texts = Array.from({ length: 40 }, (_, n): Item[number] => [`0040A${(0x100 + n).toString(16).toUpperCase()}`, 'UT', blanks]);
    const start = performance.now();
    expect((await store(server, image(texts))).status).toBe(200);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
