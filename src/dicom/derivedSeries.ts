import { DiffusionError } from '../core/errors';
import { type Kind, type KindRow, kindRow } from '../results/kinds';
import type { Provenance } from '../results/provenance';
import { COPIED, EMPTY_IF_UNKNOWN } from './attributes';
import { copied, encodeFile } from './encode';
import { derivedHeader } from './header';
import { chooseStorage, extent, quantise, type Storage } from './quantise';
import type { DicomSeries, SourceImage } from './readSeries';
import { sourceHeader } from './sourceHeader';
import { newUid } from './uid';
import { windowsOf } from './window';

/** The classes whose images can be made here. */
const MR_IMAGE = '1.2.840.10008.5.1.4.1.1.4';
const CT_IMAGE = '1.2.840.10008.5.1.4.1.1.2';
/** Rescale Type of numbers without a unit of their own. */
const UNSPECIFIED = 'US';

/** One layer of a result, to be written as a series. */
export interface Derivation {
  kind: Kind;
  /** From 1; where there are several pictures of one kind. */
  sample?: number | undefined;
  /** On the grid, in the units and in the order of the source's volume. */
  slices: readonly Float32Array[];
  provenance: Provenance;
  /** Positions of the finished slices, from 1, where the run was stopped before its end. */
  finished?: readonly number[] | undefined;
  made: Date;
}

/**
 * Says before any work whether a result can be written as images of the source's class.
 *
 * @throws DiffusionError DICOM_UNSUPPORTED
 */
export function checkDerivable({ images }: DicomSeries): void {
  const found = new Set(images.map(({ dataset }) => dataset.text('SOPClassUID')));
  const [sopClass, ...others] = found;
  if (others.length > 0 || (sopClass !== MR_IMAGE && sopClass !== CT_IMAGE)) {
    throw new DiffusionError('DICOM_UNSUPPORTED', {
      measured: `SOP class ${[...found].join(', ')}`,
      allowed: 'MR Image Storage or CT Image Storage',
    });
  }
}

/** Pixels that hold no image keep their stored value. */
function keepPadding(stored: Int16Array | Uint16Array, { format, stored: source }: SourceImage): void {
  source.forEach((value, n) => {
    if (value === format.padding) stored[n] = value;
  });
}

/** What says how the pixels are stored, with the VRs that depend on it. */
function pixelModule(values: Float32Array, image: SourceImage, storage: Storage, { sameQuantity, regionOnly, unit }: KindRow) {
  const { format, dataset } = image;
  const stored = quantise(values, storage);
  const isCt = dataset.text('SOPClassUID') === CT_IMAGE;
  const padded = sameQuantity && storage.asSource && format.padding !== undefined;
  if (padded && !regionOnly) keepPadding(stored, image);
  const [low, high] = extent([stored]);
  const rescaled = !storage.asSource || dataset.element('RescaleSlope') !== undefined || isCt;
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
    ...(rescaled && { RescaleSlope: storage.slope, RescaleIntercept: storage.intercept }),
    ...(rescaled && { RescaleType: unit === 'source' ? dataset.text('RescaleType') || (isCt ? 'HU' : UNSPECIFIED) : UNSPECIFIED }),
  };
  return { attributes, stored, vrs: { SmallestImagePixelValue: vr, LargestImagePixelValue: vr, PixelPaddingValue: vr } };
}

/**
 * The result as a series of its own in the source's study: one image per source image, of the same class (MR or CT Image Storage), on the
 * same positions, marked as derived and for research, with references to what it was made from (PS3.3 C.7.6.1, C.7.5.1).
 *
 * @returns Part 10 files, in the order of the volume
 */
export function derivedSeries({ images, volume, stack }: DicomSeries, derivation: Derivation): Uint8Array<ArrayBuffer>[] {
  const { kind, sample, slices, provenance, finished, made } = derivation;
  const row = kindRow(kind);
  const storages = chooseStorage(
    slices,
    images.map(({ format }) => format),
    row,
  );
  const windowOf = windowsOf(kind, slices);
  const series = {
    ...{ kind, sample, provenance, made, seriesUid: newUid() },
    partial: finished && { finished, slices: slices.length },
    sliceSpacing: stack ? volume.spacing[2] : undefined,
  };
  return images.map((image, k) => {
    const [values, storage] = [slices[k], storages[k]];
    if (!values || !storage) throw new DiffusionError('INTERNAL', { measured: `${slices.length} slices`, allowed: `${images.length}` });
    const { dataset } = image;
    const { attributes, stored, vrs } = pixelModule(values, image, storage, row);
    const source = sourceHeader(dataset);
    const empty = Object.fromEntries(EMPTY_IF_UNKNOWN.filter((keyword) => !dataset.element(keyword)).map((keyword) => [keyword, '']));
    const own = {
      ...empty,
      SpecificCharacterSet: 'ISO_IR 192',
      SOPClassUID: source.SOPClassUID,
      ...derivedHeader(series, { source, position: k + 1, window: windowOf(source) }),
      ...attributes,
    };
    return encodeFile(copied(dataset, COPIED), own, vrs, stored);
  });
}
