import { DiffusionError } from '../core/errors';

const RESOURCE = /\/studies\/[\d.]+(\/series\/[\d.]+)?\/?$/;
const LINE = Buffer.from('\r\n');

/** Bodies of the parts of a complete multipart body (RFC 2046, section 5.1). */
export function partsOf(body: Buffer, boundary: string): Buffer[] {
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const text = Buffer.concat([LINE, body]);
  const parts: Buffer[] = [];
  let start = text.indexOf(delimiter);
  while (start >= 0) {
    const from = start + delimiter.length;
    if (text.toString('latin1', from, from + 2) === '--') return parts;
    const next = text.indexOf(delimiter, from);
    // A part without headers begins with the empty line itself, right behind the delimiter.
    const headersEnd = text.indexOf('\r\n\r\n', from);
    if (next < 0 || headersEnd < 0 || headersEnd > next) break;
    parts.push(text.subarray(headersEnd + 4, next));
    start = next;
  }
  throw new DiffusionError('DICOMWEB_FAILED', { measured: 'an incomplete answer' });
}

/**
 * The instances of a DICOMweb series (or of a study that holds one), by WADO-RS (PS3.18 section 10.4).
 *
 * @param address `…/studies/UID/series/UID`
 * @param user `name:password` for HTTP Basic
 * @throws DiffusionError BAD_OPTION, DICOMWEB_FAILED; never with the address, whose UIDs lead to a patient
 */
export async function dicomwebFiles(address: string, user: string | undefined, signal: AbortSignal): Promise<ArrayBuffer[]> {
  const url = new URL(address);
  if (!RESOURCE.test(url.pathname)) {
    throw new DiffusionError('BAD_OPTION', { measured: 'an address without a study', allowed: '…/studies/UID/series/UID' });
  }
  const headers = {
    Accept: 'multipart/related; type="application/dicom"; transfer-syntax=*',
    ...(user !== undefined && { Authorization: `Basic ${Buffer.from(user).toString('base64')}` }),
  };
  const ask = async () => {
    const response = await fetch(url, { headers, signal });
    return { response, body: Buffer.from(await response.arrayBuffer()) };
  };
  // Once more: the server may have closed a connection that was kept open.
  const { response, body } = await ask()
    .catch(ask)
    .catch((cause: unknown) => {
      throw signal.aborted ? new DiffusionError('CANCELLED') : new DiffusionError('DICOMWEB_FAILED', { measured: 'no answer', cause });
    });
  if (!response.ok) throw new DiffusionError('DICOMWEB_FAILED', { measured: `HTTP status ${response.status}` });
  const type = response.headers.get('content-type') ?? '';
  const boundary = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type);
  const name = boundary?.[1] ?? boundary?.[2];
  if (!name)
    throw new DiffusionError('DICOMWEB_FAILED', {
      measured: `an answer of type ${type.split(';')[0] || 'unknown'}`,
      allowed: 'multipart/related',
    });
  return partsOf(body, name).map((part) => new Uint8Array(part).buffer);
}
