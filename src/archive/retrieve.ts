import { DiffusionError } from '../core/errors';
import type { Archive, InstanceName } from './Archive';
import { ask, failure, type Answer } from './ask';
import { datasetsOf, type DicomJson } from './dicomJson';
import { contentTypeParameter, MalformedMultipart, parseMultipart } from './multipart';

/** Not there, or there no more. */
const ABSENT = new Set([204, 404, 410]);

const pathOf = ({ studyUid, seriesUid, sopInstanceUid }: InstanceName) =>
  `/studies/${studyUid}/series/${seriesUid}/instances/${sopInstanceUid}`;

/** The Part 10 files of an answer: parts, or the one file itself. */
function filesOf({ type, body }: Answer): Uint8Array<ArrayBuffer>[] {
  if (/^application\/dicom\b(?!\+)/i.test(type)) return [body];
  const boundary = contentTypeParameter(type, 'boundary');
  try {
    if (!boundary) throw new MalformedMultipart('no boundary');
    return parseMultipart(body, boundary).map((part) => part.body);
  } catch (cause) {
    if (!(cause instanceof MalformedMultipart)) throw cause;
    throw new DiffusionError('ARCHIVE_ANSWER', { cause });
  }
}

/**
 * An instance as the archive holds it (WADO-RS, PS3.18 10.4): its Part 10 file. Never by frames, which archives refuse for floats and bits.
 *
 * @param syntax the transfer syntax to give it in; as it is stored by default
 * @returns undefined where the archive holds no such instance
 * @throws DiffusionError ARCHIVE_…, CANCELLED
 */
export async function retrieveInstance(
  archive: Archive,
  name: InstanceName,
  signal: AbortSignal,
  syntax = '*',
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const accept = `multipart/related; type="application/dicom"; transfer-syntax=${syntax}`;
  const answer = await ask(archive, { url: `${archive.wadoUrl}${pathOf(name)}`, accept }, signal);
  if (ABSENT.has(answer.status)) return undefined;
  const error = failure(answer);
  if (error) throw error;
  return filesOf(answer)[0];
}

/**
 * Header of an instance (WADO-RS metadata), in the DICOM JSON model.
 *
 * @returns undefined where the archive holds no such instance
 * @throws DiffusionError ARCHIVE_…, CANCELLED
 */
export async function retrieveMetadata(archive: Archive, name: InstanceName, signal: AbortSignal): Promise<DicomJson | undefined> {
  const answer = await ask(archive, { url: `${archive.wadoUrl}${pathOf(name)}/metadata`, accept: 'application/dicom+json' }, signal);
  if (ABSENT.has(answer.status)) return undefined;
  const error = failure(answer);
  if (error) throw error;
  const datasets = datasetsOf(answer.body);
  if (!datasets) throw new DiffusionError('ARCHIVE_ANSWER');
  return datasets[0];
}
