import { DiffusionError } from '../../src/core/errors';

/** The worker's script is small: when it has not come by then, it will not. */
export const START_MS = 60_000;

const missing = (measured: string, cause?: unknown) =>
  new DiffusionError('ENGINE_MISSING', { measured: `the worker script: ${measured}`, cause });

/** Its headers, when it can be had. @throws DiffusionError ENGINE_MISSING */
async function headersOf(url: URL): Promise<Headers> {
  const abort = new AbortController();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    abort.abort();
  }, START_MS);
  try {
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok) throw missing(`HTTP ${response.status}`);
    // Also what a server cuts short: a worker would end without a word about the reason.
    await response.arrayBuffer();
    return response.headers;
  } catch (thrown) {
    if (thrown instanceof DiffusionError) throw thrown;
    throw missing(late ? `nothing came for ${START_MS / 1000} s` : 'no answer from the server', thrown);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A page with COEP refuses a worker script that was served without that header (Orthanc's file server sends none); a worker made from a
 * blob inherits the page's policy and may import the same file.
 *
 * @throws DiffusionError ENGINE_MISSING
 */
export async function startWorker(url: URL): Promise<Worker> {
  const headers = await headersOf(url);
  if (!self.crossOriginIsolated || headers.has('cross-origin-embedder-policy')) return new Worker(url, { type: 'module' });
  const blob = URL.createObjectURL(new Blob([`import ${JSON.stringify(url.href)};`], { type: 'text/javascript' }));
  return new Worker(blob, { type: 'module' });
}
