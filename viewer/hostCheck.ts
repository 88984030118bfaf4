import { hostname, networkInterfaces } from 'node:os';
import type { RequestHandler } from 'express';

/** The third is the first, as a socket of IPv6 has it. */
const loopbackAddresses = new Set(['localhost', '127.0.0.1', '::ffff:7f00:1', '::1']);
const allAddresses = new Set(['0.0.0.0', '::']);

/**
 * Refuses requests under a foreign host name. A web site whose name is turned to the address of this machine (DNS rebinding) would
 * otherwise be the viewer's own origin to a browser, and could read all images.
 *
 * Its own names are those of loopback, and when it listens to the network the address or name that it listens on, this machine's
 * addresses and its name; `names` are further ones, without a port.
 */
export function hostCheck(listenAddress: string, names: readonly string[] = []): RequestHandler {
  const open = isOpen(listenAddress);
  const own = new Set([...names, ...(open ? [listenAddress, ...namesOfMachine()] : [])].map((name) => name.toLowerCase()));
  for (const address of allAddresses) own.delete(address); // they mean any host: no page has them for its own
  return (request, response, next) => {
    const refuse = (status: number, sentence: string) => void response.status(status).type('text/plain').send(sentence);
    // A whole URL in place of the path names a host of its own.
    if (!request.url.startsWith('/')) return refuse(400, 'The request must name a path.');
    const name = nameIn(request.headers.host);
    if (loopbackAddresses.has(name) || name.endsWith('.localhost') || own.has(name)) return next();
    if (open && addressesOfMachine().has(name)) return next();
    if (!open)
      return refuse(403, `This viewer answers on this machine only, not as '${name}': start it with --host, or --allow-host NAME.`);
    return refuse(403, `This viewer does not answer as '${name}': if that is its name, start it with --allow-host NAME.`);
  };
}

/** Does a server that listens there answer other machines? */
export function isOpen(listenAddress: string): boolean {
  return !loopbackAddresses.has(listenAddress);
}

/** Said to the person who starts a server that answers other machines. */
export function openToAll(host: string, pacsUrl?: string): string {
  const what = pacsUrl ? `and what the PACS at ${new URL(pacsUrl).host} gives` : 'and all its images';
  return `Warning: --host ${host} opens the viewer, ${what}, to everybody who reaches this machine: there is no sign-in and no encryption.`;
}

/** Host name or address, without port and brackets, as URLs have it; empty for what is no Host header. */
function nameIn(host: string | undefined): string {
  const authority = `http://${host ?? ''}`;
  // Stricter than a URL, which would take the name behind `@`, or before a path.
  if (!/^(\[[\da-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i.test(host ?? '') || !URL.canParse(authority)) return '';
  return new URL(authority).hostname.replace(/^\[|\]$/g, '');
}

/** `reading-room`, also with its domain, and as its neighbours may call it (mDNS). */
function namesOfMachine(): string[] {
  const [short = ''] = hostname().split('.');
  return short === '' ? [] : [hostname(), short, `${short}.local`];
}

/** Asked each time: a laptop changes its network. */
function addressesOfMachine(): Set<string> {
  const addresses = Object.values(networkInterfaces()).flatMap((one) => one ?? []);
  return new Set(addresses.map(({ address }) => nameIn(address.includes(':') ? `[${address.split('%')[0]}]` : address)));
}
