import { createHash } from 'node:crypto';
import { importMap } from './app-config';

/**
 * Content-Security-Policy under which the unmodified viewer and our extension work: nothing from and nothing to other origins.
 *
 * Inline scripts are allowed by hash: those of the viewer's index.html and our import map. 'unsafe-eval' is the viewer's need:
 * without it work list and uncompressed images still work, but its JPEG-LS and JPEG 2000 decoders fail (embind glue), and so
 * does ndarray, which segmentations are read with. Our own code needs 'wasm-unsafe-eval' only.
 */
export function contentSecurityPolicy(indexHtml: string): string {
  const inline = [...indexHtml.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((match) => match[1] ?? '');
  const hashes = [...inline, importMap].map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  return [
    "default-src 'self'",
    `script-src 'self' 'unsafe-eval' 'wasm-unsafe-eval' ${hashes.join(' ')}`,
    "worker-src 'self' blob:",
    "connect-src 'self' blob: data:",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "font-src 'self' data:",
    "style-src 'self' 'unsafe-inline'", // React style attributes and libraries that add style elements
    "object-src 'self' blob:", // the viewer shows DICOM PDFs as blobs
    "frame-src 'self' blob:",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'self'",
  ].join('; ');
}
