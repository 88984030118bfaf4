import dcmjs from 'dcmjs';
import { DiffusionError } from '../core/errors';

// dcmjs prints tags and values that it does not know, and a header names a patient.
for (const name of [undefined, 'validation.dcmjs', 'AsyncDicomReader']) (name ? dcmjs.log.getLogger(name) : dcmjs.log).setLevel('silent');

const { nameMap, dictionary } = dcmjs.data.DicomMetaDictionary;

/** Tag of a keyword of PS3.6, as dcmjs writes it. */
export function tagOf(keyword: string): string {
  const entry = nameMap[keyword];
  if (!entry) throw new DiffusionError('INTERNAL', { measured: `unknown keyword ${keyword}` });
  return entry.tag.replace(/[(),]/g, '').toUpperCase();
}

/** VR of a keyword, or dcmjs' word for what depends on the pixels; undefined for what PS3.6 does not name. */
export const vrOf = (keyword: string): string | undefined => (Object.hasOwn(nameMap, keyword) ? nameMap[keyword]?.vr : undefined);

/** Keyword of a tag (eight hexadecimal digits); undefined for private and unknown ones. */
export const keywordOf = (tag: string): string | undefined => dictionary[`(${tag.slice(0, 4)},${tag.slice(4)})`]?.name;

/** VR by the dictionary; what it leaves open is settled as for an implicit file (PS3.5 A.1). */
export function dictionaryVr(tag: string, signed: boolean): string | undefined {
  const keyword = keywordOf(tag);
  const vr = keyword === undefined ? undefined : vrOf(keyword);
  if (vr === 'xs') return signed ? 'SS' : 'US';
  if (vr === 'ox' || vr === 'lt') return 'OW';
  if (vr === 'up') return 'UL';
  return vr === 'na' ? undefined : vr;
}
