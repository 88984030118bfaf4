import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

/** What the archive needs to answer. Cookies, the page's address and whatever overrides a method or names another client stay here. */
const ASKED = ['accept', 'accept-charset', 'accept-encoding', 'accept-language', 'authorization', 'range', 'if-range'];
/** What it needs to store. */
const STORED = ['content-type', 'content-length', 'content-encoding'];
/** What the viewer needs to read the answer. Policies, cookies and caches are ours. */
const ANSWERED = ['content-length', 'content-encoding', 'content-range', 'accept-ranges', 'retry-after', 'warning', 'www-authenticate'];

/** Types of which a browser runs nothing; a document of XML may hold scripts as a page does. */
const HARMLESS =
  /^(multipart\/related|application\/(dicom|dicom\+json|json|octet-stream|pdf|zip)|text\/plain|(image|video)\/[\w.-]+)\s*(;|$)/i;

const only = (headers: IncomingHttpHeaders, names: readonly string[]): OutgoingHttpHeaders =>
  Object.fromEntries(names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));

export function basicAuthorization(user: string): string {
  return `Basic ${Buffer.from(user).toString('base64')}`;
}

/** @param user 'name:password', where the browser has no sign-in of its own */
export function headersToPacs(headers: IncomingHttpHeaders, stores: boolean, user: string | undefined): OutgoingHttpHeaders {
  const passed = only(headers, stores ? [...ASKED, ...STORED] : ASKED);
  return { ...(user !== undefined && { authorization: basicAuthorization(user) }), ...passed };
}

/** A page of the archive would stand on our origin: text stays text, anything else is a file. */
function harmless(type: string): string {
  if (HARMLESS.test(type)) return type;
  return /^(text|application\/xhtml)/i.test(type) ? 'text/plain; charset=utf-8' : 'application/octet-stream';
}

export function headersFromPacs(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const type = headers['content-type'];
  return {
    ...only(headers, ANSWERED),
    ...(type !== undefined && { 'content-type': harmless(type) }),
    // It holds a patient: neither the browser nor what lies between keeps it.
    'cache-control': 'no-store',
  };
}
