import dcmjs, { type DcmjsDict } from 'dcmjs';
import { vrOf } from './dictionary';
import { type Note, repairedText } from './elements';
import { fit } from './fit';

type Natural = Readonly<Record<string, unknown>>;

/** VRs of bytes: nothing of that kind is said in a header that is made or copied here, but for the version of the file's own header. */
const BINARY = new Set(['OB', 'OW', 'OF', 'OD', 'OL', 'OV', 'UN', 'ox', 'lt']);
/** Depends on the pixels: their sign says whether such an attribute is US or SS. */
const OPEN = 'xs';
const ALL_OR_NONE = new Set(['DS', 'IS', 'FL', 'FD']);

const LINES = new Set(['LT', 'ST', 'UT', 'UR']);
const NUMBERS = new Set(['US', 'SS', 'UL', 'SL', 'FL', 'FD', 'AT']);

const isBuffer = (value: unknown) => Object.prototype.toString.call(value) === '[object ArrayBuffer]';

interface Options {
  /** Whether the pixels are, which some VRs follow. */
  signed?: boolean;
  /** VRs that the dictionary leaves open. */
  vrs?: Readonly<Record<string, string>>;
  /** Taken from elsewhere: text may have been read in the wrong alphabet. */
  foreign?: boolean;
  note?: Note | undefined;
}

const repaired = (value: unknown): unknown => {
  if (typeof value === 'string') return repairedText(value) ?? value;
  if (typeof value !== 'object' || value === null || isBuffer(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([group, text]) => [group, repaired(text)]));
};

/** Careless sources join values by a backslash; in texts of lines it is a letter. */
const apart = (vr: string, values: readonly unknown[]): unknown[] =>
  LINES.has(vr) ? [...values] : values.flatMap((one): unknown => (typeof one === 'string' ? one.split('\\') : one));

function plain(natural: Natural, { signed = false, vrs = {}, foreign = false, note }: Options): Natural {
  const found: Record<string, unknown> = {};
  const open: Record<string, string> = {};
  for (const [keyword, value] of Object.entries(natural)) {
    const vr = vrOf(keyword);
    if (vr === undefined || value === undefined) continue;
    const values = value === null ? [] : Array.isArray(value) ? [...(value as unknown[])] : [value];
    if (vr === 'SQ') {
      const items = values.filter((item) => typeof item === 'object' && item !== null);
      found[keyword] = items.map((item) => plain(item as Natural, { signed, foreign, note }));
      continue;
    }
    if (BINARY.has(vr)) {
      if (values.some(isBuffer)) found[keyword] = values.filter(isBuffer);
      continue;
    }
    const written = vr === OPEN ? (vrs[keyword] ?? (signed ? 'SS' : 'US')) : vr === 'up' ? 'UL' : vr;
    const fitted = apart(vr, values).map((one) => fit(written, foreign ? repaired(one) : one, keyword));
    for (const { change } of fitted) if (change) note?.(keyword, change);
    const own = fitted.flatMap(({ value: one }) => (one === undefined ? [] : [one]));
    // What is left out stands empty, as some must that are unknown; of three numbers, two are no place.
    const whole = own.length === fitted.length || !ALL_OR_NONE.has(vr);
    const none = own.length === 0 || !whole;
    // dcmjs would write a number, 0, for nothing.
    if (none && NUMBERS.has(written)) continue;
    found[keyword] = none ? '' : own;
    if (vr === OPEN) open[keyword] = written;
  }
  return { ...found, _vrMap: { ...open, ...vrs } };
}

/**
 * Elements of what is said by keyword, in natural form: what PS3.6 does not name stays behind, and each value is as its VR wants it, at every
 * depth.
 */
export const elementsOf = (natural: Natural, options: Options = {}): DcmjsDict =>
  dcmjs.data.DicomMetaDictionary.denaturalizeDataset(plain(natural, options));
