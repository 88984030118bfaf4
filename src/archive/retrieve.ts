import { DiffusionError } from '../core/errors';
import type { Archive, InstanceName } from './Archive';
import type { Pause } from '../core/steps';
import { ask, askFor, failure, wholeBody, type Answer, type BodyReader } from './ask';
import { askPatiently, waiting, type Wait } from './patience';
import { type Content, ContentReader } from './content';
import { MOST } from './limits';
import { datasetsOf, type DicomJson } from './dicomJson';
import { contentTypeParameter, firstPart, MalformedMultipart, parseMultipart } from './multipart';
import { filesIn, oneFile } from './parts';

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

/** Longest boundary that is looked for: RFC 2046 allows 70 characters. */
const LONGEST_BOUNDARY = 200;

/** The files of an answer as they come, each held once; none where it is a failure. */
const filesReader: BodyReader<Uint8Array<ArrayBuffer>[]> = async (body, head) => {
  if (ABSENT.has(head.status) || failure(head)) {
    await wholeBody(body, head);
    return [];
  }
  if (/^application\/dicom\b(?!\+)/i.test(head.type)) return [await oneFile(body)];
  const boundary = contentTypeParameter(head.type, 'boundary') ?? '';
  if (boundary === '' || boundary.length > LONGEST_BOUNDARY) throw new DiffusionError('ARCHIVE_ANSWER');
  return filesIn(body, boundary).catch((cause: unknown) => {
    if (!(cause instanceof MalformedMultipart)) throw cause;
    throw new DiffusionError('ARCHIVE_ANSWER', { cause });
  });
};

/** What is asked for, and what instead where an archive does not understand it. */
const acceptsOf = (syntax: string) => [
  `multipart/related; type="application/dicom"; transfer-syntax=${syntax}`,
  ...(syntax === '*' ? ['multipart/related; type="application/dicom"', '*/*'] : []),
];
const NOT_UNDERSTOOD = new Set([400, 406, 415]);

/** Asks in other words where the archive does not understand the first. @throws DiffusionError ARCHIVE_…, CANCELLED */
async function askInWords<Body>(
  archive: Archive,
  url: string,
  syntax: string,
  signal: AbortSignal,
  read: BodyReader<Body>,
): Promise<Answer<Body>> {
  const [first = '', ...others] = acceptsOf(syntax);
  let answer = await askFor(archive, { url, accept: first, unpacked: true, most: MOST.files }, signal, read);
  for (const accept of others) {
    if (!NOT_UNDERSTOOD.has(answer.status)) return answer;
    answer = await askFor(archive, { url, accept, unpacked: true, most: MOST.files }, signal, read);
  }
  return answer;
}

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
  const answer = await askInWords(archive, `${archive.wadoUrl}${pathOf(name)}`, syntax, signal, contentReader(pause));
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
  const answer = await askInWords(archive, `${archive.wadoUrl}${pathOf(name)}`, syntax, signal, wholeBody);
  if (ABSENT.has(answer.status)) return undefined;
  const error = failure(answer);
  if (error) throw error;
  return filesOf(answer)[0];
}

/**
 * All instances of a series, or of a study (WADO-RS, PS3.18 10.4), as the archive holds them. Asked again after a while where the archive is busy,
 * breaks off or falls silent. Of parts that are no DICOM files only the beginning is kept.
 *
 * @param url `…/studies/UID` or `…/studies/UID/series/UID`
 * @throws DiffusionError ARCHIVE_…, CANCELLED
 */
export async function retrieveAll(
  archive: Archive,
  url: string,
  signal: AbortSignal,
  wait: Wait = waiting,
): Promise<Uint8Array<ArrayBuffer>[]> {
  const answer = await askPatiently(() => askInWords(archive, url, '*', signal, filesReader), signal, wait);
  const error = failure(answer) ?? (answer.status === 204 && new DiffusionError('ARCHIVE_LOST', { measured: 'HTTP status 204' }));
  if (error) throw error;
  return answer.body;
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
