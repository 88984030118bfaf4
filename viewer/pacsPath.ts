/**
 * One step of a DICOMweb path (PS3.18 section 8.3): a word, a UID, a list of frames, a name of bulk data. Nothing that a server between here and the
 * archive, or the archive itself, may read as something else: no dots alone, no slash of either kind, no `;` (path parameters of Java servers), no
 * `%` that was encoded twice, no control character, nothing outside of ASCII.
 */
const STEP = /^[\w~,:@$!=+-][\w~,:@$!=+.-]*$/;

function decoded(step: string): string | undefined {
  try {
    return decodeURIComponent(step);
  } catch {
    return undefined; // no UTF-8, as the dot that is written in two bytes
  }
}

/**
 * The address on the archive that a request asks for, or undefined where it cannot be shown to lie under the root. Steps are decoded once, and what is
 * sent is built of them: the archive sees no escape that it could read otherwise than we do.
 *
 * @param root without a slash at its end
 * @param asked path and query below the root, as they stand in the request line
 */
export function underRoot(root: URL, asked: string): URL | undefined {
  const [path = '', query = ''] = asked.split(/\?(.*)/s);
  if (!path.startsWith('/')) return undefined;
  const steps = path.slice(1).split('/').map(decoded);
  const last = steps.length - 1;
  // A slash at the end is no step.
  if (!steps.every((step, k) => step !== undefined && (STEP.test(step) || (step === '' && k === last)))) return undefined;
  const url = new URL(root.origin);
  const under = `${root.pathname.replace(/\/+$/, '')}/`;
  url.pathname = under + steps.join('/');
  url.search = query;
  return url.pathname === under + steps.join('/') ? url : undefined;
}

/** Where an answer leads, as an address under the root; undefined where it leads out of it. The name and password of an address are left out. */
export function ledUnderRoot(root: URL, to: URL): URL | undefined {
  const under = root.pathname.replace(/\/+$/, '');
  if (to.origin !== root.origin || !to.pathname.startsWith(`${under}/`)) return undefined;
  return underRoot(root, to.pathname.slice(under.length) + to.search);
}
