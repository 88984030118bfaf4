import type { SourceImage } from '../../src/dicom/sourceImage';
import { naturalObject } from '../../src/dicom/sourceImage';

export const ENHANCED_MR = '1.2.840.10008.5.1.4.1.1.4.1';

const type = ['ORIGINAL', 'PRIMARY', 'VOLUME', 'NONE'];

/** An Enhanced MR object of four slices, 5 mm apart, as a viewer holds it; frame f shows slice `SLICES[f - 1]`. */
export const SLICES = [2, 0, 3, 1] as const;
export const enhancedInstance = (change: Record<string, unknown> = {}) => ({
  SOPClassUID: ENHANCED_MR,
  SOPInstanceUID: '1.2.3.4.5',
  StudyInstanceUID: '1.2.3',
  SeriesInstanceUID: '1.2.3.4',
  FrameOfReferenceUID: '1.2.3.9',
  PatientID: 'P-77',
  PatientName: [{ Alphabetic: 'DOE^JANE' }],
  Modality: 'MR',
  SeriesNumber: 3,
  SeriesDescription: 'T1 3D',
  BodyPartExamined: 'BRAIN',
  ImageType: type,
  Rows: 2,
  Columns: 3,
  NumberOfFrames: 4,
  BitsAllocated: 16,
  BitsStored: 12,
  PixelRepresentation: 0,
  PulseSequenceName: 'tfl3d1',
  ResonantNucleus: '1H',
  SharedFunctionalGroupsSequence: [
    {
      PixelMeasuresSequence: [{ PixelSpacing: [0.7, 0.9], SliceThickness: 5 }],
      PlaneOrientationSequence: [{ ImageOrientationPatient: [1, 0, 0, 0, 1, 0] }],
      MRImageFrameTypeSequence: [{ FrameType: type, PixelPresentation: 'MONOCHROME' }],
      PixelValueTransformationSequence: [{ RescaleSlope: 2, RescaleIntercept: 0, RescaleType: 'US' }],
      ReferencedImageSequence: [{ ReferencedSOPInstanceUID: '1.2.3.7' }],
      '00211001': 'private secret',
    },
  ],
  PerFrameFunctionalGroupsSequence: SLICES.map((slice, f) => ({
    FrameContentSequence: [
      { StackID: '1', InStackPositionNumber: slice + 1, DimensionIndexValues: [1, slice + 1], FrameAcquisitionNumber: f },
    ],
    PlanePositionSequence: [{ ImagePositionPatient: [-10, -20, 5 * slice] }],
    FrameVOILUTSequence: [{ WindowCenter: 100 + slice, WindowWidth: 200 }],
  })),
  ...change,
});

/** Its slices along the normal; stored value 100 · slice + pixel. */
export const enhancedSources = (instance: object = enhancedInstance()): SourceImage[] =>
  [0, 1, 2, 3].map((slice) => {
    const frame = SLICES.indexOf(slice as 0) + 1;
    const format = {
      rows: 2,
      columns: 3,
      bitsAllocated: 16,
      bitsStored: 12,
      highBit: 11,
      signed: false,
      slope: 2,
      intercept: 0,
      padding: undefined,
    } as const;
    return { header: naturalObject(instance as Record<string, unknown>, frame), frame, format };
  });
