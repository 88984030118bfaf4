import { DiffusionError } from '../core/errors';
import type { Vector3 } from '../volume/Volume';
import { decimalString } from './decimalString';
import type { Code } from './reportCodes';

/** How an item belongs to the one that holds it (PS3.3 C.17.3.2.4). */
export type Relationship = 'CONTAINS' | 'HAS OBS CONTEXT' | 'HAS CONCEPT MOD' | 'HAS ACQ CONTEXT' | 'INFERRED FROM';

/** A content item of a structured report, by keyword and in natural form (PS3.3 C.17.3). */
export interface ContentItem extends Readonly<Record<string, unknown>> {
  ValueType: string;
}

/** An object in the archive. */
export interface ObjectReference {
  sopClassUid: string;
  sopInstanceUid: string;
  seriesUid: string;
}

const item = (RelationshipType: Relationship, ValueType: string, concept: Code | undefined, value: object): ContentItem => ({
  RelationshipType,
  ValueType,
  ...(concept && { ConceptNameCodeSequence: concept }),
  ...value,
});
const held = (items: readonly ContentItem[]) => (items.length > 0 ? { ContentSequence: items } : {});

/** What may stand in a text: lines end as DICOM wants it, no other control characters, no halves of letters (PS3.5 6.1.3, 6.2). */
export const dicomText = (text: string): string =>
  text
    .replace(/\r\n?|\n/g, '\n')

    .replace(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, '')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
    .trim()
    .replaceAll('\n', '\r\n');

/** Name of a person: no delimiter of values, no line ends. Empty where nothing is left. */
export const personName = (name: string): string =>
  dicomText(name)
    .replace(/[\\\r\n\t]/g, ' ')
    .trim();

export const container = (relationship: Relationship, concept: Code, items: readonly ContentItem[], template?: string): ContentItem =>
  item(relationship, 'CONTAINER', concept, {
    ContinuityOfContent: 'SEPARATE',
    ...(template !== undefined && { ContentTemplateSequence: [{ MappingResource: 'DCMR', TemplateIdentifier: template }] }),
    ...held(items),
  });

/** @param items what holds of the text, as its modifiers */
export const text = (relationship: Relationship, concept: Code, TextValue: string, items: readonly ContentItem[] = []): ContentItem =>
  item(relationship, 'TEXT', concept, { TextValue: dicomText(TextValue), ...held(items) });

export const coded = (relationship: Relationship, concept: Code, value: Code): ContentItem =>
  item(relationship, 'CODE', concept, { ConceptCodeSequence: value });

export const uidItem = (relationship: Relationship, concept: Code, UID: string): ContentItem =>
  item(relationship, 'UIDREF', concept, { UID });

export const person = (relationship: Relationship, concept: Code, PersonName: string): ContentItem =>
  item(relationship, 'PNAME', concept, { PersonName });

/**
 * A number, also as binary so that no digit is lost.
 *
 * @throws DiffusionError BAD_PIXELS when it is not finite
 */
export function measured(concept: Code, value: number, unit: Code, items: readonly ContentItem[]): ContentItem {
  if (!Number.isFinite(value)) throw new DiffusionError('BAD_PIXELS', { measured: `a measurement of ${value}`, allowed: 'a number' });
  const number = { NumericValue: decimalString(value), FloatingPointValue: value, MeasurementUnitsCodeSequence: unit };
  return item('CONTAINS', 'NUM', concept, { MeasuredValueSequence: [number], ...held(items) });
}

/** A point of the patient coordinate system, mm; stored in single precision. */
export const point = (relationship: Relationship, concept: Code, place: Vector3, frameOfReferenceUid: string): ContentItem =>
  item(relationship, 'SCOORD3D', concept, {
    GraphicType: 'POINT',
    GraphicData: [...place],
    ReferencedFrameOfReferenceUID: frameOfReferenceUid,
  });

/** A reference as the natural form of a SOP instance reference (PS3.3 10.8). */
export const referenced = ({ sopClassUid, sopInstanceUid }: Pick<ObjectReference, 'sopClassUid' | 'sopInstanceUid'>) => ({
  ReferencedSOPClassUID: sopClassUid,
  ReferencedSOPInstanceUID: sopInstanceUid,
});

/** @param segments numbers from 1, of a segmentation */
export const image = (
  relationship: Relationship,
  concept: Code | undefined,
  to: ObjectReference,
  segments: readonly number[] = [],
): ContentItem =>
  item(relationship, 'IMAGE', concept, {
    ReferencedSOPSequence: [{ ...referenced(to), ...(segments.length > 0 && { ReferencedSegmentNumber: [...segments] }) }],
  });

/** A reference to what is no image, such as a report. */
export const composite = (relationship: Relationship, concept: Code | undefined, to: ObjectReference): ContentItem =>
  item(relationship, 'COMPOSITE', concept, { ReferencedSOPSequence: [referenced(to)] });

/** Everything that a document refers to, by series (PS3.3 C.17.2.3: each instance once). */
export function evidence(StudyInstanceUID: string, references: readonly ObjectReference[]) {
  const series = new Map<string, Map<string, ObjectReference>>();
  for (const one of references) {
    const instances = series.get(one.seriesUid) ?? new Map<string, ObjectReference>();
    series.set(one.seriesUid, instances.set(one.sopInstanceUid, one));
  }
  const ReferencedSeriesSequence = Array.from(series, ([SeriesInstanceUID, instances]) => ({
    SeriesInstanceUID,
    ReferencedSOPSequence: Array.from(instances.values(), referenced),
  }));
  return [{ StudyInstanceUID, ReferencedSeriesSequence }];
}
