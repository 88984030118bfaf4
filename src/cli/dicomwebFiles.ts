import { archiveAt, type Archive } from '../archive/Archive';
import type { Wait } from '../archive/patience';
import { retrieveAll } from '../archive/retrieve';
import { DiffusionError, type ErrorCode } from '../core/errors';
import { waysOf } from './credentials';

const RESOURCE = /^(.*)\/studies\/[\d.]+(\/series\/[\d.]+)?\/?$/;

const basic = (user: string) => `Basic ${Buffer.from(user).toString('base64')}`;

/** The address, and the root of its archive. @throws DiffusionError BAD_OPTION; an address that holds a password is not repeated */
function resourceOf(address: string): { url: URL; root: string } {
  const allowed = '…/studies/UID/series/UID';
  if (!URL.canParse(address)) throw new DiffusionError('BAD_OPTION', { measured: 'an address that is no URL', allowed });
  const url = new URL(address);
  if (url.username || url.password) {
    const allowed = waysOf('dicomweb-user', 'OHIF_DIFFUSION_DICOMWEB_USER');
    throw new DiffusionError('BAD_OPTION', { measured: 'a name or a password in the address', allowed });
  }
  const root = RESOURCE.exec(url.pathname)?.[1];
  if (root === undefined) throw new DiffusionError('BAD_OPTION', { measured: 'an address without a study', allowed });
  url.hash = '';
  return { url, root: new URL(root, url).href };
}

/** What went wrong, for somebody who reads and does not file. */
function told(thrown: unknown): DiffusionError {
  const error = DiffusionError.from(thrown);
  const { code, measured } = error;
  if (code === 'CANCELLED' || code === 'INTERNAL') return error;
  const words: Partial<Record<ErrorCode, string>> = {
    ARCHIVE_UNREACHABLE: 'no answer',
    ARCHIVE_ANSWER: 'an incomplete answer, or one without DICOM files',
    ...(measured === 'HTTP status 200' && { ARCHIVE_SIGN_IN: 'a page for signing in' }),
  };
  const { allowed } = error;
  return new DiffusionError('DICOMWEB_FAILED', {
    ...{ measured: words[code] ?? measured ?? error.sentence, cause: error },
    ...(code === 'ARCHIVE_ANSWER_LONG' && allowed !== undefined && { allowed }),
  });
}

/**
 * The instances of a DICOMweb series (or of a study that holds one), by WADO-RS (PS3.18 section 10.4).
 *
 * @param address `…/studies/UID/series/UID`
 * @param user `name:password` for HTTP Basic
 * @param more how long to wait, where it is not the usual time
 * @throws DiffusionError BAD_OPTION, DICOMWEB_FAILED, CANCELLED; never with the address, whose UIDs lead to a patient
 */
export async function dicomwebFiles(
  address: string,
  user: string | undefined,
  signal: AbortSignal,
  { patience, wait }: { patience?: Archive['patience']; wait?: Wait } = {},
): Promise<ArrayBuffer[]> {
  const { url, root } = resourceOf(address);
  const archive = archiveAt(root, {
    ...(user !== undefined && { headers: () => ({ Authorization: basic(user) }) }),
    ...(patience !== undefined && { patience }),
  });
  const parts = await retrieveAll(archive, url.href.replace(/\/$/, ''), signal, wait).catch((thrown: unknown) => {
    throw told(thrown);
  });
  return parts.map((part) => part.buffer);
}
