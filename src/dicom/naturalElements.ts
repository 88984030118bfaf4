import dcmjs, { type DcmjsDict } from 'dcmjs';
import { vrOf } from './dictionary';
import { asDecimalString, repairedText } from './elements';

type Natural = Readonly<Record<string, unknown>>;

/** VRs of bytes: nothing of that kind is said in a header that is made or copied here, but for the version of the file's own header. */
const BINARY = new Set(['OB', 'OW', 'OF', 'OD', 'OL', 'OV', 'UN', 'ox']);
const HEXADECIMAL_TAG = /^[0-9a-f]{8}$/i;

const isBuffer = (value: unknown) => Object.prototype.toString.call(value) === '[object ArrayBuffer]';

/** The three groups of a person's name, and nothing that a library has hung on them. */
function personName(value: unknown, textOf: (text: string) => string): unknown {
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? textOf(value) : undefined;
  const named = value as Natural;
  const groups = (['Alphabetic', 'Ideographic', 'Phonetic'] as const).map((group) => [group, named[group]] as const);
  return Object.fromEntries(groups.flatMap(([group, text]) => (typeof text === 'string' ? [[group, textOf(text)]] : [])));
}

function valueOf(vr: string, value: unknown, textOf: (text: string) => string): unknown {
  if (BINARY.has(vr)) return isBuffer(value) ? value : undefined;
  if (vr === 'PN') return personName(value, textOf);
  if (vr === 'DS') return asDecimalString(typeof value === 'string' ? value.trim() : value);
  // dcmjs reads a tag in text as a decimal number, and says nothing.
  if (vr === 'AT') return typeof value === 'string' && HEXADECIMAL_TAG.test(value) ? Number.parseInt(value, 16) : value;
  if (typeof value === 'string') return textOf(value);
  return typeof value === 'number' || typeof value === 'bigint' ? value : undefined;
}

/** Depends on the pixels: their sign says whether such an attribute is US or SS. */
const OPEN = 'xs';

interface Options {
  /** Whether the pixels are, which some VRs follow. */
  signed?: boolean;
  /** VRs that the dictionary leaves open. */
  vrs?: Readonly<Record<string, string>>;
  /** Taken from elsewhere: text may have been read in the wrong alphabet. */
  foreign?: boolean;
}

function plain(natural: Natural, { signed = false, vrs = {}, foreign = false }: Options): Natural {
  const textOf = (text: string) => (foreign ? (repairedText(text) ?? text) : text);
  const found: Record<string, unknown> = {};
  const open: Record<string, string> = {};
  for (const [keyword, value] of Object.entries(natural)) {
    const vr = vrOf(keyword);
    if (vr === undefined || value === undefined) continue;
    const values = value === null ? [] : Array.isArray(value) ? [...(value as unknown[])] : [value];
    if (vr === 'SQ') {
      const items = values.filter((item) => typeof item === 'object' && item !== null);
      found[keyword] = items.map((item) => plain(item as Natural, { signed, foreign }));
      continue;
    }
    const own = values.map((one) => valueOf(vr, one, textOf)).filter((one) => one !== undefined);
    if (own.length === 0 && BINARY.has(vr)) continue;
    found[keyword] = own.length > 0 ? own : '';
    if (vr === OPEN) open[keyword] = signed ? 'SS' : 'US';
  }
  return { ...found, _vrMap: { ...open, ...vrs } };
}

/**
 * Elements of what is said by keyword, in natural form: what PS3.6 does not name stays behind, numbers fit their Decimal Strings at every
 * depth, and tags are numbers.
 */
export const elementsOf = (natural: Natural, options: Options = {}): DcmjsDict =>
  dcmjs.data.DicomMetaDictionary.denaturalizeDataset(plain(natural, options));
