import type { DcmjsDict } from 'dcmjs';
import { DiffusionError } from '../core/errors';
import type { Vector3 } from '../volume/Volume';
import type { Dataset } from './dataset';
import { tagOf } from './dictionary';
import { frameCount } from './frameCount';
import { pixelElement } from './pixelElement';
import { readRecord } from './record';

const LITTLE_ENDIAN = new Set(['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.1.99']);

/** What a frame of a multi-frame object says of its place and its source; what is not said is undefined. */
export interface FrameNote {
  /** Centre of the first pixel, mm. */
  position?: Vector3 | undefined;
  orientation?: readonly number[] | undefined;
  /** The image that it was made from, and the frame of it, from 1. */
  source?: { sopInstanceUid: string; frame?: number | undefined } | undefined;
  comment?: string | undefined;
}

export const itemsOf = (dict: DcmjsDict | undefined, keyword: string) => (dict?.[tagOf(keyword)]?.Value ?? []) as DcmjsDict[];
const valuesOf = (dict: DcmjsDict | undefined, keyword: string): unknown[] => dict?.[tagOf(keyword)]?.Value ?? [];
export const textOf = (dict: DcmjsDict | undefined, keyword: string): string | undefined => {
  const [first] = valuesOf(dict, keyword);
  return typeof first === 'string' && first.trim() !== '' ? first.trim() : undefined;
};
export const numberOf = (dict: DcmjsDict | undefined, keyword: string): number | undefined => {
  const number = Number(valuesOf(dict, keyword)[0] ?? NaN);
  return Number.isFinite(number) ? number : undefined;
};
const numbersOf = (dict: DcmjsDict | undefined, keyword: string, count: number): number[] | undefined => {
  const numbers = valuesOf(dict, keyword).map(Number);
  return numbers.length === count && numbers.every(Number.isFinite) ? numbers : undefined;
};

/** Gives the item of a functional group of one frame: its own, or the shared one. */
export type FrameGroups = (keyword: string) => DcmjsDict | undefined;

/** @throws DiffusionError DICOM_DAMAGED, DICOM_UNSUPPORTED where the object is of another class, or says its frames in another way */
export function frameGroups(dataset: Dataset, sopClass: string): FrameGroups[] {
  const found = dataset.text('SOPClassUID');
  if (found !== sopClass) throw new DiffusionError('DICOM_UNSUPPORTED', { measured: `SOP class ${found}`, allowed: sopClass });
  if (!LITTLE_ENDIAN.has(dataset.transferSyntax))
    throw new DiffusionError('DICOM_UNSUPPORTED', { measured: `transfer syntax ${dataset.transferSyntax}`, allowed: 'little-endian' });
  const [shared] = dataset.values('SharedFunctionalGroupsSequence') as DcmjsDict[];
  const frames = dataset.values('PerFrameFunctionalGroupsSequence') as DcmjsDict[];
  const count = frameCount(dataset);
  if (frames.length !== count)
    throw new DiffusionError('DICOM_DAMAGED', { measured: `functional groups of ${frames.length} frames`, allowed: `${count}` });
  return frames.map((frame) => (keyword) => itemsOf(frame, keyword)[0] ?? itemsOf(shared, keyword)[0]);
}

export function frameNote(group: FrameGroups): FrameNote {
  const [source] = itemsOf(group('DerivationImageSequence'), 'SourceImageSequence');
  const sopInstanceUid = textOf(source, 'ReferencedSOPInstanceUID');
  return {
    position: numbersOf(group('PlanePositionSequence'), 'ImagePositionPatient', 3) as Vector3 | undefined,
    orientation: numbersOf(group('PlaneOrientationSequence'), 'ImageOrientationPatient', 6),
    source: sopInstanceUid === undefined ? undefined : { sopInstanceUid, frame: numberOf(source, 'ReferencedFrameNumber') },
    comment: textOf(group('FrameContentSequence'), 'FrameComments'),
  };
}

/** What ours, and most of others, say of themselves. */
export function objectNote(dataset: Dataset) {
  const [series] = dataset.values('ReferencedSeriesSequence') as DcmjsDict[];
  return {
    /** Of our own objects. */
    record: readRecord(dataset),
    sopInstanceUid: dataset.text('SOPInstanceUID'),
    frameOfReferenceUid: dataset.text('FrameOfReferenceUID'),
    /** The series of its source; undefined where it is not said. */
    sourceSeriesUid: textOf(series, 'SeriesInstanceUID'),
  };
}

/** Rows, columns and the bytes of the pixels. @throws DiffusionError DICOM_DAMAGED, DICOM_UNSUPPORTED */
export function pixelBytes(dataset: Dataset, keyword: 'PixelData' | 'FloatPixelData', bytesFor: (pixels: number) => number) {
  const [rows = 0, columns = 0] = [dataset.number('Rows'), dataset.number('Columns')];
  const bytes = pixelElement(dataset.file, keyword)?.native;
  if (!bytes) throw new DiffusionError('DICOM_UNSUPPORTED', { measured: `no ${keyword}`, allowed: 'uncompressed pixels' });
  const needed = bytesFor(rows * columns * frameCount(dataset));
  if (needed === 0 || bytes.length < needed)
    throw new DiffusionError('DICOM_DAMAGED', { measured: `${bytes.length} bytes of pixels`, allowed: `${needed}` });
  const { buffer } = bytes.slice();
  return { rows, columns, buffer };
}
