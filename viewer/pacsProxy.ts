import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import type { RequestHandler } from 'express';
import { emptyWindowsOut } from './dicomweb/emptyWindowsOut';
import { LIMITS, troubleOf, watched, type Limits } from './pacsExchange';
import { headersFromPacs, headersToPacs } from './pacsHeaders';
import { underRoot } from './pacsPath';
import { followed } from './pacsRedirects';
import { refusalOf } from './pacsRules';
import { UserError } from './userError';

export interface Pacs {
  /** DICOMweb root, without a slash at its end, a name or a password. */
  readonly url: URL;
  /** 'name:password'; used where the browser sends no Authorization of its own. */
  readonly user?: string;
}

/** Metadata are read for windows that cannot be used; everything else passes as it is. */
const isMetadata = (path: string) => path.endsWith('/metadata');

/**
 * Passes requests on to a PACS and its answers back: on our own origin, neither CORS nor COEP bites. It may hold the operator's sign-in, and so is no
 * way for anything but DICOMweb below the root, asked for by the viewer.
 */
export function pacsProxy({ url: root, user }: Pacs, limits: Limits = LIMITS): RequestHandler {
  if (root.username || root.password) throw new UserError('The address of a PACS holds no name and no password.');
  return (incoming, response) => {
    const say = (status: number, sentence: string, more: Readonly<Record<string, string>> = {}) => {
      // What is still being sent is not read to its end.
      const end = !incoming.complete && { Connection: 'close' };
      response
        .status(status)
        .set({ ...more, ...end, 'Cache-Control': 'no-store' })
        .type('text/plain')
        .send(sentence);
    };
    const [path = ''] = incoming.url.split('?');
    const refusal = refusalOf(incoming, path);
    if (refusal) return say(refusal.status, refusal.sentence, refusal.headers);
    const target = underRoot(root, incoming.url);
    if (!target) return say(400, 'This is no address below the DICOMweb root of the PACS.');

    const stores = incoming.method === 'POST';
    const headers = headersToPacs(incoming.headers, stores, user);
    if (isMetadata(path)) headers['accept-encoding'] = 'identity';
    const gone = new AbortController();
    response.on('close', () => gone.abort()); // the viewer cancels frames all the time
    followed(root, target, { method: incoming.method, headers, signal: gone.signal, ...(stores && { body: incoming }) }, limits)
      .then(
        (answer) => passBack(answer, response, isMetadata(path), limits),
        (error: unknown) => {
          if (gone.signal.aborted) return;
          const { status, message } = troubleOf(error, root.host);
          say(status, message);
        },
      )
      // Whatever an archive answers, the server goes on.
      .catch(() => response.destroy());
  };
}

function passBack(answer: IncomingMessage, response: ServerResponse, metadata: boolean, { idle }: Limits): void {
  const { statusCode = 502, headers } = answer;
  response.statusCode = statusCode;
  for (const [name, value] of Object.entries(headersFromPacs(headers))) if (value !== undefined) response.setHeader(name, value);
  const ended = () => undefined; // a cut connection shows in the browser; there is nobody to tell here
  if (metadata && statusCode === 200 && headers['content-type']?.includes('json') && !headers['content-encoding']) {
    response.removeHeader('content-length');
    pipeline(answer, watched(idle), emptyWindowsOut(), response, ended);
  } else {
    pipeline(answer, watched(idle), response, ended);
  }
}
