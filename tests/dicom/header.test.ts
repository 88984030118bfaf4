import { derivedHeader, type DerivedSeries } from '../../src/dicom/header';
import { readDataset } from '../../src/dicom/dataset';
import { naturalValues, sourceHeader } from '../../src/dicom/sourceHeader';
import { type Kind, KINDS } from '../../src/results/kinds';
import { dicomImage, SOURCE } from '../support/dicomFile';
import { DENOISED, INPAINTED, MAPPED } from '../support/provenance';

/** As OHIF holds the header of `dicomImage`: one value bare, several in an array, with properties of its own. */
const INSTANCE = {
  SOPClassUID: '1.2.840.10008.5.1.4.1.1.4',
  SOPInstanceUID: '1.2.3.4.5.8',
  SeriesInstanceUID: SOURCE.series,
  SeriesDescription: 'AX T1',
  SeriesNumber: 3,
  InstanceNumber: '8',
  ImageType: ['ORIGINAL', 'PRIMARY', 'M'],
  Manufacturer: 'ACME',
  ManufacturerModelName: 'Scanner 9',
  StationName: '',
  InstitutionName: null,
  WindowCenter: 300,
  WindowWidth: [600],
  BurnedInAnnotation: 'NO',
  imageId: 'wadors:8',
};
const FILE = dicomImage({
  z: 7,
  pixels: new Array<number>(12).fill(5),
  instance: 8,
  more: [
    ['00280301', 'CS', 'NO'],
    ['00281051', 'DS', '600'],
  ],
});
const fromFile = () => sourceHeader(readDataset(FILE)!);
const fromViewer = (change: Record<string, unknown> = {}) => sourceHeader(naturalValues({ ...INSTANCE, ...change }));

const series = (change: Partial<DerivedSeries> = {}): DerivedSeries => ({
  kind: 'denoised',
  provenance: DENOISED,
  made: new Date(2026, 0, 2, 3, 4, 5),
  seriesUid: '2.25.1',
  sliceSpacing: 7,
  ...change,
});
const window = { center: [300], width: [600] };
const header = (change: Partial<DerivedSeries> = {}, source = fromFile(), frame?: number) =>
  derivedHeader(series(change), { source, sopInstanceUid: '2.25.2', position: 2, frame, window });

describe('the header of a derived image', () => {
  it.each<[Kind, Partial<DerivedSeries>]>([
    ['denoised', {}],
    ['uncertainty', { provenance: { ...DENOISED, samples: 4 } }],
    ['inpainted', { provenance: INPAINTED, sample: 2 }],
    ['score', { provenance: MAPPED, partial: { finished: [1, 2, 5], slices: 20 } }],
  ])('describes a result alike in a file and in the viewer: %s', (kind, change) => {
    const [file, viewer] = [header({ kind, ...change }, fromFile()), header({ kind, ...change }, fromViewer())];
    expect(viewer).toEqual(file);
  });

  it('marks the image as derived and for research, and says by what', () => {
    expect(header()).toMatchObject({
      SeriesInstanceUID: '2.25.1',
      SeriesNumber: 1003,
      SeriesDescription: 'denoised · AX T1 (AI-DERIVED – research only)',
      SeriesDate: '20260102',
      ContentTime: '030405',
      InstanceNumber: 8,
      ImageType: ['DERIVED', 'SECONDARY', 'M', 'DENOISED'],
      ContentQualification: 'RESEARCH',
      BurnedInAnnotation: 'NO',
      DerivationCodeSequence: [{ CodeValue: 'DENOISE', CodingSchemeDesignator: '99OHIFDIFFUSION' }],
      CodingSchemeIdentificationSequence: [{ CodingSchemeDesignator: '99OHIFDIFFUSION' }],
      Manufacturer: 'OHIF diffusion workbench',
      SoftwareVersions: '0.1.0',
      SpacingBetweenSlices: 7,
      WindowCenter: 300,
      WindowWidth: 600,
    });
    expect(header().ContributingEquipmentSequence).toMatchObject([
      { Manufacturer: 'ACME', ManufacturerModelName: 'Scanner 9' },
      { Manufacturer: 'OHIF diffusion workbench', SoftwareVersions: '0.1.0', ContributionDateTime: '20260102030405' },
    ]);
  });

  it('points at the image, and the frame of it, that it was made from', () => {
    const image = { ReferencedSOPClassUID: INSTANCE.SOPClassUID, ReferencedSOPInstanceUID: '1.2.3.4.5.8' };
    expect(header()).toMatchObject({
      SourceImageSequence: [{ ...image, SpatialLocationsPreserved: 'YES' }],
      ReferencedSeriesSequence: [{ SeriesInstanceUID: SOURCE.series, ReferencedInstanceSequence: [image] }],
    });
    expect(header().SourceImageSequence[0]).not.toHaveProperty('ReferencedFrameNumber');
    expect(header({}, fromFile(), 2)).toMatchObject({ InstanceNumber: 2, SourceImageSequence: [{ ...image, ReferencedFrameNumber: 2 }] });
  });

  it.each(Object.entries(KINDS))('takes value 4 of Image Type, number and code of %s from the table of kinds', (kind, row) => {
    expect(header({ kind: kind as Kind })).toMatchObject({
      ImageType: ['DERIVED', 'SECONDARY', 'M', row.dicom.imageType],
      SeriesNumber: 3 + row.seriesOffset,
      DerivationCodeSequence: [{ CodeValue: row.dicom.code, CodeMeaning: row.dicom.codeMeaning }],
    });
    expect(row.dicom.imageType.length).toBeLessThanOrEqual(16);
    expect(row.dicom.code.length).toBeLessThanOrEqual(16);
    expect(row.dicom.codeMeaning.length).toBeLessThanOrEqual(64);
  });

  it('says how much was made where the run was stopped', () => {
    const { SeriesDescription, DerivationDescription } = header({ partial: { finished: [1, 2, 3], slices: 20 } });
    expect(SeriesDescription).toBe('PARTIAL 3/20 denoised · AX T1 (AI-DERIVED – research only)');
    expect(DerivationDescription).toContain('PARTIAL: slices 1–3 in viewing order');
  });

  it('keeps its text within 1024 bytes, and the marks in it', () => {
    const finished = Array.from({ length: 400 }, (_, k) => 2 * k + 1);
    const outside = [{ code: 'CONTRAST_UNKNOWN' as const }];
    const { DerivationDescription: text } = header({
      provenance: { ...DENOISED, outside },
      partial: { finished, slices: 800 },
    });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1024);
    expect(text).toMatch(/^AI-derived.* OUT OF DOMAIN: .* Denoised by m 1\.0\.0 .* PARTIAL: slices 1, 3, 5, .*…$/);
  });

  it('claims nothing that the source does not say', () => {
    const bare = {
      SeriesDescription: '',
      ImageType: 'ORIGINAL\\PRIMARY',
      BurnedInAnnotation: undefined,
      Manufacturer: '',
      InstanceNumber: '',
    };
    const made = header({ sliceSpacing: undefined }, fromViewer(bare));
    expect(made).toMatchObject({ SeriesDescription: 'denoised · Series 3 (AI-DERIVED – research only)', InstanceNumber: 2 });
    expect(made.ImageType).toEqual(['DERIVED', 'SECONDARY', 'OTHER', 'DENOISED']);
    expect(made.ContributingEquipmentSequence).toHaveLength(1);
    expect(made).not.toHaveProperty('BurnedInAnnotation');
    expect(made).not.toHaveProperty('SpacingBetweenSlices');
    expect(header({}, fromViewer({ BurnedInAnnotation: 'YES' })).BurnedInAnnotation).toBe('YES');
  });
});
