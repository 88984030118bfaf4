import type { IncomingHttpHeaders } from 'node:http';

/** Whether an address stands on the origin that a request was sent to; the scheme is left to a proxy in front, which may speak TLS. */
function isHost(address: string, host = ''): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host: asked } = new URL(address);
  return URL.canParse(`${protocol}//${host}`) && new URL(`${protocol}//${host}`).host === asked;
}

/**
 * Whether another site's page made the browser ask. Browsers say it by Sec-Fetch-Site (another port of this machine is `same-site`, and none of ours),
 * older ones by Origin or Referer; what is no browser sends none of them.
 */
export function isCrossSite({ host, origin, referer, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  if (origin !== undefined && !isHost(origin, host)) return true;
  return site === undefined && referer !== undefined && !isHost(referer, host);
}
