/** Licences (SPDX) of what may be in the bundle: each lets it be passed on in a closed viewer too, with its text. */
export const BUNDLED = new Set([
  ...['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD'],
  ...['Zlib', 'BlueOak-1.0.0', 'BSL-1.0', 'CC0-1.0'],
]);

/** Licences of what only builds and tests, and is passed on to nobody. */
export const INSTALLED = new Set([...BUNDLED, 'CC-BY-4.0', 'Python-2.0']);

/** Packages that are installed all the same, with the licence that they have. */
export const EXCEPTIONS = new Map([
  // @ohif/core depends on it. Its types and its manager of extensions are used in tests; it is never bundled, which the build checks.
  ['shepherd.js', 'AGPL-3.0'],
]);

/** Whether an SPDX expression can be met by licences of the list: one of `OR`, all of `AND`. */
export function isMet(expression, licences) {
  const plain = expression.replace(/[()]/g, '');
  return plain.split(/\s+OR\s+/).some((one) => one.split(/\s+AND\s+/).every((id) => licences.has(id.trim())));
}
