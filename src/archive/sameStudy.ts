import { withoutEnd } from '../core/withoutEnd';
import { DiffusionError } from '../core/errors';
import { type HeaderValues, texts } from '../dicom/sourceHeader';
import type { Archive } from './Archive';
import { textOf, type DicomJson } from './dicomJson';
import { retrieveMetadata } from './retrieve';
import { searchStudy } from './search';

/** Who and what a study was about when it was opened. What is undefined is not compared; what is empty was empty. */
export interface Identity {
  patientId?: string | undefined;
  /** As the DICOM attribute has it, alphabetic: `DOE^JANE`. */
  patientName?: string | undefined;
  /** `YYYYMMDD`. */
  birthDate?: string | undefined;
  /** An image that the result was made from, and the coordinates that it lay in. */
  source?: { seriesUid: string; sopInstanceUid: string; frameOfReferenceUid?: string | undefined } | undefined;
  /** The archive need not know the study: files that come from elsewhere. */
  mayBeNew?: boolean | undefined;
}

const TAGS = { patientId: '00100020', patientName: '00100010', birthDate: '00100030' } as const;
const FRAME_OF_REFERENCE = '00200052';
const WORDS = { patientId: 'patient ID', patientName: 'patient name', birthDate: 'birth date' } as const;

/** Case, trailing carets and repeated blanks say nothing (PS3.5 6.2, PN); of a name the alphabetic form counts. */
const plain = (text: string): string => {
  const [alphabetic = ''] = text.split('=');
  const even = alphabetic
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .replace(/ ?\^ ?/g, '^');
  return withoutEnd(even, '^ ').trim().toUpperCase();
};

function compare(expected: Identity, row: DicomJson): void {
  for (const key of Object.keys(TAGS) as (keyof typeof TAGS)[]) {
    const wanted = expected[key];
    // An archive that does not give an attribute says nothing about it.
    if (wanted === undefined || row[TAGS[key]] === undefined) continue;
    if (plain(textOf(row, TAGS[key])) !== plain(wanted)) throw new DiffusionError('STUDY_DIFFERS', { measured: `another ${WORDS[key]}` });
  }
}

/**
 * Checks, just before something is sent, that the study is still there and still about the same patient, and that the source still lies in
 * the same coordinates.
 *
 * @throws DiffusionError STUDY_GONE, STUDY_DIFFERS (never with a value), ARCHIVE_…, CANCELLED
 */
export async function sameStudy(archive: Archive, studyUid: string, expected: Identity, signal: AbortSignal): Promise<void> {
  const row = await searchStudy(archive, studyUid, signal);
  if (!row && expected.mayBeNew) return;
  if (!row) throw new DiffusionError('STUDY_GONE');
  compare(expected, row);
  if (!expected.source) return;
  const { seriesUid, sopInstanceUid, frameOfReferenceUid } = expected.source;
  const header = await retrieveMetadata(archive, { studyUid, seriesUid, sopInstanceUid }, signal);
  if (!header && expected.mayBeNew) return;
  if (!header) throw new DiffusionError('STUDY_GONE', { measured: 'the study without the images that the result was made from' });
  compare(expected, header);
  if (frameOfReferenceUid !== undefined && textOf(header, FRAME_OF_REFERENCE) !== frameOfReferenceUid)
    throw new DiffusionError('STUDY_DIFFERS', { measured: 'another frame of reference' });
}

/** A name as a file or a viewer gives it: text, or its forms. */
function nameIn(header: HeaderValues): string {
  const [first] = header.values('PatientName');
  const name = typeof first === 'object' && first !== null && 'Alphabetic' in first ? first.Alphabetic : first;
  return typeof name === 'string' ? name : '';
}

/** Whom a source image is about, by its header. */
export function identityIn(header: HeaderValues): Identity {
  const text = (keyword: string) => texts(header, keyword)[0];
  const [seriesUid, sopInstanceUid] = [text('SeriesInstanceUID'), text('SOPInstanceUID')];
  return {
    patientId: text('PatientID') ?? '',
    patientName: nameIn(header),
    birthDate: text('PatientBirthDate') ?? '',
    ...(seriesUid && sopInstanceUid && { source: { seriesUid, sopInstanceUid, frameOfReferenceUid: text('FrameOfReferenceUID') } }),
  };
}
