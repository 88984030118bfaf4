import type { RequestHandler } from 'express';

const loopbackAddresses = new Set(['localhost', '127.0.0.1', '::1']);

/**
 * Refuses requests under a foreign host name while the server listens on this machine only. A web site whose name is turned
 * to 127.0.0.1 (DNS rebinding) could otherwise read the images through the browser of the person at the desk.
 */
export function hostCheck(listenAddress: string): RequestHandler {
  return (request, response, next) => {
    const authority = `http://${request.headers.host ?? ''}`;
    const name = URL.canParse(authority) ? new URL(authority).hostname.replace(/^\[|\]$/g, '') : '';
    if (!loopbackAddresses.has(listenAddress) || loopbackAddresses.has(name) || name.endsWith('.localhost')) return next();
    response.status(403).type('text/plain').send(`This viewer answers on this machine only, not as '${name}': start it with --host.`);
  };
}
