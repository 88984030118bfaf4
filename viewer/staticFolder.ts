import { readFile, stat } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Request, RequestHandler, Response } from 'express';

const compressible = new Set(['.css', '.html', '.js', '.json', '.map', '.mjs', '.svg', '.txt', '.wasm']);

type Encoding = 'br' | 'gzip';

/**
 * Serves the files of a folder; requests for others go on to the next handler.
 *
 * Text and WebAssembly are compressed once per run and kept in memory: the viewer's main script alone has 17 MB, 3 MB in
 * Brotli. Browsers ask each time whether a file changed. A long cache life would keep COOP and COEP headers of an earlier run
 * with it, and a worker without them is refused by an isolated page.
 *
 * @param variant goes into the ETags: answers with other headers are other answers
 */
export function staticFolder(folder: string, variant: string): RequestHandler {
  const compressed = new Map<string, Promise<Buffer>>();
  return async (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next();
    const file = fileIn(folder, request.path);
    const info = file === undefined ? undefined : await stat(file).catch(() => undefined);
    if (file === undefined || !info?.isFile()) return next();

    const extension = extname(file).toLowerCase();
    const encoding = compressible.has(extension) ? acceptedEncoding(request) : undefined;
    const version = `${info.size.toString(36)}-${Math.floor(info.mtimeMs).toString(36)}-${variant}${encoding ? `-${encoding}` : ''}`;
    response.set({ 'Cache-Control': 'no-cache', ETag: `"${version}"` });
    if (compressible.has(extension)) response.vary('Accept-Encoding');
    response.type(extension === '.mjs' ? '.js' : extension || '.bin');
    if (request.fresh) return void response.status(304).end();
    if (!encoding) return sendPlain(response, file, next);

    const key = `${file} ${version}`;
    const body = compressed.get(key) ?? compressFile(file, encoding);
    compressed.set(key, body);
    body.catch(() => compressed.delete(key)); // a file that could not be read now may be there later
    response.set('Content-Encoding', encoding);
    response.send(await body);
  };
}

/** Path of a requested file, undefined for anything outside the folder and for hidden files. */
function fileIn(folder: string, urlPath: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(urlPath);
  } catch {
    return undefined;
  }
  if (path.includes('\0') || path.includes('\\') || path.split('/').some((name) => name.startsWith('.'))) return undefined;
  const file = normalize(join(folder, path));
  return file.startsWith(normalize(folder) + sep) ? file : undefined;
}

/** Brotli wherever it is accepted: browsers name gzip first, which is a fifth longer. */
function acceptedEncoding(request: Request): Encoding | undefined {
  if (request.acceptsEncodings('br')) return 'br';
  return request.acceptsEncodings('gzip') ? 'gzip' : undefined;
}

/** Models and images: already dense, sent from disk, by ranges too. */
function sendPlain(response: Response, file: string, next: (error?: unknown) => void): void {
  response.sendFile(file, { cacheControl: false, dotfiles: 'allow' }, (error) => {
    if (error && !response.headersSent) next(error);
  });
}

async function compressFile(file: string, encoding: Encoding): Promise<Buffer> {
  const bytes = await readFile(file);
  if (encoding === 'gzip') return promisify(gzip)(bytes, { level: 6 });
  // Quality 5 takes half a second for the main script, 11 half a minute for a tenth less.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return promisify(brotliCompress)(bytes, { params });
}
