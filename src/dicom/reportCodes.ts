import { type Kind, KINDS } from '../results/kinds';
import type { Verdict } from '../results/review';
import { code, ownCode } from './product';

/** A code sequence of one item, as in the natural form. */
export type Code = ReturnType<typeof code>;

const dcm = (value: string, meaning: string): Code => code(value, 'DCM', meaning);

/**
 * The concepts of our reports and rejections, written and read by these names (PS3.16: TID 1500, 1410, 1501, 2010, and what they include).
 * Where the standard has no code, it is one of our own scheme.
 */
export const CONCEPT = {
  imagingMeasurementReport: dcm('126000', 'Imaging Measurement Report'),
  language: dcm('121049', 'Language of Content Item and Descendants'),
  observerType: dcm('121005', 'Observer Type'),
  person: dcm('121006', 'Person'),
  device: dcm('121007', 'Device'),
  personName: dcm('121008', 'Person Observer Name'),
  deviceUid: dcm('121012', 'Device Observer UID'),
  deviceName: dcm('121013', 'Device Observer Name'),
  deviceManufacturer: dcm('121014', 'Device Observer Manufacturer'),
  deviceModel: dcm('121015', 'Device Observer Model Name'),
  procedureReported: dcm('121058', 'Procedure reported'),
  imageLibrary: dcm('111028', 'Image Library'),
  imageLibraryGroup: dcm('126200', 'Image Library Group'),
  sourceImage: dcm('121322', 'Source image for image processing operation'),
  imagingMeasurements: dcm('126010', 'Imaging Measurements'),
  measurementGroup: dcm('125007', 'Measurement Group'),
  qualitativeEvaluations: code('C0034375', 'UMLS', 'Qualitative Evaluations'),
  trackingId: dcm('112039', 'Tracking Identifier'),
  trackingUid: dcm('112040', 'Tracking Unique Identifier'),
  finding: dcm('121071', 'Finding'),
  findingSite: code('363698007', 'SCT', 'Finding Site'),
  imageRegion: dcm('111030', 'Image Region'),
  referencedSegment: dcm('121191', 'Referenced Segment'),
  sourceOfMeasurement: dcm('121112', 'Source of Measurement'),
  volume: code('118565006', 'SCT', 'Volume'),
  peak: dcm('126031', 'Peak Value Within ROI'),
  comment: dcm('121106', 'Comment'),
  algorithmName: dcm('111001', 'Algorithm Name'),
  algorithmParameters: dcm('111002', 'Algorithm Parameters'),
  algorithmVersion: dcm('111003', 'Algorithm Version'),
  algorithmManufacturer: dcm('122405', 'Algorithm Manufacturer'),
  rejected: dcm('113001', 'Rejected for Quality Reasons'),
  keyObjectDescription: dcm('113012', 'Key Object Description'),
  mark: ownCode('MARK', 'What this is for'),
  derivation: ownCode('DERIVATION', 'How the result was made'),
  review: ownCode('REVIEW', 'What the reader says of it'),
  foundIn: ownCode('FOUND_IN', 'Map that the findings lie in'),
  threshold: ownCode('THRESHOLD', 'Least value of the findings'),
  sample: ownCode('SAMPLE', 'Sample, from 1'),
  slices: ownCode('SLICES', 'Slices along the normal, from 1'),
} as const satisfies Record<string, Code>;

/** What an object of a work is, by the kind of its layer. */
export const KIND_CODES = Object.fromEntries(
  Object.entries(KINDS).map(([kind, { dicom }]) => [kind, ownCode(dicom.code, dicom.codeMeaning)]),
) as Record<Kind, Code>;

/** The same of segmentations that are no layer. */
export const BESIDE_CODES = {
  findings: ownCode('FINDINGS', 'Findings in a map'),
  region: ownCode('REGION', 'Region filled by diffusion model'),
} as const satisfies Record<string, Code>;

/** Values that concepts take. */
export const TERM = {
  english: code('en', 'RFC5646', 'English'),
  imaging: code('363679005', 'SCT', 'Imaging'),
  lesion: code('52988006', 'SCT', 'Lesion'),
} as const satisfies Record<string, Code>;

export const UNIT = {
  cubicMillimetre: code('mm3', 'UCUM', 'cubic millimeter'),
  none: code('1', 'UCUM', 'no units'),
} as const satisfies Record<string, Code>;

/** No dictionary of DICOM has accepted and rejected. */
export const VERDICT: Readonly<Record<Verdict, Code>> = {
  accepted: ownCode('ACCEPTED', 'Accepted'),
  rejected: ownCode('REJECTED', 'Rejected'),
  unsure: code('64957009', 'SCT', 'Uncertain'),
};

/**
 * Says in each report what it is for. It holds a letter that is not ASCII: a parser that reads UTF-8 inside sequences as Latin-1 (dcmjs #503)
 * shows itself here, so that readReport.ts knows, and need not guess, whether to mend the other texts.
 */
export const MARK_TEXT = 'AI-derived – research only, not for diagnosis.';
