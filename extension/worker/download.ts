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

/** Ends `work` when it has not ended in time. */
async function inTime<T>(work: Promise<T>, stall: number, late: () => DownloadError): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(late()), stall)));
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** A file as its bytes; see `downloaded`. */
export const download = async (url: URL | string, init?: RequestInit, signed?: () => void): Promise<Uint8Array<ArrayBuffer>> =>
  (await downloaded(url, init, signed)).bytes;

/**
 * A file with its headers.
 *
 * @param signed called for each part that arrives
 * @param stall milliseconds without a part after which no more is waited for
 * @throws DownloadError
 */
export async function downloaded(
  url: URL | string,
  init: RequestInit = {},
  signed: () => void = () => undefined,
  stall = STALL_MS,
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
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return { bytes, headers: response.headers };
}
