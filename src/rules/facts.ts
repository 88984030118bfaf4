import type { SlicePlane } from '../volume/Volume';
import { type ImageKind, imageKindOf } from './imageType';

/** What is known of a series without its pixels. */
export interface SeriesFacts {
  modality: string;
  /** mm: between columns, between rows. */
  pixelSpacing: readonly [number, number];
  /** Body Part Examined, where the series says it. */
  bodyPart?: string;
  /** Series Description and Protocol Name, or the name of a file that tells a contrast; it may name a person, so no message repeats it. */
  description?: string;
  /** Study Description: read where the series itself does not say what it shows, and repeated nowhere. */
  study?: string;
  /** Whether the header names a contrast agent (Contrast/Bolus Agent). */
  contrastAgent?: boolean;
  /** What the header says of the pixels, where they are no ordinary image. */
  kind?: ImageKind;
  /** The pixels were compressed with loss, now or before (Lossy Image Compression, transfer syntax). */
  lossy?: boolean;
  /** How the slices lie, where it is known. */
  axes?: Pick<SlicePlane, 'rowCosines' | 'columnCosines'> | undefined;
  /** A number that decides where slices lie or what their values are, and is not written as one: `PixelSpacing “1,5”`. */
  unclear?: string;
  /** What of the header cannot be written again as it is, and what becomes of it: `StudyID shortened`. No values. */
  mended?: readonly string[];
  /** The format has a place for how the slices lie, and the file leaves it empty. */
  unoriented?: boolean;
  /** The format has no place for any of this (NIfTI): that it says nothing means nothing. */
  silent?: boolean;
}

/**
 * What the header of an image says of its picture.
 *
 * @param text of an attribute, by keyword; empty where it is absent
 * @param values the same with all its values
 */
export function factsOfHeader(
  text: (keyword: string) => string,
  values: (keyword: string) => readonly string[] = (keyword) => [text(keyword)],
): Pick<SeriesFacts, 'bodyPart' | 'description' | 'study' | 'contrastAgent' | 'kind' | 'lossy'> {
  const [bodyPart, study] = [text('BodyPartExamined').trim(), text('StudyDescription').trim()];
  // Some archives keep the contrast in the protocol's name only.
  const names = [text('SeriesDescription').trim(), text('ProtocolName').trim()].filter(Boolean);
  const description = [...new Set(names)].join(' ');
  const contrastAgent = text('ContrastBolusAgent').trim() !== '';
  const kind = imageKindOf(values);
  const lossy = text('LossyImageCompression').trim() === '01';
  return {
    contrastAgent,
    ...(Object.keys(kind).length > 0 && { kind }),
    ...(lossy && { lossy }),
    ...(bodyPart && { bodyPart }),
    ...(description && { description }),
    ...(study && { study }),
  };
}
