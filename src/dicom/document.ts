import { coded, type ContentItem, evidence, type ObjectReference, person, personName, text, uidItem } from './contentItems';
import { contextOf } from './context';
import { fileSteps } from './encode';
import { dicomDate, dicomTime, equipment } from './equipment';
import { DEVICE_UID, OWN_SCHEME, PRODUCT } from './product';
import { CONCEPT, TERM } from './reportCodes';
import { sourceHeader, texts } from './sourceHeader';
import type { SourceObject } from './sourceObject';
import { type DicomObject, dicomObject, type WorkSeries } from './WorkSeries';

interface DocumentParts {
  source: SourceObject;
  series: WorkSeries;
  sopClassUid: string;
  sopInstanceUid: string;
  modality: 'SR' | 'KO';
  instanceNumber: number;
  /** All that the content refers to. */
  references: readonly ObjectReference[];
  title: { concept: object; template: string };
  content: readonly ContentItem[];
}

/** Language and observers (TID 1204, 1002 to 1004): this product, and a person where a site names one. */
export function observers(version: string, reader: string | undefined): ContentItem[] {
  const name = personName(reader ?? '');
  return [
    coded('HAS CONCEPT MOD', CONCEPT.language, TERM.english),
    coded('HAS OBS CONTEXT', CONCEPT.observerType, CONCEPT.device),
    uidItem('HAS OBS CONTEXT', CONCEPT.deviceUid, DEVICE_UID),
    text('HAS OBS CONTEXT', CONCEPT.deviceName, PRODUCT.model),
    text('HAS OBS CONTEXT', CONCEPT.deviceManufacturer, PRODUCT.manufacturer),
    text('HAS OBS CONTEXT', CONCEPT.deviceModel, `${PRODUCT.model} ${version}`),
    ...(name ? [coded('HAS OBS CONTEXT', CONCEPT.observerType, CONCEPT.person), person('HAS OBS CONTEXT', CONCEPT.personName, name)] : []),
  ];
}

/** What reports and key object selections have in common, by keyword and in natural form (PS3.3 C.17.1 to C.17.3, C.17.6). */
function documentAttributes(parts: DocumentParts): Record<string, unknown> {
  const { source, series, sopClassUid, sopInstanceUid, modality, instanceNumber, references, title, content } = parts;
  const [date, time] = [dicomDate(series.made), dicomTime(series.made)];
  return {
    SOPClassUID: sopClassUid,
    SOPInstanceUID: sopInstanceUid,
    SeriesInstanceUID: series.uid,
    SeriesNumber: series.number,
    SeriesDescription: series.description,
    Modality: modality,
    InstanceNumber: instanceNumber,
    SeriesDate: date,
    SeriesTime: time,
    ContentDate: date,
    ContentTime: time,
    InstanceCreationDate: date,
    InstanceCreationTime: time,
    ContentQualification: 'RESEARCH',
    ReferencedPerformedProcedureStepSequence: [],
    CodingSchemeIdentificationSequence: OWN_SCHEME,
    CurrentRequestedProcedureEvidenceSequence: evidence(texts(source, 'StudyInstanceUID')[0] ?? '', references),
    ...equipment(sourceHeader(source), series.provenance.versions.workbench, series.made, series.record),
    ValueType: 'CONTAINER',
    ContinuityOfContent: 'SEPARATE',
    ConceptNameCodeSequence: title.concept,
    ContentTemplateSequence: [{ MappingResource: 'DCMR', TemplateIdentifier: title.template }],
    ContentSequence: content,
  };
}

/** About how much patient, study and the like take. */
const CONTEXT_BYTES = 500;
/** About how many bytes a letter of JSON makes: keywords are longer than tags, and lengths come in their place. */
const BYTES_PER_LETTER = 0.8;

/** @param more what this document alone says, by keyword */
export function documentObject(parts: DocumentParts, more: Readonly<Record<string, unknown>> = {}): DicomObject {
  const { source, sopClassUid, sopInstanceUid } = parts;
  const attributes = { ...documentAttributes(parts), ...more };
  const bytes = Math.round(CONTEXT_BYTES + BYTES_PER_LETTER * JSON.stringify(attributes).length);
  return dicomObject({ sopClassUid, sopInstanceUid, bytes, encode: () => fileSteps(contextOf(source), attributes) });
}
