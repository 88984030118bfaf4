import dcmjs, { type DcmjsDict, type DcmjsElement } from 'dcmjs';
import { type Dataset, readDataset } from '../../src/dicom/dataset';
import { type FiledKind, recordText } from '../../src/dicom/record';
import { reportObject, type ReportInput } from '../../src/dicom/report';
import type { ReportedFinding } from '../../src/dicom/reportFindings';
import type { ReportReference } from '../../src/dicom/reportReference';
import type { WorkSeries } from '../../src/dicom/WorkSeries';
import { findingTracking } from '../../src/dicom/tracking';
import { dicomImage, marked, SOURCE, type DicomImage } from './dicomFile';
import { MAPPED } from './provenance';

export const WORK = 'a'.repeat(64);
export const MR_IMAGE = '1.2.840.10008.5.1.4.1.1.4';
export const PARAMETRIC_MAP = '1.2.840.10008.5.1.4.1.1.30';
export const SEGMENTATION = '1.2.840.10008.5.1.4.1.1.66.4';

export const sourceOf = (change: Partial<DicomImage> = {}): Dataset => readDataset(dicomImage({ z: 0, pixels: marked(0), ...change }))!;

export const reference = (change: Partial<ReportReference>): ReportReference => ({
  role: 'source',
  sopClassUid: MR_IMAGE,
  sopInstanceUid: '1.2.3.4.5.1',
  seriesUid: SOURCE.series,
  ...change,
});

/** A finding by its id, as the report takes it. */
export const findingOf = (id: string, change: Partial<ReportedFinding> = {}): ReportedFinding => {
  const { id: trackingId, uid: trackingUid } = findingTracking(WORK, id);
  return { trackingId, trackingUid, point: [1, 2, 3], cubicMillimetres: 250, peak: 3.5, slices: [0, 1], ...change };
};

/** All that an anomaly map leaves in the archive. */
export const REFERENCES: readonly ReportReference[] = [
  reference({}),
  reference({ sopInstanceUid: '1.2.3.4.5.8' }),
  reference({ role: 'picture', kind: 'healthy', sopInstanceUid: '2.25.11', seriesUid: '2.25.10' }),
  reference({ role: 'map', kind: 'score', sopClassUid: PARAMETRIC_MAP, sopInstanceUid: '2.25.21', seriesUid: '2.25.20' }),
  reference({
    role: 'segmentation',
    beside: 'findings',
    sopClassUid: SEGMENTATION,
    sopInstanceUid: '2.25.31',
    seriesUid: '2.25.30',
    segments: [{ number: 1, trackingUid: findingTracking(WORK, '1-2-3').uid }],
  }),
];

/** The series that a document is filed in; what is not said is that of a report of an anomaly map. */
export function workSeries(change: Partial<WorkSeries> = {}, kind: FiledKind = 'report'): WorkSeries {
  const own = {
    work: WORK,
    provenance: MAPPED,
    made: new Date(2026, 0, 2, 3, 4, 5),
    uid: '2.25.40',
    number: 5003,
    description: 'report',
    ...change,
  };
  return { ...own, record: recordText({ work: own.work, kind, provenance: own.provenance }) };
}

/** A report of an anomaly map with two findings; what is not said is as here. */
export const reportInput = (change: Partial<ReportInput> = {}): ReportInput => ({
  series: workSeries(),
  kind: 'score',
  source: sourceOf(),
  references: REFERENCES,
  review: {
    found: {
      map: 'score',
      threshold: 2.5,
      findings: [findingOf('1-2-3', { verdict: 'accepted', comment: 'old' }), findingOf('0-1-1', { slices: [0, 0] })],
    },
  },
  ...change,
});

export const reportFile = (input: ReportInput): Uint8Array<ArrayBuffer> => reportObject(input).make();

type Natural = Record<string, unknown>;
const natural = (dict: object): Natural =>
  (dcmjs.data.DicomMetaDictionary as unknown as { naturalizeDataset(dict: object): Natural }).naturalizeDataset(dict);

/** The elements of a file as dcmjs holds them. */
export const elementsIn = (file: Uint8Array<ArrayBuffer>): DcmjsDict => dcmjs.data.DicomMessage.readFile(file.buffer).dict;
/** What a viewer makes of a local file. */
export const naturalFile = (file: Uint8Array<ArrayBuffer>): Natural => natural(elementsIn(file));

const WINDOWS_1252 = new TextDecoder('windows-1252');
const BYTES = new Map(Array.from({ length: 256 }, (_, byte) => [WINDOWS_1252.decode(Uint8Array.of(byte)), byte]));
/** dcmjs reads text inside sequences byte by byte (dcmjs #503). */
const utf8 = (misread: string) => Buffer.from(Array.from(misread, (letter) => BYTES.get(letter)!)).toString('utf8');

/** The file as DICOM JSON, as an archive answers it: letters as they are, names in groups, empty elements without a value (PS3.18 F.2). */
export function dicomJson(file: Uint8Array<ArrayBuffer>): DcmjsDict {
  const itemOf = (elements: DcmjsDict, textOf: (text: string) => string): DcmjsDict =>
    Object.fromEntries(
      Object.entries(elements).map(([tag, element]): [string, DcmjsElement] => {
        const values = valuesOf(element, textOf).filter((value) => value !== '');
        return [tag, values.length > 0 ? { vr: element.vr, Value: values } : { vr: element.vr }];
      }),
    );
  const valuesOf = ({ vr, Value = [], _rawValue }: DcmjsElement, textOf: (text: string) => string): unknown[] => {
    if (vr === 'SQ') return Value.map((item) => itemOf(item as DcmjsDict, utf8));
    if (vr === 'UT') return [textOf((_rawValue as string[]).join('\\')).trimEnd()];
    if (vr !== 'PN') return Value.map((value) => (typeof value === 'string' ? textOf(value) : value));
    return Value.map((name) => Object.fromEntries(Object.entries(name as object).map(([group, text]) => [group, textOf(String(text))])));
  };
  return itemOf(elementsIn(file), (text) => text);
}

/** What a viewer makes of DICOM JSON. */
export const naturalJson = (json: DcmjsDict): Natural => natural(json);
