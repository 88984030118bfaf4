import { at } from '../core/at';
import { type Kind, kindRow, type KindRow } from '../results/kinds';
import { IMAGE } from './attributes';
import { isCt } from './classes';
import { contextOf, frameOfReference } from './context';
import { encodeFile } from './encode';
import { derivedHeader } from './header';
import { lossyOf } from './lossy';
import { MASK_FOR_PROCESSING } from './product';
import { chooseStorage, extent, keepPadding, quantise, type Storage } from './quantise';
import { type MaskReference, SEGMENTATION } from './segmentation';
import { numbersIn, sourceHeader, texts } from './sourceHeader';
import type { SourceImage } from './sourceImage';
import { derivedUid } from './uid';
import { windowsOf } from './window';
import { type DicomObject, HEADER_BYTES, type WorkSeries } from './WorkSeries';

/** Rescale Type of numbers without a unit of their own. */
const UNSPECIFIED = 'US';

/** A picture of the patient, to be written as images of its source's class. */
export interface PictureParts {
  series: WorkSeries;
  kind: Kind;
  /** From 1; where there are several pictures of one kind. */
  sample?: number | undefined;
  sources: readonly SourceImage[];
  /** One per source image, in its units. */
  slices: readonly Float32Array[];
  /** Positions of the finished slices, from 1 in rising order and as the series is viewed, where the run was stopped before its end. */
  finished?: readonly number[] | undefined;
  /** mm between slices, measured from the positions; undefined where they are no stack. */
  sliceSpacing?: number | undefined;
  /** What was made anew, where only a region was. */
  mask?: MaskReference | undefined;
}

/** Scale and window of a picture: read from all of its pixels once, and only when the first image is written. */
export function scaleOf({ kind, sources, slices }: PictureParts) {
  let found: { storages: Storage[]; windowOf: ReturnType<typeof windowsOf> } | undefined;
  return () =>
    (found ??= {
      storages: chooseStorage(
        slices,
        sources.map(({ format }) => format),
        kindRow(kind),
      ),
      windowOf: windowsOf(kind, slices),
    });
}

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

/** What says how the pixels are stored, with the VRs that depend on it. */
function pixelModule(values: Float32Array, image: SourceImage, storage: Storage, row: KindRow) {
  const { format, header } = image;
  const { stored, padded } = storedValues(values, image, storage, row);
  const ct = isCt(texts(header, 'SOPClassUID')[0] ?? '');
  const [low, high] = extent([stored]);
  const rescaled = !storage.asSource || numbersIn(header, 'RescaleSlope').length > 0 || ct;
  const type = row.unit === 'source' ? texts(header, 'RescaleType')[0] || (ct ? 'HU' : UNSPECIFIED) : UNSPECIFIED;
  const vr = storage.signed ? 'SS' : 'US';
  const attributes = {
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: format.rows,
    Columns: format.columns,
    BitsAllocated: 16,
    BitsStored: storage.bitsStored,
    HighBit: storage.bitsStored - 1,
    PixelRepresentation: storage.signed ? 1 : 0,
    SmallestImagePixelValue: low,
    LargestImagePixelValue: high,
    ...(padded && { PixelPaddingValue: format.padding }),
    ...(rescaled && { RescaleSlope: storage.slope, RescaleIntercept: storage.intercept, RescaleType: type }),
  };
  return { attributes, stored, vrs: { SmallestImagePixelValue: vr, LargestImagePixelValue: vr, PixelPaddingValue: vr } };
}

/**
 * A picture as a series of its own in the source's study: one image per source image, of the same class (MR or CT Image Storage), on the
 * same positions, marked as derived and for research, with references to what it was made from (PS3.3 C.7.6.1, C.7.5.1).
 */
export function classicImages(parts: PictureParts): DicomObject[] {
  const { series, kind, sample, sources, slices, finished, sliceSpacing, mask } = parts;
  const row = kindRow(kind);
  const scale = scaleOf(parts);
  const derived = {
    ...{ kind, sample, provenance: series.provenance, made: series.made, seriesUid: series.uid, record: series.record, sliceSpacing },
    partial: finished && { finished, slices: slices.length },
  };
  return sources.map((image, k) => {
    const source = sourceHeader(image.header);
    const { SOPClassUID } = source;
    const sopInstanceUid = derivedUid(series.work, kind, sample ?? 0, source.SOPInstanceUID);
    const make = () => {
      const { storages, windowOf } = scale();
      const { attributes, stored, vrs } = pixelModule(at(slices, k), image, at(storages, k), row);
      const header = derivedHeader(derived, { source, sopInstanceUid, position: k + 1, window: windowOf(source) });
      const masked = mask?.slices.has(k) ? maskSource(mask) : undefined;
      const own = {
        SOPClassUID,
        ...header,
        ...(masked && {
          SourceImageSequence: [...header.SourceImageSequence, masked.source],
          ReferencedSeriesSequence: [...header.ReferencedSeriesSequence, masked.series],
        }),
        ...{ SeriesNumber: series.number, SeriesDescription: series.description },
        ...lossyOf(image.header),
        ...attributes,
      };
      const taken = { ...contextOf(image.header), ...frameOfReference(image.header), ...image.header.copied(IMAGE) };
      return encodeFile(taken, own, { keyword: 'PixelData', vr: 'OW', bytes: stored.byteLength, pieces: () => [stored] }, vrs);
    };
    return { sopClassUid: SOPClassUID, sopInstanceUid, bytes: 2 * image.format.rows * image.format.columns + HEADER_BYTES, make };
  });
}
