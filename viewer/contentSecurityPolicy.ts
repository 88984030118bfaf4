import { createHash } from 'node:crypto';
import { importMap } from './app-config';

/**
 * Content-Security-Policy under which the unmodified viewer and our extension work: nothing from and nothing to other origins.
 *
 * Inline scripts are allowed by hash: those of the viewer's index.html and our import map. 'unsafe-eval' is the viewer's need:
 * ndarray (in the app bundle) and the image codecs' embind glue build functions from text. Our own code needs no more than
 * 'wasm-unsafe-eval', which stands beside it so that the line stays right once the viewer drops the other.
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
