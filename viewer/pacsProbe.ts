import type { IncomingMessage } from 'node:http';
import { LIMITS, troubleOf, watched } from './pacsExchange';
import { basicAuthorization } from './pacsHeaders';
import { underRoot } from './pacsPath';
import type { Pacs } from './pacsProxy';
import { followed } from './pacsRedirects';
import { UserError } from './userError';

const PATIENCE = { ...LIMITS, firstByte: 10_000, idle: 10_000 };
/** One study is asked for; archives that do not know `limit` send all rows. */
const MOST_BYTES = 32 << 20;

/**
 * Asks a PACS for one study, to fail at the start rather than in an empty work list. Returns the study's UID, if there is one.
 *
 * @throws UserError when there is no DICOMweb server at the URL
 */
export async function firstStudyOf({ url: root, user }: Pacs, say: (message: string) => void): Promise<string | undefined> {
  const url = underRoot(root, '/studies?limit=1');
  if (!url) throw new UserError(`${root.href} is no DICOMweb root.`);
  const headers = { accept: 'application/dicom+json', ...(user !== undefined && { authorization: basicAuthorization(user) }) };
  const answer = await followed(root, url, { method: 'GET', headers }, PATIENCE).catch((error: unknown) => {
    const trouble = troubleOf(error, root.host);
    // Not an end: the browser may ask for the credentials.
    if (trouble.status === 401) return undefined;
    throw new UserError(trouble.message);
  });
  const { statusCode: status = 401 } = answer ?? {};
  if (!answer || status === 401 || status === 403) {
    answer?.destroy();
    say(`The PACS at ${root.href} wants credentials (${status}); give them by --dicomweb-user (see --help), or to the browser.`);
    return undefined;
  }
  if (status === 204) return undefined;
  const rows = status < 300 ? await rowsOf(answer).catch((error: unknown) => Promise.reject(sentenceOf(error, root))) : undefined;
  answer.destroy();
  if (status >= 300) throw new UserError(`${url.href} answers ${status}; is ${root.href} the DICOMweb root of the PACS?`);
  if (!Array.isArray(rows)) throw new UserError(`${url.href} does not answer with DICOM JSON; is it the DICOMweb root of the PACS?`);
  return studyUid(rows[0]);
}

const sentenceOf = (error: unknown, { host }: URL) => new UserError(troubleOf(error, host).message);

/** Undefined where it is no JSON, or far more than was asked for. */
async function rowsOf(answer: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of answer.pipe(watched(PATIENCE.idle)) as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > MOST_BYTES) return undefined;
    pieces.push(piece);
  }
  try {
    return JSON.parse(Buffer.concat(pieces).toString());
  } catch {
    return undefined;
  }
}

function studyUid(row: unknown): string | undefined {
  if (typeof row !== 'object' || row === null || !('0020000D' in row)) return undefined;
  const { Value: values } = row['0020000D'] as { Value?: unknown[] };
  return typeof values?.[0] === 'string' ? values[0] : undefined;
}
