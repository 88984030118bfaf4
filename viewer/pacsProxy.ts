import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { RequestHandler } from 'express';
import { withoutEmptyWindows } from './dicomweb/emptyWindow';

export interface Pacs {
  /** DICOMweb root, without a slash at its end. */
  readonly url: URL;
  /** 'name:password'; used where the browser sends no Authorization of its own. */
  readonly user?: string;
}

/** Meant for one connection only (RFC 9110 section 7.6.1), or, as the last three, true only of the page's side. */
const notForwarded = new Set(
  'connection keep-alive proxy-authenticate proxy-authorization te trailer transfer-encoding upgrade host origin referer cookie'.split(' '),
);
/** The page's own policy holds, whatever the PACS would set. */
const ownPolicy = /^(access-control-|cross-origin-|content-security-policy|set-cookie)/;

/** Metadata answers are small, and are read for windows that cannot be used; everything else passes as a stream. */
const isMetadata = (path: string) => path.endsWith('/metadata');

const MOST_REDIRECTS = 5;
const LEADS_ELSEWHERE = new Set([301, 302, 303, 307, 308]);

function ledTo({ statusCode = 0, headers: { location = '' } }: IncomingMessage, from: URL): URL | undefined {
  return LEADS_ELSEWHERE.has(statusCode) && location && URL.canParse(location, from.href) ? new URL(location, from) : undefined;
}

/** Passes requests on to a PACS and its answers back: on our own origin, neither CORS nor COEP bites. */
export function pacsProxy(pacs: Pacs): RequestHandler {
  const send = pacs.url.protocol === 'https:' ? httpsRequest : httpRequest;
  return (incoming, response) => {
    const target = new URL(pacs.url);
    const [path = '', query = ''] = incoming.url.split(/\?(.*)/s);
    target.pathname = pacs.url.pathname.replace(/\/$/, '') + path;
    target.search = query;
    const headers = passedOn(incoming.headers, notForwarded);
    if (pacs.user && !headers['authorization']) headers['authorization'] = basicAuthorization(pacs.user);

    if (isMetadata(path)) headers['accept-encoding'] = 'identity';

    const follow = (from: URL, answer: IncomingMessage, left: number): void => {
      const next = ledTo(answer, from);
      // A browser would go there itself, and be stopped by the page's own policy without a word.
      if (next && incoming.method === 'GET') {
        answer.resume();
        if (next.host !== pacs.url.host || left === 0) {
          const where = left === 0 ? 'in circles' : `to another one (${next.host})`;
          response
            .status(502)
            .type('text/plain')
            .send(`The PACS at ${pacs.url.host} leads ${where}; give npm start the address it leads to.`);
          return;
        }
        const again = send(next, { method: 'GET', headers }, (further) => follow(next, further, left - 1));
        again.on('error', refused);
        response.on('close', () => again.destroy());
        again.end();
        return;
      }
      // It led to a page, as for signing in: no answer to what was asked.
      if (left < MOST_REDIRECTS && answer.headers['content-type']?.includes('html')) {
        answer.resume();
        response.status(401).type('text/plain').send(`The PACS at ${pacs.url.host} asks for a sign-in.`);
        return;
      }
      passBack(answer);
    };
    const passBack = (answer: IncomingMessage): void => {
      response.status(answer.statusCode ?? 502);
      for (const [name, value] of Object.entries(passedOn(answer.headers, notForwarded))) {
        if (value !== undefined && !ownPolicy.test(name)) response.setHeader(name, value);
      }
      if (isMetadata(path) && answer.statusCode === 200 && answer.headers['content-type']?.includes('json')) {
        response.removeHeader('content-length');
        text(answer).then(
          (json) => response.send(withoutEmptyWindows(json)),
          () => response.destroy(),
        );
        return;
      }
      pipeline(answer, response, () => undefined); // a cut connection shows in the browser; there is nobody to tell here
    };
    const refused = (error: Error) => {
      if (response.headersSent) response.destroy();
      else response.status(502).type('text/plain').send(`The PACS at ${pacs.url.host} does not answer (${error.message}).`);
    };

    const outgoing = send(target, { method: incoming.method, headers }, (answer) => follow(target, answer, MOST_REDIRECTS));
    outgoing.on('error', refused);
    response.on('close', () => outgoing.destroy()); // the viewer cancels frames all the time
    pipeline(incoming, outgoing, () => undefined); // errors of `outgoing` are handled above
  };
}

export function basicAuthorization(user: string): string {
  return `Basic ${Buffer.from(user).toString('base64')}`;
}

function passedOn(headers: IncomingHttpHeaders, left: ReadonlySet<string>): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !left.has(name)));
}
