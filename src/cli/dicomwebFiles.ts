import { contentTypeParameter, parseMultipart } from '../archive/multipart';
import { DiffusionError } from '../core/errors';

const RESOURCE = /\/studies\/[\d.]+(\/series\/[\d.]+)?\/?$/;

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
  const boundary = contentTypeParameter(type, 'boundary');
  if (!boundary)
    throw new DiffusionError('DICOMWEB_FAILED', {
      measured: `an answer of type ${type.split(';')[0] || 'unknown'}`,
      allowed: 'multipart/related',
    });
  try {
    return parseMultipart(body, boundary).map((part) => new Uint8Array(part.body).buffer);
  } catch (cause) {
    throw new DiffusionError('DICOMWEB_FAILED', { measured: 'an incomplete answer', cause });
  }
}
