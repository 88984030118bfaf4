import { elementsOf } from './naturalElements';
import { pixelFormat, type PixelFormat } from './pixelFormat';
import { naturalValues } from './sourceHeader';
import type { SourceObject } from './sourceObject';

/** One image of a source series, or one frame of a multi-frame source. */
export interface SourceImage {
  header: SourceObject;
  /** Of a multi-frame source, from 1. */
  frame?: number | undefined;
  format: PixelFormat;
  /** Stored values, row-major. May be a getter: read only where the image has padding, once for each image that is written. */
  readonly stored?: Int32Array | Int16Array | Uint16Array | undefined;
  /** Values in modality units, row-major, where the stored ones are not at hand. May be a getter. */
  readonly values?: Float32Array | undefined;
}

/** Where a multi-frame object keeps what differs from frame to frame; a viewer may have filled it in by itself where it is missing. */
const PLACE = new Set(['ImagePositionPatient', 'ImageOrientationPatient', 'PixelSpacing', 'SliceThickness']);

type Natural = Readonly<Record<string, unknown>>;
const itemsOf = (value: unknown): Natural[] =>
  (Array.isArray(value) ? [...(value as unknown[])] : [value]).filter((item) => typeof item === 'object' && item !== null) as Natural[];

/** What the functional groups of one frame say, by keyword: its own before the shared ones. */
function groupsOf(instance: Natural, frame: number): Natural | undefined {
  const own = itemsOf(instance.PerFrameFunctionalGroupsSequence)[frame - 1];
  const shared = itemsOf(instance.SharedFunctionalGroupsSequence)[0];
  if (!own && !shared) return undefined;
  const contents = [shared, own].flatMap((groups) => Object.entries(groups ?? {}).filter(([group]) => /^[A-Z]\w*Sequence$/.test(group)));
  return Object.assign({}, ...contents.map(([, items]) => itemsOf(items)[0] ?? {})) as Natural;
}

/**
 * A viewer's instance, in dcmjs' natural form (DICOMweb JSON, naturalised), whether its frames inherit from it, were flattened or neither.
 *
 * @param frame of a multi-frame instance, from 1
 */
export function naturalObject(instance: Natural, frame?: number): SourceObject {
  const groups = frame === undefined ? undefined : groupsOf(instance, frame);
  const natural = (keyword: string): unknown =>
    groups && (groups[keyword] !== undefined || PLACE.has(keyword)) ? groups[keyword] : instance[keyword];
  const values = (keyword: string) => naturalValues({ [keyword]: natural(keyword) }).values(keyword);
  const signed = Number(instance.PixelRepresentation) === 1;
  const { AvailableTransferSyntaxUID: transferSyntax } = instance;
  return {
    values,
    ...(typeof transferSyntax === 'string' && { transferSyntax }),
    copied: (keywords, note) => {
      const known = keywords.filter((keyword) => natural(keyword) !== undefined);
      return elementsOf(Object.fromEntries(known.map((keyword) => [keyword, natural(keyword)])), { signed, foreign: true, note });
    },
  };
}

/**
 * An image that a viewer shows, as a source.
 *
 * @param instance as for `naturalObject`
 * @param values its pixels in modality units, asked for only where it has padding, when it is written
 * @throws DiffusionError DICOM_DAMAGED, DICOM_UNSUPPORTED for images whose values are not a linear rescale of what is stored
 */
export function viewedImage(instance: Natural, values: () => Float32Array | undefined, frame?: number): SourceImage {
  const header = naturalObject(instance, frame);
  return {
    header,
    frame,
    format: pixelFormat(header),
    get values() {
      return values();
    },
  };
}
