import type { JsonAttribute, JsonValue } from './dicomJson';
import { rangeMatcher } from './dateRange';
import { RequestError } from './requestError';
import { wildcardMatcher } from './wildcard';

/** Does an attribute, undefined where the data set has none, match a query? */
export type Matcher = (attribute: JsonAttribute | undefined) => boolean;

const numeric = new Set(['DS', 'FD', 'FL', 'IS', 'SL', 'SS', 'SV', 'UL', 'US', 'UV']);
const binary = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN']);

/**
 * Attribute matching of PS3.4 section C.2.2.2: empty value or only `*` (universal), list of UIDs or codes, range of dates or times,
 * number, name group by group, wild cards, else equal. Text matches without regard to case.
 *
 * @param vr of the data dictionary; undefined where it does not know the attribute: then the one of each file decides
 * @throws RequestError 400 for a value that an attribute of this VR cannot have, named as `key`
 */
export function matcherOf(vr: string | undefined, key: string, value: string): Matcher {
  const query = value.trim();
  if (/^\**$/.test(query)) return () => true;
  if (vr === undefined) return byFile(key, query);
  if (vr === 'SQ') throw new RequestError(400, `${key} is a sequence: search by an attribute of its items, as SEQUENCE.ATTRIBUTE`);
  if (binary.has(vr)) throw new RequestError(400, `${key} holds bytes, which cannot be searched`);
  if (vr === 'DA' || vr === 'TM' || vr === 'DT') return someText(rangeMatcher(vr, key, query));
  if (vr === 'PN') return nameMatcher(query);
  if (vr === 'UI') {
    const uids = new Set(listOf(query));
    return someText((text) => uids.has(text));
  }
  if (numeric.has(vr)) {
    if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(query)) throw new RequestError(400, `${key} is searched by a number`);
    return someText((text) => Number(text) === Number(query));
  }
  // Coded strings hold no comma and no backslash, so a list of them is unmistakable: ModalitiesInStudy=CT,MR
  const patterns = (vr === 'CS' ? listOf(query) : [query]).map(wildcardMatcher);
  return someText((text) => patterns.some((matches) => matches(text)));
}

function listOf(query: string): string[] {
  return query
    .split(/[,\\]/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/** Values that are there: an empty one matches nothing but the universal query. */
function someText(matches: (text: string) => boolean): Matcher {
  return (attribute) =>
    (attribute?.Value ?? []).some((value) => (typeof value === 'string' || typeof value === 'number') && matches(String(value)));
}

/**
 * A person's name: alphabetic, ideographic and phonetic group with `=` between them, each of components with `^` (PS3.5 section 6.2.1).
 * A query without `=` may be met by any group, one with it by each in its place; an empty group says nothing.
 */
function nameMatcher(query: string): Matcher {
  const groups = query.split('=').map(withoutEmptyEnd);
  const patterns = groups.map((group) => (group === '' ? undefined : wildcardMatcher(group)));
  if (patterns.every((pattern) => pattern === undefined)) return () => false;
  return (attribute) =>
    (attribute?.Value ?? []).some((value) => {
      const name = groupsOf(value);
      if (patterns.length === 1) return name.some((group) => group !== '' && patterns[0]?.(group));
      return patterns.every((pattern, n) => pattern === undefined || pattern(name[n] ?? ''));
    });
}

function groupsOf(value: JsonValue): string[] {
  if (typeof value === 'string') return [withoutEmptyEnd(value)];
  if (value === null || typeof value !== 'object') return [];
  return [value['Alphabetic'], value['Ideographic'], value['Phonetic']].map((group) =>
    typeof group === 'string' ? withoutEmptyEnd(group) : '',
  );
}

/** Empty components at the end may be left out: `Doe^John` is `Doe^John^^^`. */
function withoutEmptyEnd(group: string): string {
  let end = group.length;
  while (end > 0 && (group[end - 1] === '^' || group[end - 1] === ' ')) end--;
  return group.slice(0, end).trimStart();
}

/** A private attribute: what its VR is, each file says. What cannot be searched there is not found there. */
function byFile(key: string, query: string): Matcher {
  const matchers = new Map<string, Matcher>();
  return (attribute) => {
    if (!attribute) return false;
    const known = matchers.get(attribute.vr);
    if (known) return known(attribute);
    let matches: Matcher;
    try {
      matches = matcherOf(attribute.vr, key, query);
    } catch {
      matches = () => false;
    }
    matchers.set(attribute.vr, matches);
    return matches(attribute);
  };
}
