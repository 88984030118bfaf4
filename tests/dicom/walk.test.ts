/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { ContentReader } from '../../src/archive/content';
import { type Dataset, readDataset } from '../../src/dicom/dataset';
import { pixelElement } from '../../src/dicom/pixelElement';
import { FileScan } from '../../src/dicom/scanFile';
import { explicit, hex, implicit, itemHead, ITEM_END, longHead, OPEN, SEQUENCE_END, tagBytes } from '../support/dicomBytes';
import { dicomImage, marked } from '../support/dicomFile';
import { refusal } from '../support/refusal';
import { implicitLittleEndian, partTenFile, uint16, uint32 } from '../viewer/partTenFile';

const HUGE = 0xfffffff0;
const NAME = explicit('00100010', 'PN', 'DOE^JANE');
const PIXELS = Buffer.concat([longHead('7FE00010', 'OW', 2), uint16(7)]);

/** A file with these bytes before its patient and its pixels. */
const fileWith = (...body: Buffer[]): ArrayBuffer =>
  new Uint8Array(Buffer.concat([partTenFile([['00080060', 'CS', 'MR']]), ...body, NAME, PIXELS])).buffer;
const implicitFile = (...body: Buffer[]): ArrayBuffer =>
  new Uint8Array(Buffer.concat([partTenFile([['00080060', 'CS', 'MR']], implicitLittleEndian), ...body, implicit('00100010', 'DOE^JANE')]))
    .buffer;
const openHead = (tag: string, vr: string) => longHead(tag, vr, 0xffffffff);
const openItem = itemHead(0xffffffff);

/** Sequences in sequences whose lengths are known. */
function closedNest(deep: number, vr: 'SQ' | 'UN' | undefined): Buffer {
  const heads: Buffer[] = [];
  let length = 0;
  for (let level = 0; level < deep; level++) {
    heads.unshift(vr ? longHead('00082218', vr, length + 8) : Buffer.concat([tagBytes('00082218'), uint32(length + 8)]), itemHead(length));
    length += 8 + (vr ? 12 : 8);
  }
  return Buffer.concat(heads);
}
const openNest = (deep: number, vr: 'SQ' | 'UN') =>
  Buffer.concat([
    ...Array.from({ length: deep }, (_, level) =>
      // What stands in an unknown sequence is implicit.
      Buffer.concat([vr === 'UN' && level > 0 ? Buffer.concat([tagBytes('00082218'), OPEN]) : openHead('00082218', vr), openItem]),
    ),
    ...Array.from({ length: deep }, () => Buffer.concat([ITEM_END, SEQUENCE_END])),
  ]);

/** How many sequences in each other are read. */
function depthOf(dataset: Dataset): number {
  let [deep, items] = [0, dataset.values('AnatomicRegionSequence') as Record<string, { Value: never[] }>[]];
  for (; items.length > 0; deep++) items = items[0]?.['00082218']?.Value ?? [];
  return deep;
}

const LIES: Readonly<Record<string, ArrayBuffer>> = {
  'a text of 4 GB': fileWith(longHead('00081190', 'UT', HUGE)),
  'bytes of 4 GB': fileWith(longHead('00091010', 'OB', HUGE)),
  'a sequence of 4 GB': fileWith(longHead('00082218', 'SQ', HUGE)),
  'an unknown sequence of 4 GB': fileWith(longHead('00082218', 'UN', HUGE)),
  'a short text of 65,535 bytes': fileWith(Buffer.concat([tagBytes('00081030'), Buffer.from('LO'), uint16(65535)])),
  'an item of 4 GB': fileWith(openHead('00082218', 'SQ'), itemHead(HUGE)),
  'a sequence that does not end': fileWith(openHead('00082218', 'SQ')),
  'an item that does not end': fileWith(openHead('00082218', 'SQ'), openItem),
  'an item that does not end in a sequence that does': fileWith(openHead('00082218', 'SQ'), openItem, SEQUENCE_END),
  'an unknown sequence that does not end': fileWith(openHead('00082218', 'UN'), openItem),
  'fragments that do not end': fileWith(openHead('00091010', 'OB'), itemHead(0)),
  'a fragment without a length': fileWith(openHead('00091010', 'OB'), openItem),
  'an end of nothing': fileWith(ITEM_END),
  'a text of 4 GB, implicit': implicitFile(Buffer.concat([tagBytes('00081030'), uint32(HUGE)])),
  'a sequence that does not end, implicit': implicitFile(Buffer.concat([tagBytes('00082218'), OPEN]), openItem),
  '10,000 sequences in each other, of undefined length': fileWith(openNest(10_000, 'SQ')),
  '10,000 unknown sequences in each other, of undefined length': fileWith(openNest(10_000, 'UN')),
  'a file header of 4 GB': new Uint8Array(
    Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), longHead('00020102', 'OB', HUGE), Buffer.alloc(64)]),
  ).buffer,
};

describe('a length, or a depth, that the file does not have', () => {
  it.each(Object.keys(LIES))('%s is refused by whoever reads it, at once', (name) => {
    const file = LIES[name]!;
    const begun = performance.now();
    expect(() => readDataset(file)).toThrow(refusal('DICOM_DAMAGED'));
    expect(() => pixelElement(file)).toThrow(refusal('DICOM_DAMAGED'));
    expect(performance.now() - begun).toBeLessThan(1000);
  });

  it.each(['SQ', undefined] as const)('10,000 sequences in each other, of known length (%s), are refused where they are read', (vr) => {
    const nest = closedNest(10_000, vr);
    expect(() => readDataset(vr ? fileWith(nest) : implicitFile(nest))).toThrow(refusal('DICOM_DAMAGED'));
  });

  it('10,000 unknown sequences in each other, of known length, are read 100 deep', () => {
    const dataset = readDataset(fileWith(closedNest(10_000, 'UN')))!;
    expect(depthOf(dataset)).toBe(100);
    expect(dataset.values('PatientName')).toEqual([{ Alphabetic: 'DOE^JANE' }]);
  });

  it('an item that is longer than its sequence is refused where it is read', () => {
    expect(() => readDataset(fileWith(longHead('00082218', 'SQ', 8), itemHead(14)))).toThrow(refusal('DICOM_DAMAGED'));
  });

  it('says what is missing, with the numbers', () => {
    expect(() => readDataset(LIES['a text of 4 GB']!)).toThrow(
      'A DICOM file is damaged or incomplete. (found 30 bytes of a header element, allowed 4294967280, as the file announces)',
    );
  });

  it('90 sequences in each other are read', () => {
    for (const nest of [closedNest(90, 'SQ'), openNest(90, 'SQ'), openNest(90, 'UN'), closedNest(90, 'UN')]) {
      const dataset = readDataset(fileWith(nest))!;
      expect(depthOf(dataset)).toBe(90);
      expect([...pixelElement(fileWith(nest))!.native!]).toEqual([7, 0]);
    }
  });
});

describe('the pixels of a file', () => {
  it.each([
    ['are longer than it', longHead('7FE00010', 'OW', HUGE)],
    ['are in a fragment that is longer than it', Buffer.concat([openHead('7FE00010', 'OB'), itemHead(0), itemHead(HUGE)])],
    ['are in fragments that do not end', Buffer.concat([openHead('7FE00010', 'OB'), itemHead(0), itemHead(0)])],
    ['are in a fragment without a length', Buffer.concat([openHead('7FE00010', 'OB'), itemHead(0), openItem])],
    ['are in fragments that hold something else', Buffer.concat([openHead('7FE00010', 'OB'), NAME])],
  ])('are refused where they %s; its header is read', (_, pixels) => {
    const file = new Uint8Array(Buffer.concat([partTenFile([['00100020', 'LO', 'P-77']]), pixels])).buffer;
    expect(readDataset(file)!.text('PatientID')).toBe('P-77');
    expect(() => pixelElement(file)).toThrow(refusal('DICOM_DAMAGED'));
  });

  it('may be empty, and may be followed by padding', () => {
    const file = (...pixels: Buffer[]) => new Uint8Array(Buffer.concat([partTenFile([]), ...pixels])).buffer;
    expect(pixelElement(file(longHead('7FE00010', 'OW', 0)))).toMatchObject({ native: new Uint8Array(0), fragments: [] });
    expect([...pixelElement(file(PIXELS, Buffer.alloc(9)))!.native!]).toEqual([7, 0]);
  });

  it('are not held a second time by whoever reads the header', () => {
    const dataset = readDataset(dicomImage({ z: 0, pixels: marked(0) }))!;
    expect(dataset.element('PixelData')).toEqual({ vr: 'OW', Value: [] });
  });
});

describe('a file in pieces', () => {
  const listen = (file: ArrayBuffer, size: number) => {
    const told: string[] = [];
    const scan = new FileScan({
      syntax: (uid) => (told.push(uid), true),
      wants: () => true,
      value: (tag, value, depth) => void told.push(`${depth} ${tag} ${Buffer.from(value).toString('latin1')}`),
      pixels: (piece) => void told.push(...Array.from(piece, String)),
    });
    const bytes = new Uint8Array(file);
    // The sender uses one piece of memory for all.
    const buffer = new Uint8Array(size);
    for (let at = 0; at < bytes.length; at += size) {
      buffer.set(bytes.subarray(at, at + size));
      scan.push(buffer.subarray(0, Math.min(size, bytes.length - at)));
      buffer.fill(0xee);
    }
    return { told, strange: scan.strange };
  };
  const code = Buffer.concat([explicit('00080100', 'SH', '12738006'), explicit('00080104', 'LO', 'Brain')]);
  const told = [
    '1.2.840.10008.1.2.1',
    ...['0 00080060 MR', '0 00082218 ', '1 FFFEE000 ', '1 00080100 12738006', '1 00080104 Brain '],
    ...['0 00100010 DOE^JANE', '7', '0'],
  ];

  it.each([1, 2, 3, 5, 7, 8, 12, 13, 64, 4096])('of %d bytes tells the same', (size) => {
    const open = fileWith(openHead('00082218', 'SQ'), openItem, code, ITEM_END, SEQUENCE_END);
    expect(listen(open, size)).toEqual({ told, strange: false });
    const closed = fileWith(longHead('00082218', 'SQ', 8 + code.length), itemHead(code.length), code);
    expect(listen(closed, size)).toEqual({ told, strange: false });
  });

  it('is read as it is written where its transfer syntax says otherwise', () => {
    const body = Buffer.concat([implicit('00080060', 'MR'), tagBytes('7FE00010'), uint32(2), uint16(7)]);
    const file = new Uint8Array(Buffer.concat([partTenFile([], '1.2.840.10008.1.2.1'), body])).buffer;
    expect(listen(file, 5).told).toEqual(['1.2.840.10008.1.2', '0 00080060 MR', '7', '0']);
  });

  it.each([
    ['10,000 sequences in each other', fileWith(openNest(10_000, 'SQ'))],
    ['a sequence of something else than items', fileWith(openHead('00082218', 'SQ'), NAME, NAME)],
    ['bytes that are no element', fileWith(hex('0900010001020304'))],
  ])('is refused for %s, without an end of the reader', (_, file) => {
    expect(listen(file, 64).strange).toBe(true);
    const reader = new ContentReader();
    reader.push(new Uint8Array(file));
    reader.push(new Uint8Array(64));
    expect(() => reader.end()).toThrow(refusal('ARCHIVE_ANSWER'));
  });

  it('holds nothing for a length that does not come', () => {
    expect(listen(LIES['a text of 4 GB']!, 64)).toEqual({ told: told.slice(0, 2), strange: false });
  });
});
