import type { ErrorRequestHandler } from 'express';
import { RequestError } from './dicomweb/requestError';

const sentences: Readonly<Record<number, string>> = {
  400: 'The request cannot be read.',
  403: 'This is not allowed.',
  404: 'There is nothing here.',
  408: 'The request took too long to arrive.',
  412: 'The file is not the one that the request asks for.',
  413: 'The body of the request is larger than this server takes.',
  414: 'The address is too long.',
  415: 'The body of the request is of a kind that this server does not take.',
  416: 'The file has no such range of bytes.',
  507: 'There is no room left on the disk.',
};
const otherwise = 'The request failed; where the viewer was started stands why.';

/** What the system says of a file, and what that is for a client. */
const statusOfCode: Readonly<Record<string, number>> = { ENOENT: 404, ENAMETOOLONG: 414, ENOSPC: 507, EDQUOT: 507 };

/**
 * Errors as one sentence of text. Only what was written for a client is passed on (RequestError): other messages name files, and with
 * them patients, or quote the request, and a stack tells how the machine is set up.
 */
export const plainErrors: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const status = statusOf(error);
  if (status === 500) console.error('viewer:', traceOf(error));
  if (response.headersSent) {
    response.destroy(); // too late for an answer, and mostly the client that went away
    return;
  }
  const range = headersOf(error)['Content-Range'];
  // What was set for the answer that did not come is not true of this one.
  for (const name of ['Content-Encoding', 'Content-Length', 'ETag', 'Last-Modified']) response.removeHeader(name);
  if (typeof range === 'string') response.set('Content-Range', range);
  const sentence = error instanceof RequestError ? error.message : (sentences[status] ?? otherwise);
  response.status(status).type('text/plain').send(sentence);
};

/** Errors of Express and its parts carry a status, those of files a code. */
function statusOf(error: unknown): number {
  const { status, code } = Object(error) as { status?: unknown; code?: unknown };
  if (typeof status === 'number' && status >= 400 && status <= 599) return status;
  return (typeof code === 'string' && statusOfCode[code]) || 500;
}

function headersOf(error: unknown): Record<string, unknown> {
  const { headers } = Object(error) as { headers?: unknown };
  return typeof headers === 'object' && headers !== null ? (headers as Record<string, unknown>) : {};
}

/** Where it happened, in our code; not the message, which may name a patient's folder. */
function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return 'something that is no Error was thrown';
  const code = 'code' in error ? ` ${String(error.code)}` : '';
  const places = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return [`${error.name}${code}`, ...places].join('\n');
}
