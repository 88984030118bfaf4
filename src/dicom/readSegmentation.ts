import type { DcmjsDict } from 'dcmjs';
import { DiffusionError } from '../core/errors';
import { readDataset } from './dataset';
import { type FrameNote, frameGroups, frameNote, numberOf, objectNote, pixelBytes, textOf } from './readObject';
import { SEGMENTATION } from './segmentation';

export interface ReadSegment {
  number: number;
  label: string;
  tracking?: { id: string; uid: string } | undefined;
}

export interface ReadSegmentation extends ReturnType<typeof objectNote> {
  rows: number;
  columns: number;
  segments: ReadSegment[];
  /** In file order; 1 inside, row-major. */
  frames: (FrameNote & { segment: number | undefined; mask: Uint8Array })[];
}

/** Frame k of bits without a gap between frames, the first pixel in the lowest bit. */
const unpack = (bits: Uint8Array, k: number, size: number) =>
  Uint8Array.from({ length: size }, (_, n) => ((bits[(k * size + n) >> 3] ?? 0) >> ((k * size + n) & 7)) & 1);

/**
 * Reads a binary Segmentation as it comes back from an archive, ours or of others.
 *
 * @throws DiffusionError DICOM_DAMAGED, DICOM_UNSUPPORTED (fractional segmentations and label maps too)
 */
export function readSegmentation(file: ArrayBuffer): ReadSegmentation {
  const dataset = readDataset(file);
  if (!dataset) throw new DiffusionError('DICOM_DAMAGED', { measured: `a file of ${file.byteLength} bytes that is no DICOM image` });
  const groups = frameGroups(dataset, SEGMENTATION);
  const type = dataset.text('SegmentationType');
  if (type !== 'BINARY' || dataset.number('BitsAllocated') !== 1)
    throw new DiffusionError('DICOM_UNSUPPORTED', { measured: `a segmentation of type ${type}`, allowed: 'BINARY' });
  const { rows, columns, buffer } = pixelBytes(dataset, 'PixelData', (pixels) => Math.ceil(pixels / 8));
  const bits = new Uint8Array(buffer);
  const segments = (dataset.values('SegmentSequence') as DcmjsDict[]).map((item): ReadSegment => {
    const [id, uid] = [textOf(item, 'TrackingID'), textOf(item, 'TrackingUID')];
    return {
      number: numberOf(item, 'SegmentNumber') ?? NaN,
      label: textOf(item, 'SegmentLabel') ?? '',
      ...(id !== undefined && uid !== undefined && { tracking: { id, uid } }),
    };
  });
  return {
    ...objectNote(dataset),
    rows,
    columns,
    segments,
    frames: groups.map((group, k) => ({
      ...frameNote(group),
      segment: numberOf(group('SegmentIdentificationSequence'), 'ReferencedSegmentNumber'),
      mask: unpack(bits, k, rows * columns),
    })),
  };
}
