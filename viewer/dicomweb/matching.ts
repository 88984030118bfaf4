import type { DicomJson, JsonAttribute, JsonValue } from './dicomJson';

/**
 * Does an attribute match a query value? Attribute matching of PS3.4 section C.2.2.2: empty value (universal), list of UIDs
 * or codes, range of dates or times, wild cards `*` and `?`, else equal. Names and other text match without regard to case.
 */
export function matches(attribute: JsonAttribute | undefined, query: string): boolean {
  if (query === '' || query === '*') return true;
  const values = (attribute?.Value ?? []).map(textOf);
  const vr = attribute?.vr ?? '';
  if (vr === 'UI') return query.split(/[,\\]/).some((uid) => values.includes(uid.trim()));
  if ((vr === 'DA' || vr === 'TM' || vr === 'DT') && query.includes('-')) return values.some((value) => inRange(value, query));
  // Coded strings hold no comma and no backslash, so a list of them is unmistakable: ModalitiesInStudy=CT,MR
  const patterns = (vr === 'CS' ? query.split(/[,\\]/) : [query]).map(wildcard);
  return values.some((value) => patterns.some((pattern) => pattern.test(value)));
}

/** A data set matches when all its queried attributes do; `queries` are pairs of tag and query value. */
export function matchesAll(attributes: DicomJson, queries: readonly (readonly [tag: string, query: string])[]): boolean {
  return queries.every(([tag, query]) => matches(attributes[tag], query));
}

function textOf(value: JsonValue): string {
  if (value !== null && typeof value === 'object') {
    return typeof value.Alphabetic === 'string' ? value.Alphabetic : '';
  }
  return String(value ?? '');
}

/** `from-to`, either end open. Ends may be shorter than the values: 2001-2002 covers all of 2002. */
function inRange(value: string, range: string): boolean {
  const [from = '', to = ''] = range.split('-').map((end) => end.trim());
  if (value === '') return false;
  return value >= from && (to === '' || value.slice(0, to.length) <= to);
}

function wildcard(query: string): RegExp {
  const escaped = query
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${escaped}$`, 'is');
}
