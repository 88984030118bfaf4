import { readDataset } from '../../src/dicom/dataset';
import { encodeFile } from '../../src/dicom/encode';
import { contextOf } from '../../src/dicom/context';
import { dicomImage, marked } from '../support/dicomFile';
import type { Item } from '../viewer/partTenFile';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const utf8 = (text: string) => Buffer.from(text, 'utf8');
const read = (set: string | undefined, name: Buffer, more: Item = []) =>
  readDataset(
    dicomImage({
      z: 0,
      pixels: marked(0),
      more: [...(set === undefined ? [] : ([['00080005', 'CS', set]] as const)), ['00100010', 'PN', name], ...more],
    }),
  )!;
const nameIn = (set: string | undefined, name: Buffer) => read(set, name).values('PatientName')[0];

/** As PS3.5 annexes H to K and pydicom's test files write them. */
const NAMES: readonly (readonly [set: string | undefined, name: Buffer, groups: Record<string, string>])[] = [
  ['ISO_IR 100', bytes('M\xfcller^J\xf6rg'), { Alphabetic: 'Müller^Jörg' }],
  ['ISO_IR 101', bytes('Wa\xb3\xeasa'), { Alphabetic: 'Wałęsa' }],
  ['ISO_IR 144', bytes('\xbb\xee\xdaceM\xd1yp\xd3'), { Alphabetic: 'ЛюкceMбypг' }],
  ['ISO_IR 126', bytes('\xc4\xe9\xef\xed\xf5\xf3\xe9\xef\xf2'), { Alphabetic: 'Διονυσιος' }],
  ['ISO_IR 13', bytes('\xd4\xcf\xc0\xde^\xc0\xdb\xb3'), { Alphabetic: 'ﾔﾏﾀﾞ^ﾀﾛｳ' }],
  ['ISO_IR 192', utf8('Wang^XiaoDong=王^小东'), { Alphabetic: 'Wang^XiaoDong', Ideographic: '王^小东' }],
  ['GB18030', bytes('Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab'), { Alphabetic: 'Wang^XiaoDong', Ideographic: '王^小东' }],
  // 0x5C, the backslash, is the second byte of a letter here.
  ['GB18030', bytes('\x97\x5c^\xcd\xf5'), { Alphabetic: '梊^王' }],
  [
    '\\ISO 2022 IR 87',
    bytes('Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B'),
    { Alphabetic: 'Yamada^Tarou', Ideographic: '山田^太郎', Phonetic: 'やまだ^たろう' },
  ],
  [
    'ISO 2022 IR 13\\ISO 2022 IR 87',
    bytes('\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J=\x1b$B$d$^$@\x1b(J^\x1b$B$?$m$&\x1b(J'),
    { Alphabetic: 'ﾔﾏﾀﾞ^ﾀﾛｳ', Ideographic: '山田^太郎', Phonetic: 'やまだ^たろう' },
  ],
  ['\\ISO 2022 IR 159', bytes('=\x1b$(D0!\x1b(B'), { Ideographic: '丂' }],
  [
    '\\ISO 2022 IR 149',
    bytes('Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf'),
    { Alphabetic: 'Hong^Gildong', Ideographic: '洪^吉洞', Phonetic: '홍^길동' },
  ],
  // Careless: without a new escape sequence behind the caret.
  ['\\ISO 2022 IR 149', bytes('=\x1b$)C\xfb\xf3^\xd1\xce\xd4\xd7'), { Ideographic: '洪^吉洞' }],
  [
    '\\ISO 2022 IR 58',
    bytes('Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab'),
    { Alphabetic: 'Zhang^XiaoDong', Ideographic: '张^小东' },
  ],
  ['ISO 2022 IR 6\\ISO 2022 IR 100', bytes('Buc^J\x1b-A\xe9r\xf4me'), { Alphabetic: 'Buc^Jérôme' }],
  ['ISO 2022 IR 100\\ISO 2022 IR 144', bytes('Dionysios \x1b-L\xbb\xee\xda^J\xe9r\xf4me'), { Alphabetic: 'Dionysios Люк^Jérôme' }],
  // Nobody declared it, and all sets that it could be agree.
  [undefined, bytes('M\xfcller^J\xf6rg'), { Alphabetic: 'Müller^Jörg' }],
  // UTF-8 that nobody declared, or that is declared as Latin-1.
  [undefined, utf8('Müller^Jörg'), { Alphabetic: 'Müller^Jörg' }],
  ['', utf8('山田^太郎'), { Alphabetic: '山田^太郎' }],
  ['ISO_IR 100', utf8('Grün^Øyvind'), { Alphabetic: 'Grün^Øyvind' }],
];

describe('the character set of a file', () => {
  it.each(NAMES)('%s makes a name of its bytes, which is written as UTF-8', (set, name, groups) => {
    const source = read(set, name);
    expect(source.values('PatientName')).toEqual([groups]);
    const written = encodeFile(contextOf(source), { SOPClassUID: '1.2', SOPInstanceUID: '1.3' });
    const whole = ['Alphabetic', 'Ideographic', 'Phonetic']
      .map((group) => groups[group] ?? '')
      .join('=')
      .replace(/=+$/, '');
    expect(Buffer.from(written).includes(utf8(whole))).toBe(true);
    expect(readDataset(written.buffer)!.values('PatientName')).toEqual([groups]);
  });

  it.each<[string, string | undefined, Buffer]>([
    ['nothing is declared, and it means something else in another set', undefined, bytes('Kovaller\xe8')],
    ['nothing is declared, and it is Shift-JIS', undefined, bytes('Yamaller\x8eR\x93c')],
    ['nothing is declared, and it is GBK', undefined, bytes('ller\xcd\xf5')],
    ['nothing is declared, and it is Cyrillic', undefined, bytes('ller^\xbb\xee\xda')],
    ['the set is unknown', 'ISO_IR 999', bytes('Kovaller\xe8')],
    ['UTF-8 is declared, and it is none', 'ISO_IR 192', bytes('M\xfcller')],
    ['an escape sequence is unknown', '\\ISO 2022 IR 87', bytes('\x1b$XAB')],
    ['letters stand in no set', '\\ISO 2022 IR 87', bytes('\x1b$B;3\x1b(B\xfc')],
  ])('leaves out, and says, what cannot be read: %s', (_, set, name) => {
    const told: string[] = [];
    const source = read(set, name);
    expect(source.copied(['PatientName', 'PatientID'], (keyword, change) => told.push(`${keyword} ${change}`))).toEqual({
      '00100010': { vr: 'PN', Value: [] },
      '00100020': expect.anything() as unknown,
    });
    expect(told).toEqual(['PatientName left out']);
    const written = Buffer.from(encodeFile(contextOf(source), { SOPClassUID: '1.2', SOPInstanceUID: '1.3' }));
    for (const garbage of ['ller', '\ufffd', '\x1b']) expect(written.includes(utf8(garbage))).toBe(false);
  });

  it('holds inside sequences too, where an item declares none of its own', () => {
    const code = (meaning: Buffer, more: Item = []): Item => [
      ['00082218', 'SQ', [[...more, ['00080100', 'SH', '12738006'], ['00080102', 'SH', 'SCT '], ['00080104', 'LO', meaning]]]],
    ];
    const meaning = (source: ReturnType<typeof read>) => JSON.stringify(source.copied(['AnatomicRegionSequence']));
    expect(meaning(read('ISO_IR 192', bytes('A^B'), code(utf8('Gehirn, größer'))))).toContain('Gehirn, größer');
    expect(meaning(read('ISO_IR 100', bytes('A^B'), code(bytes('gr\xf6\xdfer'))))).toContain('größer');
    expect(meaning(read('ISO_IR 100', bytes('A^B'), code(bytes('\xbb\xee\xda'), [['00080005', 'CS', 'ISO_IR 144']])))).toContain('Люк');
    expect(meaning(read('\\ISO 2022 IR 87', bytes('A^B'), code(bytes('\x1b$BG>\x1b(B'))))).toContain('脳');
  });

  it('does not take a backslash inside a letter for the end of a value', () => {
    const of = (set: string, text: Buffer) => read(set, bytes('A'), [['0008103E', 'LO', text]]).values('SeriesDescription');
    expect(of('GBK', bytes('\x97\x5c'))).toEqual(['梊']);
    expect(of('ISO_IR 13', bytes('\x83\x5c'))).toEqual(['ソ']);
    expect(of('\\ISO 2022 IR 87', bytes('\x1b$B%=\x1b(B\\\x1b$BG>\x1b(B'))).toEqual(['ソ', '脳']);
  });
});

it('names read the same whatever stands behind them', () => {
  expect(nameIn(undefined, bytes('DOE^JANE\0'))).toEqual({ Alphabetic: 'DOE^JANE' });
});
