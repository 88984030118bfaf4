import { deflateSync } from 'fflate';
import { readDataset } from '../../src/dicom/dataset';
import { explicit, hex, implicit, ITEM, ITEM_END, OPEN, SEQUENCE_END } from '../support/dicomBytes';
import { dicomImage, marked } from '../support/dicomFile';
import { nativePixels } from '../support/nativePixels';
import { refusal } from '../support/refusal';
import { implicitLittleEndian, partTenFile, uint16, uint32, type Item } from '../viewer/partTenFile';

const CODE = [implicit('00080100', '12738006'), implicit('00080102', 'SCT'), implicit('00080104', 'Brain')];
const item = (body: Buffer, open: boolean) =>
  open ? Buffer.concat([ITEM, OPEN, body, ITEM_END]) : Buffer.concat([ITEM, uint32(body.length), body]);

/** The bytes of a plain file with an element of VR UN put in its place. */
function withUnknown(tag: string, body: Buffer, open: boolean): ArrayBuffer {
  const file = Buffer.from(dicomImage({ z: 0, pixels: marked(0) }));
  const before = file.indexOf(hex('10001000504e'));
  const head = Buffer.concat([uint16(parseInt(tag.slice(0, 4), 16), parseInt(tag.slice(4), 16)), Buffer.from('UN\0\0')]);
  const element = open ? Buffer.concat([head, OPEN, body, SEQUENCE_END]) : Buffer.concat([head, uint32(body.length), body]);
  return new Uint8Array(Buffer.concat([file.subarray(0, before), element, file.subarray(before)])).buffer;
}

const codeIn = (file: ArrayBuffer) => readDataset(file)!.values('AnatomicRegionSequence') as Record<string, { Value: string[] }>[];

describe('a sequence that was written as unknown', () => {
  it.each([
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ])('is read: sequence of undefined length %s, items %s', (open, openItems) => {
    const file = withUnknown('00082218', item(Buffer.concat(CODE), openItems), open);
    expect(codeIn(file).map((one) => one['00080104']?.Value)).toEqual([['Brain']]);
    expect(readDataset(file)!.text('PatientID')).toBe('P-77');
    expect(nativePixels(readDataset(file)!).byteLength).toBe(24);
    const copied = readDataset(file)!.copied(['AnatomicRegionSequence'])['00082218'];
    expect(copied?.vr).toBe('SQ');
    expect(JSON.stringify(copied).length).toBeLessThan(300);
  });

  it('is read too where its items were left as they were', () => {
    const body = Buffer.concat([explicit('00080100', 'SH', '12738006'), explicit('00080104', 'LO', 'Brain')]);
    expect(codeIn(withUnknown('00082218', item(body, false), false)).map((one) => one['00080104']?.Value)).toEqual([['Brain']]);
  });

  it('is left alone where it is private, or holds something else than items', () => {
    for (const [tag, body] of [
      ['00091010', item(Buffer.concat(CODE), true)],
      ['00082218', Buffer.from('no items at all!')],
    ] as const) {
      const dataset = readDataset(withUnknown(tag, body, false))!;
      expect([dataset.text('PatientID'), dataset.values('AnatomicRegionSequence')]).toEqual(['P-77', []]);
    }
    expect(readDataset(withUnknown('00091010', item(Buffer.concat(CODE), true), true))!.text('PatientID')).toBe('P-77');
  });
});

describe('a file', () => {
  const short: Item = [
    ['00080060', 'CS', 'MR'],
    ['00100020', 'LO', 'P-77'],
    ['00280010', 'US', uint16(3)],
  ];

  it('is read whatever its encoding', () => {
    expect(readDataset(new Uint8Array(partTenFile(short, implicitLittleEndian)).buffer)!.number('Rows')).toBe(3);
    const explicitFile = partTenFile(short, '1.2.840.10008.1.2.1.99');
    const body = explicitFile.indexOf(hex('08006000'));
    const deflated = Buffer.concat([explicitFile.subarray(0, body), deflateSync(explicitFile.subarray(body))]);
    expect(readDataset(new Uint8Array(deflated).buffer)!.text('PatientID')).toBe('P-77');
    const big = partTenFile([], '1.2.840.10008.1.2.2');
    const swapped = Buffer.concat([big, hex('00280010'), Buffer.from('US'), hex('00020003')]);
    expect(readDataset(new Uint8Array(swapped).buffer)!.number('Rows')).toBe(3);
  });

  it('is read by the VR of the standard where it holds text in another', () => {
    const careless = readDataset(dicomImage({ z: 0, pixels: marked(0), more: [['00280030', 'UT', '2.5000\\2.5000']] }))!;
    expect(careless.numbers('PixelSpacing')).toEqual([2.5, 2.5]);
    expect(careless.copied(['PixelSpacing'])['00280030']).toEqual({ vr: 'DS', Value: [2.5, 2.5], _rawValue: ['2.5000', '2.5000'] });
  });

  it('is read as it is written where its transfer syntax says otherwise', () => {
    const syntaxes = ['1.2.840.10008.1.2', '1.2.840.10008.1.2.1'] as const;
    for (const [said, written] of [syntaxes, [...syntaxes].reverse() as [string, string]]) {
      const [head, body] = [partTenFile([], said), partTenFile(short, written)];
      const file = Buffer.concat([head, body.subarray(body.indexOf(hex('08006000')))]);
      expect(readDataset(new Uint8Array(file).buffer)!.number('Rows')).toBe(3);
    }
  });

  it('keeps elements of the newest VRs apart', () => {
    const long = Buffer.concat([hex('e07f0100'), Buffer.from('OV\0\0'), uint32(8), Buffer.alloc(8)]);
    const file = Buffer.concat([partTenFile(short), long, hex('e07f1000'), Buffer.from('OW\0\0'), uint32(2), uint16(7)]);
    expect([...new Uint16Array(nativePixels(readDataset(new Uint8Array(file).buffer)!))]).toEqual([7]);
  });

  it('is read by the VR of the standard where it holds one that nobody knows, as those to come are written', () => {
    const whole = dicomImage({ z: 0, pixels: marked(0), more: [['00082218', 'SQ', [[['00080104', 'LO', 'Brain']]]]] });
    const changed = (from: string, to: string) => {
      const bytes = Buffer.from(whole.slice(0));
      const at = bytes.indexOf(Buffer.concat([hex(from.slice(0, 8)), Buffer.from(from.slice(8))]));
      bytes.write(to, at + 4, 'latin1');
      return new Uint8Array(bytes).buffer;
    };
    expect(codeIn(changed('08001822SQ', 'SY')).map((one) => one['00080104']?.Value)).toEqual([['Brain']]);
    expect([...new Uint16Array(nativePixels(readDataset(changed('e07f1000OW', 'MB'))!))]).toEqual(marked(0));
    // With a length of two bytes it is none of those.
    expect(() => readDataset(changed('28003000DS', 'DX'))).toThrow(refusal('DICOM_DAMAGED'));
  });

  it('is refused where bytes are missing before its pixels, or are no elements', () => {
    const whole = new Uint8Array(partTenFile(short));
    for (const bytes of [whole.slice(0, -1), whole.slice(0, -9), Uint8Array.from([...whole, 1, 2, 3, 4, 5, 6, 7, 8])]) {
      expect(() => readDataset(bytes.buffer)).toThrow(refusal('DICOM_DAMAGED'));
    }
  });
});
