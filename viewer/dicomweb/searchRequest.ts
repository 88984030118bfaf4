import { dictionaryVr, tagOf } from './dictionary';
import type { DicomJson, JsonAttribute } from './dicomJson';
import { matcherOf } from './matching';
import { RequestError } from './requestError';

/** Attributes by their tags. */
export type Attributes = (tag: string) => JsonAttribute | undefined;

export interface Key {
  /** Tags: of an attribute, or of sequences and an attribute of their items. */
  readonly path: readonly string[];
  readonly value: string;
  readonly matches: (attributes: Attributes) => boolean;
}

/** What a query asks for (PS3.18 section 8.3.4). */
export interface SearchRequest {
  readonly keys: readonly Key[];
  /** Tags that rows shall have beside their own, or all that there are. */
  readonly included: readonly string[] | 'all';
  readonly limit: number;
  readonly offset: number;
  /** Warnings for the answer's header. */
  readonly warnings: readonly string[];
}

/** Offered by none of the matching here, which the standard allows; a client that asks for one is told. */
const notOffered: Readonly<Record<string, string>> = {
  fuzzymatching: 'The fuzzymatching parameter is not supported. Only literal matching has been performed.',
  emptyvaluematching: 'The emptyvaluematching parameter is not supported. Only literal matching has been performed.',
  multiplevaluematching: 'The multiplevaluematching parameter is not supported. Only literal matching has been performed.',
};
/** What every resource may be asked, about the form of the answer (PS3.18 section 8.3.3). */
const ofTheAnswer = new Set(['accept', 'charset']);

/**
 * Reads the query of a search. A name that is no parameter and no attribute is an error: a key with a slip of the pen in it, left out,
 * would answer with all patients instead of one.
 *
 * @throws RequestError 400
 */
export function readSearchRequest(query: string): SearchRequest {
  const keys: Key[] = [];
  const included: string[] = [];
  const once = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const control = name.toLowerCase();
    if (control === 'includefield') included.push(...value.split(','));
    else if (control === 'limit' || control === 'offset' || Object.hasOwn(notOffered, control)) {
      if (once.has(control)) throw new RequestError(400, `${control} can be given only once`);
      once.set(control, value);
    } else if (!ofTheAnswer.has(control)) keys.push(keyOf(name, value));
  }
  return {
    keys,
    included: included.includes('all')
      ? 'all'
      : [...included, ...keys.map(({ path }) => path[0] ?? '')].flatMap((name) => tagOf(name) ?? []),
    limit: wholeNumber('limit', once.get('limit'), Infinity),
    offset: wholeNumber('offset', once.get('offset'), 0),
    warnings: Object.entries(notOffered).flatMap(([name, sentence]) => (yesOrNo(name, once.get(name)) ? [sentence] : [])),
  };
}

function keyOf(name: string, value: string): Key {
  const path = name.split('.').map((part) => tagOf(part) ?? '');
  const last = path.at(-1) ?? '';
  if (path.includes('') || path.slice(0, -1).some((tag) => dictionaryVr(tag) !== 'SQ')) {
    throw new RequestError(400, 'the query has a key that is neither an attribute of DICOM nor a parameter of a search');
  }
  const matches = matcherOf(dictionaryVr(last), name, value);
  return { path, value, matches: (attributes) => found(attributes, path).some(matches) };
}

/** The attributes at the end of a path; where a sequence is missing or empty, one that is not there. */
function found(attributes: Attributes, path: readonly string[]): (JsonAttribute | undefined)[] {
  const [tag = '', ...further] = path;
  const attribute = attributes(tag);
  if (further.length === 0) return [attribute];
  const items = (attribute?.Value ?? []).filter((item): item is DicomJson => item !== null && typeof item === 'object');
  return items.length === 0 ? [undefined] : items.flatMap((item) => found((inner) => item[inner], further));
}

function wholeNumber(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^\d+$/.test(text)) throw new RequestError(400, `${name} must be a whole number`);
  return Number(text);
}

function yesOrNo(name: string, text: string | undefined): boolean {
  if (text !== undefined && text !== 'true' && text !== 'false') throw new RequestError(400, `${name} must be true or false`);
  return text === 'true';
}
