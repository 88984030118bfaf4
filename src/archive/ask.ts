import { DiffusionError, type ErrorCode } from '../core/errors';
import { joined } from '../core/joined';
import type { Archive } from './Archive';
import { MOST, tooLong } from './limits';

const PATIENCE_MS = 60_000;
/** A line slower than this counts as dead: what is sent gets this much time on top, since a browser tells nothing while it sends. */
const SLOWEST_BYTES_PER_MS = 50;
/** An answer that comes in drops counts as none: within the patience it ends, or brings as many bytes per millisecond. */
const DROPS_BYTES_PER_MS = 1;

export interface Question {
  url: string;
  accept: string;
  /**
   * Asks for the answer as it is, not packed for the way. Node's fetch unpacks only as fast as the body is read, and when an archive closes the
   * connection behind its last byte (Orthanc after 1 s), loses what still waits packed: 130 kB, which may be 20 MB of a map. Browsers choose
   * themselves, and keep what has come.
   */
  unpacked?: boolean;
  /** Bytes that are read of an answer which is no failure; those of words by default. */
  most?: number;
  /** Sent by POST. */
  body?: { type: string; length: number; content: Blob | ReadableStream<Uint8Array<ArrayBuffer>> };
}

/** What is said before the body. */
export interface AnswerHead {
  status: number;
  ok: boolean;
  /** Content-Type; empty when absent. */
  type: string;
  /** Milliseconds after which the archive wants to be asked again, where it says so and the page may read it. */
  retryAfter: number | undefined;
  /** The archive led elsewhere, as to a page for signing in. */
  redirected: boolean;
}

/** What came back, whatever its status. */
export interface Answer<Body = Uint8Array<ArrayBuffer>> extends AnswerHead {
  body: Body;
}

/** Makes something of a body that comes in pieces. What it throws as a DiffusionError ends the request. */
export type BodyReader<Body> = (pieces: AsyncIterable<Uint8Array>, head: AnswerHead) => Promise<Body>;

/** Retry-After: seconds, or a date (RFC 9110 section 10.2.3). */
function retryAfterOf(text: string | null): number | undefined {
  if (!text) return undefined;
  const wait = /^\s*\d+\s*$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}

/** Bytes that are read of an answer. Words of a failure are words, whatever was asked for. */
function mostOf({ ok, headers }: Response, { most = MOST.words, unpacked }: Question): number {
  if (!ok) return Math.min(most, MOST.words);
  return unpacked && headers.has('content-encoding') ? Math.min(most, MOST.packed) : most;
}

/** A body in pieces, as fast as they are asked for. @param come called with the bytes of each @throws DiffusionError ARCHIVE_ANSWER_LONG */
async function* piecesOf(response: Response, most: number, come: (bytes: number) => void): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = response.body?.getReader();
  const told = response.headers.has('content-encoding') ? 0 : Number(response.headers.get('content-length'));
  let length = 0;
  try {
    if (told > most) throw tooLong(`${told} bytes`, most, 'bytes');
    for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
      length += next.value.byteLength;
      if (length > most) throw tooLong(`more than ${most} bytes`, most, 'bytes');
      come(next.value.byteLength);
      yield next.value;
    }
  } finally {
    // Of a body that has come as a whole this says nothing; any other is not waited for.
    await reader?.cancel().catch(() => undefined);
  }
}

export const wholeBody: BodyReader<Uint8Array<ArrayBuffer>> = async (body) => {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return joined(pieces);
};

/**
 * What a request needs whose body is made while it is sent. Its length is said, which archives that count bytes first ask for. It follows no redirect,
 * which could not take such a body along: Node's fetch would keep a copy of the whole body for it.
 */
const streamedParts = ({ content, length }: NonNullable<Question['body']>) =>
  content instanceof Blob
    ? undefined
    : { headers: { 'Content-Length': String(length) }, init: { ...{ duplex: 'half', window: null }, redirect: 'error' as const } };

/** What Node's fetch says of an answer that leads elsewhere, where none is followed. */
const ledElsewhere = (thrown: unknown) => /redirect/i.test(String((thrown as { cause?: unknown }).cause));

async function askOnce<Body>(archive: Archive, question: Question, signal: AbortSignal, read: BodyReader<Body>): Promise<Answer<Body>> {
  const { url, accept, unpacked, body } = question;
  const signIn = await Promise.resolve(archive.headers?.()).catch((cause: unknown) => {
    throw new DiffusionError('ARCHIVE_SIGN_IN', { cause });
  });
  const patience = archive.patience ?? PATIENCE_MS;
  const end = new AbortController();
  const stop = () => end.abort();
  let [silent, timer] = [false, undefined as ReturnType<typeof setTimeout> | undefined];
  const alive = (extra = 0) => {
    clearTimeout(timer);
    timer = setTimeout(() => ((silent = true), stop()), patience + extra);
  };
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  const streamed = body && streamedParts(body);
  alive((body?.length ?? 0) / SLOWEST_BYTES_PER_MS);
  try {
    const response = await (archive.fetch ?? fetch)(url, {
      ...{ method: body ? 'POST' : 'GET', signal: end.signal, body: body?.content ?? null },
      ...(archive.credentials && { credentials: archive.credentials }),
      headers: {
        ...{ ...signIn, Accept: accept, ...(unpacked && { 'Accept-Encoding': 'identity' }) },
        ...(body && { 'Content-Type': body.type }),
        ...streamed?.headers,
      },
      ...streamed?.init,
      // A stored answer would say what the archive held before.
      cache: 'no-store',
    });
    alive();
    const { status, ok, headers, redirected } = response;
    const [type, retryAfter] = [headers.get('content-type') ?? '', retryAfterOf(headers.get('retry-after'))];
    const head = { status, ok, type, retryAfter, redirected };
    let drops = 0;
    const come = (bytes: number) => {
      drops += bytes;
      if (drops < DROPS_BYTES_PER_MS * patience) return;
      drops = 0;
      alive();
    };
    return { ...head, body: await read(piecesOf(response, mostOf(response, question), come), head) };
  } catch (cause) {
    if (signal.aborted) throw new DiffusionError('CANCELLED');
    if (cause instanceof DiffusionError) throw cause;
    if (streamed && ledElsewhere(cause)) throw new DiffusionError('ARCHIVE_SIGN_IN', { measured: 'a redirect', cause });
    if (silent) throw new DiffusionError('ARCHIVE_TIMEOUT', { measured: `no sign of life for ${Math.round(patience / 1000)} s` });
    throw new DiffusionError('ARCHIVE_UNREACHABLE', { cause });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

/**
 * One request. An answer is an answer, whatever its status: what it means is up to who asked.
 *
 * @throws DiffusionError CANCELLED, ARCHIVE_UNREACHABLE (refused, broken off, offline, or forbidden by CORS: a page is not told which),
 *   ARCHIVE_TIMEOUT, ARCHIVE_SIGN_IN (the sign-in itself failed), ARCHIVE_ANSWER_LONG
 */
export async function ask(archive: Archive, question: Question, signal: AbortSignal): Promise<Answer> {
  return askFor(archive, question, signal, wholeBody);
}

/** As `ask`, with what `read` makes of the body. @throws DiffusionError as `ask`, and those of `read` */
export async function askFor<Body>(
  archive: Archive,
  question: Question,
  signal: AbortSignal,
  read: BodyReader<Body>,
): Promise<Answer<Body>> {
  if (question.body) return askOnce(archive, question, signal, read);
  return askOnce(archive, question, signal, read).catch((error: unknown) => {
    // Once more: a connection that was kept open may have been closed meanwhile. What is sent is not repeated blindly.
    if (error instanceof DiffusionError && error.code === 'ARCHIVE_UNREACHABLE') return askOnce(archive, question, signal, read);
    throw error;
  });
}

/** What a status says that is no success, however the request was meant. */
export function codeOfStatus({ status, redirected, type }: AnswerHead): ErrorCode | undefined {
  if (redirected && /html/i.test(type)) return 'ARCHIVE_SIGN_IN';
  if (status < 300) return undefined;
  if (status === 401 || status === 407 || status === 511) return 'ARCHIVE_SIGN_IN';
  if (status === 403) return 'ARCHIVE_FORBIDDEN';
  if (status === 408 || status === 504) return 'ARCHIVE_TIMEOUT';
  if (status === 409) return 'ARCHIVE_CONFLICT';
  if (status === 413) return 'ARCHIVE_TOO_LARGE';
  if (status === 425 || status === 429 || status === 503) return 'ARCHIVE_BUSY';
  if (status === 502) return 'ARCHIVE_UNREACHABLE';
  if (status === 507) return 'ARCHIVE_FULL';
  return status >= 500 ? 'ARCHIVE_FAILED' : 'ARCHIVE_REFUSED';
}

/** An error for an answer that is no success. */
export function failure(answer: AnswerHead): DiffusionError | undefined {
  const code = codeOfStatus(answer);
  return code && new DiffusionError(code, { measured: `HTTP status ${answer.status}` });
}
