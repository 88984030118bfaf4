import { at } from '../core/at';
import { DiffusionError } from '../core/errors';
import type { UsedModel } from '../results/provenance';
import { fileSteps } from './encode';
import { derivationGroup, planeGroups } from './frames';
import { dimension, multiFrameHeader, takenFrom } from './multiFrameHeader';
import { code, PRODUCT } from './product';
import { cutTo } from './seriesDescription';
import type { SourceImage } from './sourceImage';
import { derivedUid } from './uid';
import { type DicomObject, dicomObject, HEADER_BYTES, type WorkSeries } from './WorkSeries';

export const SEGMENTATION = '1.2.840.10008.5.1.4.1.1.66.4';

const SEGMENT_NUMBER = 0x0062000b;
const SEGMENT_IDENTIFICATION = 0x0062000a;
const IMAGE_POSITION = 0x00200032;
const PLANE_POSITION = 0x00209113;
const DERIVATION = code('113076', 'DCM', 'Segmentation');
const ARTIFICIAL_INTELLIGENCE = code('123110', 'DCM', 'Artificial Intelligence');
const FRAME_BYTES = 700;
const LONGEST_LABEL = 64;
const LONGEST_TEXT = 1024;

type Code = ReturnType<typeof code>;

/** What a segment says of itself, beside its voxels. */
export interface Segment {
  label: string;
  description?: string | undefined;
  category: Code;
  type: Code;
  region?: Code | undefined;
  /** CIELab, as integers (PS3.3 C.10.7.1.1). */
  colour: readonly [number, number, number];
  /** The same pair as in the report. */
  tracking?: { id: string; uid: string } | undefined;
  /** The model that found it. */
  algorithm?: { name: string; version: string; parameters: string } | undefined;
  /** No model found it, nor did a person draw all of it: what helped. */
  helpedBy?: string | undefined;
  /** Slices that hold voxels of it, along the normal and from 0, rising. */
  slices: readonly number[];
  /** Writes 1 into its voxels of a slice, row-major, of zeros. */
  paint(slice: number, pixels: Uint8Array): void;
}

export interface SegmentationParts {
  series: WorkSeries;
  label: string;
  description: string;
  segments: readonly Segment[];
  /** Along the normal. */
  sources: readonly SourceImage[];
  sliceSpacing?: number | undefined;
}

/** One object per series: OHIF 3.13 shows only the newest. */
const uidOf = ({ work, uid }: Pick<WorkSeries, 'work' | 'uid'>) => derivedUid(work, uid, 'segmentation');

/** A segmentation as the mask that an image was made with. */
export interface MaskReference {
  seriesUid: string;
  sopInstanceUid: string;
  /** Slices that the mask has voxels on, from 0. */
  slices: ReadonlySet<number>;
}

/** How an image refers to the mask that it was made with, also before that is written. */
export const maskReference = (work: string, seriesUid: string, { segments }: { segments: readonly Segment[] }): MaskReference => ({
  seriesUid,
  sopInstanceUid: uidOf({ work, uid: seriesUid }),
  slices: new Set(segments.flatMap(({ slices }) => slices)),
});

/** Name, version and settings of a model, as an algorithm. */
export const algorithmOf = ({ id, version, sha256, manifest }: UsedModel, parameters: string) => ({
  name: id,
  version,
  parameters: [`SHA-256 ${sha256}`, manifest && `manifest SHA-256 ${manifest}`, parameters].filter(Boolean).join('; '),
});

/** An item of the Segment Sequence (PS3.3 C.8.20.2). */
function segmentItem(segment: Segment, number: number) {
  const { label, description, category, type, region, colour, tracking, algorithm, helpedBy } = segment;
  const name = algorithm?.name ?? helpedBy;
  return {
    SegmentNumber: number,
    SegmentLabel: cutTo(label, LONGEST_LABEL),
    ...(description && { SegmentDescription: cutTo(description, LONGEST_TEXT) }),
    SegmentAlgorithmType: algorithm ? 'AUTOMATIC' : name === undefined ? 'MANUAL' : 'SEMIAUTOMATIC',
    ...(name !== undefined && { SegmentAlgorithmName: cutTo(name, LONGEST_LABEL) }),
    SegmentedPropertyCategoryCodeSequence: category,
    SegmentedPropertyTypeCodeSequence: type,
    ...(region && { AnatomicRegionSequence: region }),
    RecommendedDisplayCIELabValue: [...colour],
    ...(tracking && { TrackingID: tracking.id, TrackingUID: tracking.uid }),
    ...(algorithm && {
      SegmentationAlgorithmIdentificationSequence: [
        {
          AlgorithmFamilyCodeSequence: ARTIFICIAL_INTELLIGENCE,
          AlgorithmName: algorithm.name,
          AlgorithmVersion: algorithm.version,
          AlgorithmParameters: algorithm.parameters,
          AlgorithmSource: PRODUCT.manufacturer,
        },
      ],
    }),
  };
}

/**
 * Bits of all frames without a gap between them, the first pixel in the lowest bit (PS3.5 8.1.1, 8.2), frame by frame: a byte that two frames share
 * comes with the second.
 */
function* pack(frames: readonly { segment: Segment; slice: number }[], size: number): Generator<Uint8Array> {
  const pixels = new Uint8Array(size);
  let [shared, used] = [0, 0];
  for (const { segment, slice } of frames) {
    segment.paint(slice, pixels.fill(0));
    const bits = new Uint8Array(Math.ceil((used + size) / 8));
    bits[0] = shared;
    pixels.forEach((value, n) => {
      const bit = used + n;
      if (value > 0) bits[bit >> 3] = (bits[bit >> 3] ?? 0) | (1 << (bit & 7));
    });
    const whole = (used + size) >> 3;
    [shared, used] = [bits[whole] ?? 0, (used + size) & 7];
    yield bits.subarray(0, whole);
  }
  if (used > 0) yield Uint8Array.of(shared);
}

/**
 * Segments as one binary Segmentation (PS3.3 A.51): a frame for each slice that a segment has voxels on. Segments must not overlap.
 *
 * @throws DiffusionError FILING_INVALID where there is no voxel, or the sources have no place in space
 */
export function segmentation({ series, label, description, segments, sources, sliceSpacing }: SegmentationParts): DicomObject {
  const planes = planeGroups(sources, sliceSpacing);
  const { rows, columns } = at(sources, 0).format;
  const frames = segments.flatMap((segment, n) => segment.slices.map((slice) => ({ segment, slice, number: n + 1 })));
  const empty = segments.findIndex(({ slices }) => slices.length === 0);
  if (frames.length === 0 || empty >= 0)
    throw new DiffusionError('FILING_INVALID', { measured: `segment ${empty + 1} of ${segments.length} without a voxel` });
  const places = [...new Set(frames.map(({ slice }) => slice))].sort((a, b) => a - b);
  const sopInstanceUid = uidOf(series);
  const organization = derivedUid(series.work, series.uid, 'dimensions');
  const bytes = Math.ceil((frames.length * rows * columns) / 8);

  const encode = function* () {
    const own = {
      SOPClassUID: SEGMENTATION,
      SOPInstanceUID: sopInstanceUid,
      ...multiFrameHeader(series, sources, { label, description }),
      Modality: 'SEG',
      ImageType: ['DERIVED', 'PRIMARY'],
      SegmentationType: 'BINARY',
      SegmentsOverlap: 'NO',
      BitsAllocated: 1,
      BitsStored: 1,
      HighBit: 0,
      PixelRepresentation: 0,
      NumberOfFrames: frames.length,
      SegmentSequence: segments.map((segment, n) => segmentItem(segment, n + 1)),
      DimensionOrganizationSequence: [{ DimensionOrganizationUID: organization }],
      DimensionIndexSequence: [
        dimension(organization, SEGMENT_NUMBER, SEGMENT_IDENTIFICATION, 'Referenced Segment Number'),
        dimension(organization, IMAGE_POSITION, PLANE_POSITION, 'Image Position (Patient)'),
      ],
      SharedFunctionalGroupsSequence: [planes.shared],
      PerFrameFunctionalGroupsSequence: frames.map(({ slice, number }) => ({
        ...derivationGroup(at(sources, slice), DERIVATION),
        FrameContentSequence: [{ DimensionIndexValues: [number, places.indexOf(slice) + 1] }],
        SegmentIdentificationSequence: [{ ReferencedSegmentNumber: number }],
        ...planes.each[slice],
      })),
    };
    const pixels = { keyword: 'PixelData', vr: 'OB', bytes, pieces: () => pack(frames, rows * columns) } as const;
    // On which side is said by each segment, where it matters.
    return yield* fileSteps(takenFrom(sources), own, pixels);
  };
  const whole = bytes + HEADER_BYTES + FRAME_BYTES * frames.length;
  const slices = frames.map(({ slice }) => slice);
  return dicomObject({ sopClassUid: SEGMENTATION, sopInstanceUid, slices, bytes: whole, encode });
}
