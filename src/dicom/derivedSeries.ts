import { DiffusionError } from '../core/errors';
import { COPIED, EMPTY_IF_UNKNOWN, SCANNER } from './attributes';
import { copied, encodeFile } from './encode';
import { chooseStorage, decimalString, extent, quantise, type Storage } from './quantise';
import type { DicomSeries, SourceImage } from './readSeries';
import { CT_IMAGE, DERIVED_RULES, MR_IMAGE, PRODUCT, SCHEME, seriesDescription, type DerivedKind, type DerivedRule } from './rules';
import { newUid } from './uid';

export interface Derivation {
  kind: DerivedKind;
  /** On the grid, in the units and in the order of the source's volume. */
  slices: readonly Float32Array[];
  /** What was done, with model, hash, sampler and seed: at most 1024 characters, nothing about the patient. */
  description: string;
  version: string;
  made: Date;
}

const two = (n: number) => String(n).padStart(2, '0');
const dicomDate = (date: Date) => `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
const dicomTime = (date: Date) => `${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
const code = (CodeValue: string, CodingSchemeDesignator: string, CodeMeaning: string) => [
  { CodeValue, CodingSchemeDesignator, CodeMeaning },
];

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

interface Window {
  center: number[];
  width: number[];
}

const between = ([low, high]: readonly [number, number]): Window => ({ center: [(low + high) / 2], width: [high - low] });

/** From the 1st to the 99th percentile of about 100,000 values. */
function widestUsefulWindow(slices: readonly Float32Array[]): Window {
  const step = Math.max(1, Math.floor((slices.length * (slices[0]?.length ?? 0)) / 100_000));
  const sample: number[] = [];
  for (const slice of slices) for (let n = 0; n < slice.length; n += step) sample.push(slice[n] ?? 0);
  sample.sort((a, b) => a - b);
  const at = (share: number) => sample[Math.floor(share * (sample.length - 1))] ?? 0;
  // A linear window is at least 1 wide; viewers draw a narrower one black (PS3.3 C.11.2.1.2).
  return { center: [(at(0.01) + at(0.99)) / 2], width: [Math.max(1, at(0.99) - at(0.01))] };
}

/** The source's own window; undefined where it has none, or one that cannot be used (0/0 is common). */
function sourceWindow({ dataset }: SourceImage): Window | undefined {
  const [center, width] = [dataset.numbers('WindowCenter'), dataset.numbers('WindowWidth')];
  const usable = center.length > 0 && center.length === width.length && width.every((w) => w >= 1) && center.every(Number.isFinite);
  return usable ? { center, width } : undefined;
}

/** Pixels that hold no image keep their stored value. */
function keepPadding(stored: Int16Array | Uint16Array, { format, stored: source }: SourceImage): void {
  source.forEach((value, n) => {
    if (value === format.padding) stored[n] = value;
  });
}

/** What says how the pixels are stored, with the VRs that depend on it. */
function pixelModule(values: Float32Array, image: SourceImage, storage: Storage, { sameQuantity, regionOnly }: DerivedRule) {
  const { format, dataset } = image;
  const stored = quantise(values, storage);
  const padded = sameQuantity && storage.asSource && format.padding !== undefined;
  if (padded && !regionOnly) keepPadding(stored, image);
  const [low, high] = extent([stored]);
  const rescaled = !storage.asSource || dataset.element('RescaleSlope') !== undefined || dataset.text('SOPClassUID') === CT_IMAGE;
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
    ...(rescaled && { RescaleSlope: decimalString(storage.slope), RescaleIntercept: decimalString(storage.intercept) }),
    ...(rescaled && dataset.text('RescaleType') === '' && { RescaleType: dataset.text('SOPClassUID') === CT_IMAGE ? 'HU' : 'US' }),
  };
  return { attributes, stored, vrs: { SmallestImagePixelValue: vr, LargestImagePixelValue: vr, PixelPaddingValue: vr } };
}

const pointer = ({ dataset }: SourceImage) => ({
  ReferencedSOPClassUID: dataset.text('SOPClassUID'),
  ReferencedSOPInstanceUID: dataset.text('SOPInstanceUID'),
});

/** The scanner where the source names one, then this product. */
function equipment({ dataset }: SourceImage, version: string, made: Date, what: string) {
  const entries = SCANNER.map((keyword) => [keyword, dataset.text(keyword)] as const).filter(([, text]) => text !== '');
  const scanner = { PurposeOfReferenceCodeSequence: code('109101', 'DCM', 'Acquisition Equipment'), ...Object.fromEntries(entries) };
  const product = {
    PurposeOfReferenceCodeSequence: code('109102', 'DCM', 'Processing Equipment'),
    Manufacturer: PRODUCT.manufacturer,
    ManufacturerModelName: PRODUCT.model,
    SoftwareVersions: version,
    ContributionDateTime: dicomDate(made) + dicomTime(made),
    ContributionDescription: what,
  };
  return dataset.text('Manufacturer') ? [scanner, product] : [product];
}

/**
 * The result as a series of its own in the source's study: one image per source image, of the same class (MR or CT Image Storage), on the
 * same positions, marked as derived and for research, with references to what it was made from (PS3.3 C.7.6.1, C.7.5.1).
 *
 * @returns Part 10 files, in the order of the volume
 */
export function derivedSeries(
  { images, volume, stack }: DicomSeries,
  { kind, slices, description, version, made }: Derivation,
): Uint8Array<ArrayBuffer>[] {
  const rule: DerivedRule = DERIVED_RULES[kind];
  const storages = chooseStorage(
    slices,
    images.map(({ format }) => format),
    rule,
  );
  const computed = rule.window ? between(rule.window) : widestUsefulWindow(slices);
  const [date, time, seriesUid] = [dicomDate(made), dicomTime(made), newUid()];
  return images.map((image, k) => {
    const [values, storage] = [slices[k], storages[k]];
    if (!values || !storage) throw new DiffusionError('INTERNAL', { measured: `${slices.length} slices`, allowed: `${images.length}` });
    const { dataset } = image;
    const { attributes, stored, vrs } = pixelModule(values, image, storage, rule);
    const window = (rule.sameQuantity && sourceWindow(image)) || computed;
    const third = dataset.values('ImageType')[2];
    const source = { ...pointer(image), SpatialLocationsPreserved: 'YES' };
    const empty = Object.fromEntries(EMPTY_IF_UNKNOWN.filter((keyword) => !dataset.element(keyword)).map((keyword) => [keyword, '']));
    const own = {
      ...empty,
      SpecificCharacterSet: 'ISO_IR 192',
      SOPClassUID: dataset.text('SOPClassUID'),
      SOPInstanceUID: newUid(),
      SeriesInstanceUID: seriesUid,
      SeriesNumber: String((dataset.number('SeriesNumber') ?? 0) + rule.seriesOffset),
      SeriesDescription: seriesDescription(dataset.text('SeriesDescription'), rule.title),
      SeriesDate: date,
      SeriesTime: time,
      ContentDate: date,
      ContentTime: time,
      InstanceCreationDate: date,
      InstanceCreationTime: time,
      InstanceNumber: String(dataset.number('InstanceNumber') ?? k + 1),
      ImageType: ['DERIVED', 'SECONDARY', typeof third === 'string' ? third : 'OTHER', rule.imageType],
      ContentQualification: 'RESEARCH',
      ImageComments: 'AI-derived. Research only, not for diagnosis.',
      DerivationDescription: description.slice(0, 1024),
      DerivationCodeSequence: code(rule.code.value, SCHEME.designator, rule.code.meaning),
      CodingSchemeIdentificationSequence: [
        {
          CodingSchemeDesignator: SCHEME.designator,
          CodingSchemeName: SCHEME.name,
          CodingSchemeResponsibleOrganization: PRODUCT.manufacturer,
        },
      ],
      SourceImageSequence: [
        { ...source, PurposeOfReferenceCodeSequence: code('121322', 'DCM', 'Source image for image processing operation') },
      ],
      ReferencedSeriesSequence: [{ SeriesInstanceUID: dataset.text('SeriesInstanceUID'), ReferencedInstanceSequence: [pointer(image)] }],
      Manufacturer: PRODUCT.manufacturer,
      ManufacturerModelName: PRODUCT.model,
      SoftwareVersions: version,
      ContributingEquipmentSequence: equipment(image, version, made, rule.code.meaning),
      // From the positions: the source's own value is often the gap, or a guess.
      ...(stack && { SpacingBetweenSlices: decimalString(volume.spacing[2]) }),
      WindowCenter: window.center.map(decimalString),
      WindowWidth: window.width.map(decimalString),
      ...attributes,
    };
    return encodeFile(copied(dataset, COPIED), own, vrs, stored);
  });
}
