import type { IncomingMessage } from 'node:http';
import { contentTypeParameter } from '../src/archive/multipart';
import { isOwn } from './crossSite';

/** A request that is not passed on. */
export interface Refusal {
  readonly status: number;
  readonly sentence: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Where objects are stored (PS3.18 section 10.5): in any study, or in a named one. */
const STORE = /^\/studies(\/[\d.]+)?\/?$/;
const STORED = new Set(['application/dicom', 'application/dicom+json', 'application/dicom+xml']);

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

function isObjects(type = ''): boolean {
  return /^multipart\/related\s*;/i.test(type) && STORED.has(contentTypeParameter(type, 'type')?.toLowerCase() ?? '');
}

/**
 * Why a request does not go to the archive, which would take it for one of the operator: reading is let through, and storing; nothing that another
 * site asks for, and no other transaction.
 *
 * @param path below the root, checked by `underRoot`
 */
export function refusalOf(request: IncomingMessage, path: string): Refusal | undefined {
  const { method = '', headers } = request;
  if (!isOwn(request)) return { status: 403, sentence: 'Another site asks for this: only the viewer itself may.' };
  if (READS.has(method)) return undefined;
  if (method !== 'POST' || !STORE.test(path)) {
    const sentence = `${method} is not passed on to the PACS: only reading is, and storing by POST to …/studies.`;
    return { status: 405, sentence, headers: { Allow: STORE.test(path) ? 'GET, HEAD, OPTIONS, POST' : 'GET, HEAD, OPTIONS' } };
  }
  if (isObjects(headers['content-type'])) return undefined;
  return { status: 415, sentence: 'Only multipart/related with type="application/dicom" (or its metadata) is stored.' };
}
