import { inTime } from '../../src/core/inTime';
import { joined } from '../../src/core/joined';

/** Nothing for this long means that the rest of a file will not come; a slow line is no fault, so that the time for the whole has no limit. */
export const STALL_MS = 30_000;

/** Why a file did not come, for the reader: `HTTP 404`, `no answer from the server`, `broken off after 12 of 40 kB`. */
export class DownloadError extends Error {
  constructor(
    readonly reason: string,
    cause?: unknown,
  ) {
    super(reason, { cause });
  }
}

/** A file that is longer than it may be; what had come was dropped. */
export class TooLongError extends DownloadError {}

const kilobytes = (bytes: number) => Math.ceil(bytes / 1000);

/** How long the server says that a file is; packed for the way it says so of the packed one. */
const toldLength = ({ headers }: Response): number => (headers.has('content-encoding') ? 0 : Number(headers.get('content-length')));

/** A file as its bytes; see `downloaded`. */
export const download = async (
  url: URL | string,
  init?: RequestInit,
  signed?: () => void,
  most?: number,
): Promise<Uint8Array<ArrayBuffer>> => (await downloaded(url, init, signed, { most })).bytes;

/**
 * A file with its headers.
 *
 * @param signed called for each part that arrives
 * @param stall milliseconds without a part after which no more is waited for
 * @param most bytes that it may have: one that is longer is refused by what the server says of it, or stopped where it gets longer
 * @throws DownloadError, TooLongError
 */
export async function downloaded(
  url: URL | string,
  init: RequestInit = {},
  signed: () => void = () => undefined,
  { stall = STALL_MS, most = Infinity } = {},
): Promise<{ bytes: Uint8Array<ArrayBuffer>; headers: Headers }> {
  const abort = new AbortController();
  const late = `nothing came for ${stall / 1000} s`;
  const fail = (reason: string, cause?: unknown) => {
    abort.abort();
    return new DownloadError(reason, cause);
  };
  const asked = fetch(url, { ...init, signal: abort.signal }).catch((cause: unknown) => {
    throw fail('no answer from the server', cause);
  });
  const response = await inTime(asked, stall, () => fail(late));
  if (!response.ok) throw fail(`HTTP ${response.status}`);
  const told = toldLength(response);
  const tooLong = (bytes: string) => {
    abort.abort();
    return new TooLongError(`${bytes} bytes`);
  };
  if (told > most) throw tooLong(`${told}`);
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  while (reader) {
    const read = reader.read().catch((cause: unknown) => {
      throw fail(`broken off after ${kilobytes(length)} kB`, cause);
    });
    const { done, value } = await inTime(read, stall, () => fail(`${late} after ${kilobytes(length)} kB`));
    if (done) break;
    signed();
    parts.push(value);
    length += value.length;
    if (length > most) throw tooLong(`more than ${most}`);
  }
  return { bytes: joined(parts), headers: response.headers };
}
