import { once, type Steps } from '../core/steps';
import { type Kind, kindRow, type KindRow } from '../results/kinds';
import type { Slices } from '../results/slices';
import { MASK_FOR_PROCESSING } from './product';
import { chooseStorage, keepPadding, quantise, type Storage } from './quantise';
import { type MaskReference, SEGMENTATION } from './segmentation';
import type { SourceImage } from './sourceImage';
import { sourceHeader } from './sourceHeader';
import { type WindowOf, windowsOf } from './window';
import type { WorkSeries } from './WorkSeries';

/** A picture of the patient, to be written as images of its source's class. */
export interface PictureParts {
  series: WorkSeries;
  kind: Kind;
  /** From 1; where there are several pictures of one kind. */
  sample?: number | undefined;
  sources: readonly SourceImage[];
  /** One per source image, in its units. */
  slices: Slices;
  /** Positions of the finished slices, from 1 in rising order and as the series is viewed, where the run was stopped before its end. */
  finished?: readonly number[] | undefined;
  /** mm between slices, measured from the positions; undefined where they are no stack. */
  sliceSpacing?: number | undefined;
  /** What was made anew, where only a region was. */
  mask?: MaskReference | undefined;
}

interface Scale {
  storages: Storage[];
  windowOf: WindowOf;
}

/** Scale and window of a picture: read from all of its pixels once, and only when the first image is written. */
export const scaleOf = ({ kind, sources, slices }: PictureParts): (() => Steps<Scale>) =>
  once(function* () {
    const formats = sources.map(({ format }) => format);
    const storages = yield* chooseStorage(slices, formats, kindRow(kind));
    const headers = sources.map(({ header }) => sourceHeader(header));
    return { storages, windowOf: yield* windowsOf(kind, slices, headers) };
  });

/** A further source of an image: the segmentation of what was made anew in it. */
export function maskSource({ seriesUid, sopInstanceUid }: MaskReference) {
  const object = { ReferencedSOPClassUID: SEGMENTATION, ReferencedSOPInstanceUID: sopInstanceUid };
  return {
    source: { ...object, ReferencedSegmentNumber: 1, PurposeOfReferenceCodeSequence: MASK_FOR_PROCESSING },
    series: { SeriesInstanceUID: seriesUid, ReferencedInstanceSequence: [object] },
  };
}

/** The stored values of one slice; pixels that hold no image keep theirs. */
export function storedValues(values: Float32Array, image: SourceImage, storage: Storage, { sameQuantity, regionOnly }: KindRow) {
  const stored = quantise(values, storage);
  const padded = sameQuantity && storage.asSource && image.format.padding !== undefined;
  if (padded && !regionOnly) keepPadding(stored, image);
  return { stored, padded };
}
