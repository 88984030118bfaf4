import { RequestError } from './requestError';

type DateVr = 'DA' | 'TM' | 'DT';

const month = '(0[1-9]|1[0-2])';
const day = '(0[1-9]|[12]\\d|3[01])';
const time = '([01]\\d|2[0-3])([0-5]\\d(([0-5]\\d|60)(\\.\\d{1,6})?)?)?';
const shapes: Readonly<Record<DateVr, string>> = {
  DA: `\\d{4}(${month}${day}?)?`,
  TM: time,
  DT: `\\d{4}(${month}(${day}(${time})?)?)?`,
};
const examples: Readonly<Record<DateVr, string>> = { DA: '20010316', TM: '140000', DT: '20010316140000' };

/**
 * Dates and times (PS3.4 section C.2.2.2.5): one value, or `from-to` with either end open. Ends may be shorter than the values:
 * 2001-2002 covers all of 2002. Offsets from UTC are not compared: one in a value is left out, one in a query is refused.
 *
 * @throws RequestError 400 for anything else
 */
export function rangeMatcher(vr: DateVr, key: string, query: string): (text: string) => boolean {
  const shape = shapes[vr];
  const range = new RegExp(`^(?:(?<only>${shape})|(?<from>${shape})?\\s*-\\s*(?<to>${shape})?)$`).exec(query)?.groups;
  const { only, from, to } = range ?? {};
  if (!range || (only === undefined && from === undefined && to === undefined)) {
    const example = examples[vr];
    throw new RequestError(
      400,
      `${key} is searched by a value such as ${example}, or a range such as ${example}-, -${example} or both ends`,
    );
  }
  return (text) => {
    const value = plain(vr, text);
    if (only !== undefined) return value === only;
    return value >= (from ?? '') && value !== '' && (to === undefined || value.slice(0, to.length) <= to);
  };
}

/** Without an offset, and without the dots and colons of ACR-NEMA, which files may still have (PS3.5 section 6.2). */
function plain(vr: DateVr, text: string): string {
  if (vr === 'DA') return text.replaceAll('.', '');
  return vr === 'TM' ? text.replaceAll(':', '') : text.replace(/[+-]\d{4}$/, '');
}
