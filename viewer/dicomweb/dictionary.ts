import dcmjs from 'dcmjs';

/**
 * The data dictionary of PS3.6, taken from dcmjs (the library that the viewer itself uses). Needed in two places: files in
 * Implicit VR carry no VRs, and QIDO queries name attributes by keyword. Tags are eight upper-case hexadecimal digits.
 */
const vrByTag = new Map<string, string>();
const tagByKeyword = new Map<string, string>();
for (const { tag, vr, name } of Object.values(dcmjs.data.DicomMetaDictionary.nameMap)) {
  const digits = tag.replace(/[(),]/g, '').toUpperCase();
  vrByTag.set(digits, vr);
  tagByKeyword.set(name, digits);
}

/**
 * VR of a tag, undefined when it is not known. `signedPixels`: Pixel Representation (0028,0103) is 1; without it the VR of
 * attributes that depend on it is not known either.
 */
export function dictionaryVr(tag: string, signedPixels?: boolean): string | undefined {
  const group = parseInt(tag.slice(0, 4), 16);
  if (tag.endsWith('0000')) return 'UL'; // group length
  if (group % 2 === 1) return /^....00[1-9A-F]/.test(tag) ? 'LO' : undefined; // private creator, private element
  const vr = vrByTag.get(repeatingGroup(tag));
  // The dictionary leaves these open; PS3.5 annex A.1 settles them for Implicit VR.
  if (vr === 'xs') return signedPixels === undefined ? undefined : signedPixels ? 'SS' : 'US';
  if (vr === 'ox' || vr === 'lt') return 'OW';
  if (vr === 'up') return 'UL';
  return vr === 'na' ? undefined : vr;
}

/** Tag for a QIDO attribute name: a keyword or the eight digits themselves (PS3.18 section 8.3.4.1). */
export function tagOf(keywordOrTag: string): string | undefined {
  if (/^[0-9A-Fa-f]{8}$/.test(keywordOrTag)) return keywordOrTag.toUpperCase();
  return tagByKeyword.get(keywordOrTag);
}

/** Overlays (60xx) and curves (50xx) stand in the dictionary under their first group only (PS3.5 section 7.6). */
function repeatingGroup(tag: string): string {
  return /^(50|60)[01]/.test(tag) ? `${tag.slice(0, 2)}00${tag.slice(4)}` : tag;
}
