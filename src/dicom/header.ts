import { derivationOf } from '../results/derivation';
import { type Kind, kindRow } from '../results/kinds';
import type { Provenance } from '../results/provenance';
import { OWN_SCHEME, ownCode, SOURCE_FOR_PROCESSING } from './product';
import { dicomDate, dicomTime, equipment } from './equipment';
import { cutTo, freeSeriesNumber, seriesDescription, type SeriesNaming } from './seriesDescription';
import type { SourceHeader } from './sourceHeader';

/** Longest Short Text; bytes for the reason that seriesDescription.ts gives. */
const LONGEST_TEXT = 1024;

/** One series of a result: what all of its images say alike. */
export interface DerivedSeries extends SeriesNaming {
  kind: Kind;
  /** From 1; where there are several pictures of one kind. */
  sample?: number | undefined;
  provenance: Provenance;
  /** Where the run was stopped: positions of the finished slices (from 1, as the series is viewed), and how many slices there are. */
  partial?: { finished: readonly number[]; slices: number } | undefined;
  made: Date;
  seriesUid: string;
  /** For machines, as `recordText` gives it. */
  record?: string | undefined;
  /** mm between slices, measured from the positions; undefined where they are no stack. */
  sliceSpacing?: number | undefined;
}

/** One image of it. */
export interface DerivedImage {
  source: SourceHeader;
  sopInstanceUid: string;
  /** Among the images of its series, from 1. */
  position: number;
  /** Of a multi-frame source, from 1. */
  frame?: number | undefined;
  window: Window;
}

/** Several where a source offers several. */
export interface Window {
  center: readonly number[];
  width: readonly number[];
}

/** One value stands bare in the natural form. */
const natural = (values: readonly number[]) => (values.length === 1 ? values[0] : [...values]);

export const pointer = ({ SOPClassUID, SOPInstanceUID }: SourceHeader, frame: number | undefined) => ({
  ReferencedSOPClassUID: SOPClassUID,
  ReferencedSOPInstanceUID: SOPInstanceUID,
  ...(frame !== undefined && { ReferencedFrameNumber: frame }),
});

/** Says where it comes from, even where the source has no description. */
export const nameOf = ({ SeriesDescription, SeriesNumber }: SourceHeader) =>
  SeriesDescription || (SeriesNumber === undefined ? '' : `Series ${SeriesNumber}`);

/** How the pixels came about, as far as the attribute holds it. */
export const derivationDescription = ({ kind, sample, provenance, partial }: Omit<DerivedSeries, 'made' | 'seriesUid'>): string =>
  cutTo(derivationOf(kind, provenance, { sample, finished: partial?.finished }), LONGEST_TEXT);

/**
 * What an image of a result says of itself, by keyword and in natural form: that it is derived and for research, what made it, and from
 * which image (PS3.3 C.7.6.1, C.7.5.1). How its pixels are stored, and what it takes over from its source, is the writer's.
 */
export function derivedHeader(series: DerivedSeries, { source, sopInstanceUid, position, frame, window }: DerivedImage) {
  const { kind, sample, provenance, partial, made, seriesUid, record, sliceSpacing } = series;
  const { imageType, code, codeMeaning } = kindRow(kind).dicom;
  const part = partial && { finished: partial.finished.length, slices: partial.slices };
  const [date, time] = [dicomDate(made), dicomTime(made)];
  const from = pointer(source, frame);
  return {
    SOPInstanceUID: sopInstanceUid,
    SeriesInstanceUID: seriesUid,
    SeriesNumber: freeSeriesNumber(source.SeriesNumber, kind, series),
    SeriesDescription: seriesDescription(nameOf(source), kind, sample, part, series.prefix),
    SeriesDate: date,
    SeriesTime: time,
    ContentDate: date,
    ContentTime: time,
    InstanceCreationDate: date,
    InstanceCreationTime: time,
    // Frames of one image share its number.
    InstanceNumber: frame === undefined ? (source.InstanceNumber ?? position) : position,
    ImageType: ['DERIVED', 'SECONDARY', source.ImageType[2] || 'OTHER', imageType],
    ContentQualification: 'RESEARCH',
    ImageComments: 'AI-derived. Research only, not for diagnosis.',
    // Text burned into the source is in its results too; only the source can say that there is none.
    ...(source.BurnedInAnnotation && { BurnedInAnnotation: source.BurnedInAnnotation }),
    DerivationDescription: derivationDescription(series),
    DerivationCodeSequence: ownCode(code, codeMeaning),
    CodingSchemeIdentificationSequence: OWN_SCHEME,
    SourceImageSequence: [{ ...from, SpatialLocationsPreserved: 'YES', PurposeOfReferenceCodeSequence: SOURCE_FOR_PROCESSING }],
    ReferencedSeriesSequence: [{ SeriesInstanceUID: source.SeriesInstanceUID, ReferencedInstanceSequence: [from] }],
    ...equipment(source, provenance.versions.workbench, made, record ?? codeMeaning),
    // The source's own value is often the gap, or a guess.
    ...(sliceSpacing !== undefined && { SpacingBetweenSlices: sliceSpacing }),
    WindowCenter: natural(window.center),
    WindowWidth: natural(window.width),
  };
}
