import type { SlicePlane } from '../volume/Volume';

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
  /** The pixels were compressed with loss, now or before (Lossy Image Compression, transfer syntax). */
  lossy?: boolean;
  /** How the slices lie, where it is known. */
  axes?: Pick<SlicePlane, 'rowCosines' | 'columnCosines'> | undefined;
  /** The format has no place for any of this (NIfTI): that it says nothing means nothing. */
  silent?: boolean;
}

/**
 * What the header of an image says of its picture.
 *
 * @param text of an attribute, by keyword; empty where it is absent
 */
export function factsOfHeader(
  text: (keyword: string) => string,
): Pick<SeriesFacts, 'bodyPart' | 'description' | 'study' | 'contrastAgent' | 'lossy'> {
  const [bodyPart, study] = [text('BodyPartExamined').trim(), text('StudyDescription').trim()];
  // Some archives keep the contrast in the protocol's name only.
  const names = [text('SeriesDescription').trim(), text('ProtocolName').trim()].filter(Boolean);
  const description = [...new Set(names)].join(' ');
  const contrastAgent = text('ContrastBolusAgent').trim() !== '';
  const lossy = text('LossyImageCompression').trim() === '01';
  return {
    contrastAgent,
    ...(lossy && { lossy }),
    ...(bodyPart && { bodyPart }),
    ...(description && { description }),
    ...(study && { study }),
  };
}
