import { fit } from '../../src/dicom/fit';

const told = (vr: string, value: unknown, keyword?: string) => {
  const { value: own, change } = fit(vr, value, keyword);
  return [own, change];
};
const LONG = 'x'.repeat(80);

describe('a value of a header, as its VR wants it', () => {
  it.each<[string, unknown, unknown]>([
    ['DS', '0.8000', '0.8000'],
    ['DS', '+1.0E+1', '+1.0E+1'],
    ['DS', 0.1, '0.1'],
    ['IS', '-3', '-3'],
    ['IS', 7, '7'],
    ['CS', 'HEAD_1 A', 'HEAD_1 A'],
    ['DA', '20240229', '20240229'],
    ['TM', '120000.123456', '120000.123456'],
    ['TM', '12', '12'],
    ['DT', '20240229120000.5+0100', '20240229120000.5+0100'],
    ['AS', '045Y', '045Y'],
    ['UI', '1.2.03.4', '1.2.03.4'],
    ['LO', 'Größe 脳', 'Größe 脳'],
    ['LT', ' two\r\nlines', ' two\r\nlines'],
    ['PN', { Alphabetic: 'Yamada^Tarou', Ideographic: '山田^太郎' }, { Alphabetic: 'Yamada^Tarou', Ideographic: '山田^太郎' }],
    ['US', 65535, 65535],
    ['AT', '0062000B', 0x0062000b],
    ['FD', 1e300, 1e300],
  ])('is copied where it is right: %s %p', (vr, value, own) => {
    expect(told(vr, value)).toEqual([own, undefined]);
  });

  it.each<[string, unknown, unknown]>([
    ['DS', '2.00000000000000000000', '2'],
    ['DS', '4.123456789012345678901', '4.12345678901235'],
    ['IS', '3.0', '3'],
    ['CS', 'Head', 'HEAD'],
    ['DA', '2000.01.31', '20000131'],
    ['DA', '2000-01-31', '20000131'],
    ['TM', '12:00:00', '120000'],
    ['TM', '120000.123456789', '120000.123456'],
    ['AS', '45 years', '045Y'],
    ['AS', '6M', '006M'],
    ['SH', 'one\ntwo', 'one two'],
    ['PN', 'A\nB^C', { Alphabetic: 'A B^C' }],
  ])('is rewritten where there is one way to read it: %s %p', (vr, value, own) => {
    expect(told(vr, value)).toEqual([own, 'rewritten']);
  });

  it.each<[string, unknown, unknown]>([
    ['LO', LONG, 'x'.repeat(64)],
    ['SH', 'HeadNeck_64_very_long_name', 'HeadNeck_64_very'],
    ['SH', '脳'.repeat(20), '脳'.repeat(16)],
    ['ST', 'y'.repeat(1100), 'y'.repeat(1024)],
    ['PN', `${'A'.repeat(70)}^B`, { Alphabetic: 'A'.repeat(64) }],
  ])('is shortened where it is words: %s', (vr, value, own) => {
    expect(told(vr, value)).toEqual([own, 'shortened']);
  });

  it.each<[string, unknown]>([
    ['DS', '1,5'],
    ['DS', '1.5 mm'],
    ['DS', NaN],
    ['DS', Infinity],
    ['DS', '1e999'],
    ['IS', '1.5'],
    ['IS', 'one'],
    ['IS', '2147483648'],
    ['CS', 'HEAD AND NECK REGION'],
    ['CS', 'HEAD/NECK'],
    ['DA', '20010431'],
    ['DA', '31.01.2000'],
    ['TM', '25:00'],
    ['DT', 'yesterday'],
    ['AS', '45'],
    ['UI', '1.2.3x'],
    ['UI', '1.'.repeat(40)],
    ['LO', 'M\ufffdller'],
    ['LO', '\x1b$B;3ED'],
    ['LO', '\x8aR'],
    ['PN', { Alphabetic: 'A\ufffd' }],
    ['US', 70_000],
    ['SS', 40_000],
    ['US', 1.5],
    ['LO', {}],
  ])('is left out where nobody can say what it means: %s %p', (vr, value) => {
    expect(told(vr, value)).toEqual([undefined, 'left out']);
  });

  it('stays whole where it names somebody or something to an archive, however long', () => {
    expect(told('SH', 'ACC-2024-000012345678', 'AccessionNumber')).toEqual(['ACC-2024-000012345678', 'kept, though longer than allowed']);
    expect(told('LO', LONG, 'PatientID')).toEqual([LONG, 'kept, though longer than allowed']);
  });
});
