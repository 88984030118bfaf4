import type { DcmjsDict } from 'dcmjs';
import { at } from '../core/at';
import { contextOf, frameOfReference } from './context';
import { dicomDate, dicomTime, equipment } from './equipment';
import { referencedSeries } from './frames';
import { lossyOf } from './lossy';
import { IMPLEMENTATION_CLASS_UID, OWN_SCHEME } from './product';
import { sourceHeader, texts } from './sourceHeader';
import { cutTo } from './seriesDescription';
import type { SourceImage } from './sourceImage';
import type { WorkSeries } from './WorkSeries';

/** Longest Long String. */
const LONGEST_LINE = 64;

/** Of the series, as far as it is of the patient and not of the acquisition. */
const SERIES = ['BodyPartExamined', 'PatientPosition'] as const;

/** A pointer to a dimension: tags are numbers. */
export const dimension = (organization: string, pointerTag: number, group: number, label: string) => ({
  DimensionOrganizationUID: organization,
  DimensionIndexPointer: pointerTag,
  FunctionalGroupPointer: group,
  DimensionDescriptionLabel: label,
});

/** What holds once anywhere holds of all that is made from it. */
const anyOf = (sources: readonly SourceImage[], keyword: string, value: string) =>
  sources.some(({ header }) => texts(header, keyword)[0] === value);

/** Elements that an object made from slices takes over from them. @param further by keyword */
export function takenFrom(sources: readonly SourceImage[], further: readonly string[] = []): DcmjsDict {
  const { header } = at(sources, 0);
  return { ...contextOf(header), ...frameOfReference(header), ...header.copied([...SERIES, ...further]) };
}

/**
 * What maps and segmentations say alike, by keyword and in natural form (PS3.3 C.7.3.1, C.7.5.1, C.7.5.2, C.7.6.16, C.12.1).
 *
 * @param content what the object is, in a word (CS), and in a sentence
 */
export function multiFrameHeader(series: WorkSeries, sources: readonly SourceImage[], content: { label: string; description: string }) {
  const first = at(sources, 0);
  const { provenance, made, uid, number, description, record } = series;
  const [date, time] = [dicomDate(made), dicomTime(made)];
  const lossy = lossyOf(sources.find(({ header }) => lossyOf(header).LossyImageCompression === '01')?.header ?? first.header);
  return {
    SeriesInstanceUID: uid,
    SeriesNumber: number,
    SeriesDescription: description,
    SeriesDate: date,
    SeriesTime: time,
    ContentDate: date,
    ContentTime: time,
    InstanceCreationDate: date,
    InstanceCreationTime: time,
    InstanceNumber: 1,
    ContentQualification: 'RESEARCH',
    ContentLabel: content.label,
    ContentDescription: cutTo(content.description, LONGEST_LINE),
    // The name of a person, and nobody drew it.
    ContentCreatorName: '',
    ImageComments: 'AI-derived. Research only, not for diagnosis.',
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: first.format.rows,
    Columns: first.format.columns,
    BurnedInAnnotation: anyOf(sources, 'BurnedInAnnotation', 'YES') ? 'YES' : 'NO',
    RecognizableVisualFeatures: anyOf(sources, 'RecognizableVisualFeatures', 'YES') ? 'YES' : 'NO',
    ...lossy,
    LossyImageCompression: lossy.LossyImageCompression ?? '00',
    CodingSchemeIdentificationSequence: OWN_SCHEME,
    ReferencedSeriesSequence: referencedSeries(sources),
    ...equipment(sourceHeader(first.header), provenance.versions.workbench, made, record),
    // Software has no serial number, and enhanced objects must name one (C.7.5.2).
    DeviceSerialNumber: IMPLEMENTATION_CLASS_UID,
  };
}
