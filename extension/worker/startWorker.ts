import { DiffusionError } from '../../src/core/errors';
import { downloaded, DownloadError } from './download';

/** Nothing for this long means that the worker's script will not come. */
export const START_MS = 60_000;

/** Its headers, when it can be had; also what a server cuts short is told here: a worker would end without a word about the reason. */
async function headersOf(url: URL): Promise<Headers> {
  try {
    return (await downloaded(url, {}, undefined, { stall: START_MS })).headers;
  } catch (cause) {
    const why = cause instanceof DownloadError ? cause.reason : 'no answer from the server';
    throw new DiffusionError('ENGINE_MISSING', { measured: `the worker script: ${why}`, cause });
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
