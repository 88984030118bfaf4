import { basicAuthorization, type Pacs } from './pacsProxy';
import { UserError } from './userError';

const patienceMs = 10_000;

/**
 * Asks a PACS for one study, to fail at the start rather than in an empty work list. Returns the study's UID, if there is one.
 *
 * @throws UserError when there is no DICOMweb server at the URL
 */
export async function firstStudyOf(pacs: Pacs, say: (message: string) => void): Promise<string | undefined> {
  const url = `${pacs.url.href}/studies?limit=1`;
  const headers = { accept: 'application/dicom+json', ...(pacs.user && { authorization: basicAuthorization(pacs.user) }) };
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(patienceMs) }).catch((error: unknown) => {
    throw new UserError(`The PACS at ${pacs.url.href} cannot be reached (${reason(error)}).`);
  });
  if (answer.status === 204) return undefined;
  if (answer.status === 401 || answer.status === 403) {
    // Not an end: the browser may ask for the credentials.
    say(`The PACS at ${pacs.url.href} wants credentials (${answer.status}); give them by --dicomweb-user, or to the browser.`);
    return undefined;
  }
  if (!answer.ok) throw new UserError(`${url} answers ${answer.status}; is ${pacs.url.href} the DICOMweb root of the PACS?`);
  const rows: unknown = await answer.json().catch(() => undefined);
  if (!Array.isArray(rows)) throw new UserError(`${url} does not answer with DICOM JSON; is it the DICOMweb root of the PACS?`);
  return studyUid(rows[0]);
}

function studyUid(row: unknown): string | undefined {
  if (typeof row !== 'object' || row === null || !('0020000D' in row)) return undefined;
  const { Value: values } = row['0020000D'] as { Value?: unknown[] };
  return typeof values?.[0] === 'string' ? values[0] : undefined;
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer in ${patienceMs / 1000} s`;
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return 'code' in cause && cause.message === '' ? String(cause.code) : cause.message;
}
