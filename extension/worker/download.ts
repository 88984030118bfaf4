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

const kilobytes = (bytes: number) => Math.ceil(bytes / 1000);

/**
 * A file as its bytes.
 *
 * @param signed called for each part that arrives
 * @throws DownloadError
 */
export async function download(
  url: URL | string,
  init: RequestInit = {},
  signed: () => void = () => undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const abort = new AbortController();
  const late = `nothing came for ${STALL_MS / 1000} s`;
  const fail = (reason: string, cause?: unknown) => {
    abort.abort();
    return new DownloadError(reason, cause);
  };
  const asked = fetch(url, { ...init, signal: abort.signal }).catch((cause: unknown) => {
    throw fail('no answer from the server', cause);
  });
  const response = await inTime(asked, STALL_MS, () => fail(late));
  if (!response.ok) throw fail(`HTTP ${response.status}`);
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  while (reader) {
    const read = reader.read().catch((cause: unknown) => {
      throw fail(`broken off after ${kilobytes(length)} kB`, cause);
    });
    const { done, value } = await inTime(read, STALL_MS, () => fail(`${late} after ${kilobytes(length)} kB`));
    if (done) break;
    signed();
    parts.push(value);
    length += value.length;
  }
  return joined(parts);
}
