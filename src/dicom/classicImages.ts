import { at } from '../core/at';
import { sliceAt } from '../results/slices';
import { kindRow, type KindRow } from '../results/kinds';
import { IMAGE } from './attributes';
import { isCt } from './classes';
import { contextOf, frameOfReference } from './context';
import { fileSteps } from './encode';
import { derivedHeader } from './header';
import { lossyOf } from './lossy';
import { maskSource, type PictureParts, scaleOf, storedValues } from './picture';
import { extent, type Storage } from './quantise';
import { numbersIn, sourceHeader, texts } from './sourceHeader';
import type { SourceImage } from './sourceImage';
import { derivedUid } from './uid';
import { type DicomObject, dicomObject, HEADER_BYTES } from './WorkSeries';

/** Rescale Type of numbers without a unit of their own. */
const UNSPECIFIED = 'US';

/** What says how the pixels are stored, with the VRs that depend on it. */
function pixelModule(values: Float32Array, image: SourceImage, storage: Storage, row: KindRow) {
  const { format, header } = image;
  const { stored, padded } = storedValues(values, image, storage, row);
  const ct = isCt(texts(header, 'SOPClassUID')[0] ?? '');
  const [low, high] = extent(stored);
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
    ...(padded && format.paddingLimit !== undefined && { PixelPaddingRangeLimit: format.paddingLimit }),
    ...(rescaled && { RescaleSlope: storage.slope, RescaleIntercept: storage.intercept, RescaleType: type }),
  };
  return {
    attributes,
    stored,
    vrs: { SmallestImagePixelValue: vr, LargestImagePixelValue: vr, PixelPaddingValue: vr, PixelPaddingRangeLimit: vr },
  };
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
    const encode = function* () {
      const { storages, windowOf } = yield* scale();
      const { attributes, stored, vrs } = pixelModule(sliceAt(slices, k), image, at(storages, k), row);
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
      return yield* fileSteps(taken, own, { keyword: 'PixelData', vr: 'OW', bytes: stored.byteLength, pieces: () => [stored] }, vrs);
    };
    const bytes = 2 * image.format.rows * image.format.columns + HEADER_BYTES;
    return dicomObject({ sopClassUid: SOPClassUID, sopInstanceUid, bytes, encode });
  });
}
