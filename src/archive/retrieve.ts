import { DiffusionError } from '../core/errors';
import type { Archive, InstanceName } from './Archive';
import type { Pause } from '../core/steps';
import { ask, askFor, failure, type Answer, type BodyReader } from './ask';
import { type Content, ContentReader } from './content';
import { datasetsOf, type DicomJson } from './dicomJson';
import { contentTypeParameter, firstPart, MalformedMultipart, parseMultipart } from './multipart';

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

const acceptOf = (syntax: string) => `multipart/related; type="application/dicom"; transfer-syntax=${syntax}`;

/** Pieces of a file are read in so many bytes at a time: a hash of them takes about 2 ms. */
const STRIDE = 2 ** 18;

/** What counts in the Part 10 file of an answer, read as it comes; undefined where there is none. */
const contentReader =
  (pause: Pause): BodyReader<Content | undefined> =>
  async (body, head) => {
    // A failure says so by its status; the connection is given back when its words are read.
    const ends = ABSENT.has(head.status) || failure(head) !== undefined;
    const whole = ends || /^application\/dicom\b(?!\+)/i.test(head.type);
    const boundary = contentTypeParameter(head.type, 'boundary');
    const reader = new ContentReader();
    try {
      if (!whole && !boundary) throw new MalformedMultipart('no boundary');
      for await (const piece of whole ? body : firstPart(body, boundary ?? '')) {
        for (let at = 0; !ends && at < piece.length; at += STRIDE) {
          reader.push(piece.subarray(at, at + STRIDE));
          await pause();
        }
      }
    } catch (cause) {
      if (!(cause instanceof MalformedMultipart)) throw cause;
      throw new DiffusionError('ARCHIVE_ANSWER', { cause });
    }
    return ends ? undefined : reader.end();
  };

/**
 * What counts in an instance as the archive holds it, as `retrieveInstance` would give it; nothing of it is held.
 *
 * @param pause lets others in
 * @returns undefined where the archive holds no such instance
 * @throws DiffusionError ARCHIVE_…, CANCELLED
 */
export async function retrieveContent(
  archive: Archive,
  name: InstanceName,
  signal: AbortSignal,
  { syntax = '*', pause = () => undefined }: { syntax?: string; pause?: Pause } = {},
): Promise<Content | undefined> {
  const question = { url: `${archive.wadoUrl}${pathOf(name)}`, accept: acceptOf(syntax) };
  const answer = await askFor(archive, question, signal, contentReader(pause));
  if (ABSENT.has(answer.status)) return undefined;
  const error = failure(answer);
  if (error) throw error;
  return answer.body;
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
  const answer = await ask(archive, { url: `${archive.wadoUrl}${pathOf(name)}`, accept: acceptOf(syntax) }, signal);
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
