import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';

/** The page itself, and what a person types into the address bar or opens from a bookmark. */
const ownSites = new Set(['same-origin', 'none']);

/**
 * Answers the viewer's own page and programs that are no browser; other pages get 403, whether they ask by a script, a form, an image or
 * a link. The same-origin policy of the browser keeps answers from them, but not requests: those would search, store, and go to a PACS
 * with the operator's password.
 *
 * Browsers say who asks in Sec-Fetch-Site, and in Origin with everything but plain GETs; one that says neither may say it in
 * Referer. A program says nothing of it.
 */
export const ownPageOnly: RequestHandler = (request, response, next) => {
  if (isOwn(request)) next();
  else response.status(403).type('text/plain').send('Other sites are not answered here: open the viewer at its own address.');
};

/** Also for a handler that may stand behind another server: the proxy to a PACS holds a password. */
export function isOwn(request: Pick<IncomingMessage, 'headers'>): boolean {
  const { origin, referer, 'sec-fetch-site': site, host = '' } = request.headers;
  if (site !== undefined && !ownSites.has(String(site))) return false;
  if (origin !== undefined) return isHost(origin, host);
  return site !== undefined || referer === undefined || isHost(referer, host);
}

/** Is a URL of this very host and port? Not of this scheme: behind a proxy that speaks https, this server speaks http. */
function isHost(url: string, host: string): boolean {
  if (!URL.canParse(url)) return false; // also the origin `null` of a file or a sandbox
  const { protocol, host: named } = new URL(url);
  const own = `${protocol}//${host}`;
  return (protocol === 'http:' || protocol === 'https:') && URL.canParse(own) && new URL(own).host === named;
}
