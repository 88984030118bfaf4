import fc from 'fast-check';
import { contextOf } from '../../src/dicom/context';
import { readDataset } from '../../src/dicom/dataset';
import { keywordOf, tagOf } from '../../src/dicom/dictionary';
import { encodeFile } from '../../src/dicom/encode';
import { repairedText } from '../../src/dicom/elements';
import { lossyOf } from '../../src/dicom/lossy';
import { naturalObject } from '../../src/dicom/sourceImage';
import { dicomImage, marked } from '../support/dicomFile';
import { naturalInstance } from '../support/natural';
import type { Item } from '../viewer/partTenFile';

const UTF8 = (text: string) => Buffer.from(text, 'utf8');
/** A code whose meaning is not ASCII, inside a sequence. */
const region = (meaning: Buffer): Item => [
  ['00080005', 'CS', 'ISO_IR 192'],
  [
    '00082218',
    'SQ',
    [
      [
        ['00080100', 'SH', '12738006'],
        ['00080102', 'SH', 'SCT '],
        ['00080104', 'LO', meaning],
        ['00091001', 'LO', 'private secret'],
      ],
    ],
  ],
];
const file = (more: Item = []) => dicomImage({ z: 0, pixels: marked(0), more });
const both = (more: Item = []) => [readDataset(file(more))!, naturalObject(naturalInstance(file(more)))] as const;
const deep = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(deep);
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, one]) => [key, ...deep(one)]) : [String(value)];
};

describe('a source image', () => {
  it('gives the same values by keyword from a file and from a viewer', () => {
    const [dataset, natural] = both();
    for (const keyword of ['PixelSpacing', 'ImageType', 'ImagePositionPatient', 'StudyInstanceUID', 'SeriesNumber', 'RescaleSlope'])
      expect([keyword, natural.values(keyword).map(String)]).toEqual([keyword, dataset.values(keyword).map(String)]);
  });

  it('is written back the same from a file and from a viewer', () => {
    const keywords = ['PatientName', 'PatientID', 'PixelSpacing', 'ImageType', 'SliceThickness', 'AnatomicRegionSequence'];
    const [first, second] = both(region(UTF8('Gehirn, größer'))).map((source) => {
      const back = readDataset(
        encodeFile(source.copied(keywords), { SOPClassUID: '1.2', SOPInstanceUID: '1.3', SpecificCharacterSet: 'ISO_IR 192' }).buffer,
      )!;
      return keywords.map((keyword) => back.copied([keyword])[tagOf(keyword)]?.Value);
    });
    expect(second).toEqual(first);
    expect(JSON.stringify(first)).toContain('Gehirn, größer');
  });

  it('copies nothing private or unknown, at no depth', () => {
    for (const source of both(region(UTF8('Brain')))) {
      const copied = source.copied(['AnatomicRegionSequence', 'PatientName']);
      expect(JSON.stringify(copied)).not.toContain('secret');
      const tags = deep(copied).filter((key) => /^00[0-9A-F]{6}$/.test(key));
      expect(tags.length).toBeGreaterThan(3);
      tags.forEach((tag) => expect([tag, keywordOf(tag)]).toEqual([tag, expect.any(String)]));
    }
  });

  it('leaves behind what a viewer or a library has hung on it', () => {
    const instance = {
      ...naturalInstance(file()),
      imageId: 'wadors:https://pacs/studies/1',
      url: 'secret',
      wadoRoot: 'secret',
      _meta: { secret: 'secret' },
      PatientName: Object.assign([{ Alphabetic: 'DOE^JANE', secret: 'secret' }], { Alphabetic: 'DOE^JANE', toJSON: undefined }),
    };
    const copied = naturalObject(instance).copied(['PatientName', 'imageId', 'url', 'wadoRoot', '_meta']);
    expect(copied).toEqual({ '00100010': expect.objectContaining({ vr: 'PN', Value: [{ Alphabetic: 'DOE^JANE' }] }) as unknown });
  });

  it('takes numbers for tags, and tags in text too, as dcmjs does not', () => {
    const source = naturalObject({ DimensionIndexSequence: [{ DimensionIndexPointer: '0062000B', FunctionalGroupPointer: 0x0062000a }] });
    const back = readDataset(encodeFile(source.copied(['DimensionIndexSequence']), { SOPClassUID: '1.2', SOPInstanceUID: '1.3' }).buffer)!;
    expect(JSON.stringify(back.values('DimensionIndexSequence'))).toContain(`[${0x0062000b}]`);
    expect(JSON.stringify(back.values('DimensionIndexSequence'))).toContain(`[${0x0062000a}]`);
  });

  it('holds decimal strings of at most 16 characters, at every depth, nearest to what the source says', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), (value, asText) => {
        const said = asText ? String(value) : value;
        const source = naturalObject({ SliceThickness: said, PixelMeasuresSequence: [{ PixelSpacing: [said, 1] }] });
        const copied = source.copied(['SliceThickness', 'PixelMeasuresSequence']);
        const inner = (copied[tagOf('PixelMeasuresSequence')]?.Value?.[0] as Record<string, { Value: string[] }>)[tagOf('PixelSpacing')]!
          .Value;
        for (const text of [copied[tagOf('SliceThickness')]?.Value?.[0], inner[0]]) {
          expect(typeof text === 'string' && text.length <= 16).toBe(true);
          expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-8);
        }
      }),
    );
  });

  it('shortens a careless decimal string of a file in place of cutting it, and keeps the others digit for digit', () => {
    const careless = readDataset(file([['00180050', 'DS', '1.23456789012345e-10']]))!;
    const text = String(careless.copied(['SliceThickness'])[tagOf('SliceThickness')]?.Value?.[0]);
    expect(text.length).toBeLessThanOrEqual(16);
    expect(Number(text)).toBeCloseTo(1.23456789012345e-10, 19);
    expect(careless.copied(['PixelSpacing'])[tagOf('PixelSpacing')]?._rawValue).toEqual(['0.8000', '0.9000']);
  });

  it('repairs text of sequences that was read in the wrong alphabet, and leaves a sequence behind that it cannot repair', () => {
    for (const text of ['GrÃ¶ÃŸe', 'GrÃ¶Ã\x9fe']) expect(repairedText(text)).toBe('Größe');
    expect(repairedText('Größe')).toBeUndefined();
    const cyrillic = readDataset(file(region(Buffer.from([0xbc, 0xde, 0xd7, 0xd3]))))!;
    expect(cyrillic.copied(['AnatomicRegionSequence', 'PatientID'])).toEqual({ '00100020': expect.anything() as unknown });
    const json = naturalObject({ AnatomicRegionSequence: [{ CodeMeaning: 'Größe 値' }] });
    expect(JSON.stringify(json.copied(['AnatomicRegionSequence']))).toContain('Größe 値');
  });

  it('asks the functional groups of its frame first, and does not believe a place that a viewer has filled in', () => {
    const instance = {
      NumberOfFrames: 2,
      Rows: 4,
      ImagePositionPatient: [0, 0, 2],
      RescaleSlope: 7,
      SharedFunctionalGroupsSequence: [
        { PixelMeasuresSequence: [{ PixelSpacing: [0.5, 0.5] }], FrameVOILUTSequence: [{ WindowWidth: 9 }] },
      ],
      PerFrameFunctionalGroupsSequence: [
        { PlanePositionSequence: [{ ImagePositionPatient: [1, 2, 3] }] },
        { FrameVOILUTSequence: [{ WindowWidth: 8 }] },
      ],
    };
    const values = (frame: number, keyword: string) => naturalObject(instance, frame).values(keyword);
    expect(values(1, 'ImagePositionPatient')).toEqual([1, 2, 3]);
    expect(values(2, 'ImagePositionPatient')).toEqual([]);
    expect([values(1, 'WindowWidth'), values(2, 'WindowWidth')]).toEqual([[9], [8]]);
    expect([values(2, 'PixelSpacing'), values(2, 'Rows'), values(2, 'RescaleSlope')]).toEqual([[0.5, 0.5], [4], [7]]);
  });
});

describe('patient and study of a source', () => {
  const trial = (more: Record<string, string>) =>
    Object.keys(contextOf(naturalObject({ StudyInstanceUID: '1.2', ...more })))
      .filter((tag) => tag.startsWith('0012'))
      .sort();

  it('has a clinical trial whole, with what must be there left empty, or not at all', () => {
    const whole = { ClinicalTrialSponsorName: 'S', ClinicalTrialProtocolID: 'P', ClinicalTrialSubjectID: 'I', ClinicalTrialSiteID: '7' };
    expect(trial(whole)).toEqual(['00120021', '00120030', '00120031', '00120010', '00120020', '00120040'].sort());
    expect(trial({ ...whole, ClinicalTrialProtocolID: '' })).toEqual([]);
    expect(trial({ ClinicalTrialSponsorName: 'S' })).toEqual([]);
  });

  it('says in UTF-8 what it says, and leaves empty what it must name and does not know', () => {
    const context = contextOf(naturalObject({ StudyInstanceUID: '1.2', SpecificCharacterSet: 'ISO 2022 IR 87' }));
    expect(context[tagOf('SpecificCharacterSet')]?.Value).toEqual(['ISO_IR 192']);
    for (const keyword of ['PatientName', 'PatientID', 'PatientSex', 'StudyDate', 'AccessionNumber', 'ReferringPhysicianName'])
      expect([keyword, context[tagOf(keyword)]?.Value]).toEqual([keyword, ['']]);
  });
});

describe('lossy compression', () => {
  const of = (header: Record<string, unknown>) => lossyOf(naturalObject(header));

  it('is inherited, and told by the transfer syntax where the source does not say', () => {
    expect(of({ LossyImageCompression: '01', LossyImageCompressionRatio: 12, LossyImageCompressionMethod: 'ISO_10918_1' })).toEqual({
      LossyImageCompression: '01',
      LossyImageCompressionRatio: ['12'],
      LossyImageCompressionMethod: ['ISO_10918_1'],
    });
    expect(of({ AvailableTransferSyntaxUID: '1.2.840.10008.1.2.4.51' })).toEqual({
      LossyImageCompression: '01',
      LossyImageCompressionMethod: ['ISO_10918_1'],
    });
    expect(of({ AvailableTransferSyntaxUID: '1.2.840.10008.1.2.4.91', LossyImageCompression: '00' })).toEqual({
      LossyImageCompression: '00',
    });
    expect(of({ AvailableTransferSyntaxUID: '1.2.840.10008.1.2.1' })).toEqual({ LossyImageCompression: undefined });
  });
});
