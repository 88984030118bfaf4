import { decimalString, DS_CHARACTERS } from './decimalString';
import { UNREADABLE } from './characterSet';
import { decimalIn, wholeIn } from './numberText';
import { isUid } from './uid';

/** What became of a value that is not as its VR wants it (PS3.5 6.2). */
export type Change = 'shortened' | 'rewritten' | 'left out' | 'kept, though longer than allowed';

/** A value as it is written; none where it can be neither copied nor mended. */
export interface Fitted {
  value?: string | number | bigint | Record<string, string> | undefined;
  change?: Change | undefined;
}

const LEFT_OUT: Fitted = { change: 'left out' };
const same = (value: string, before: string, change: Change = 'rewritten'): Fitted =>
  value === before ? { value } : { value, ...(value !== before.trim() && { change }) };

/** Most characters of a text. */
const CHARACTERS: Readonly<Record<string, number>> = {
  AE: 16,
  LO: 64,
  LT: 10_240,
  SH: 16,
  ST: 1024,
  UC: 2 ** 30,
  UR: 2 ** 30,
  UT: 2 ** 30,
};
const LINES = new Set(['LT', 'ST', 'UT']);
/** Cut, they would be those of somebody else: archives compare them whole, and most take longer ones. */
const IDENTIFIERS = new Set([
  ...['PatientID', 'AccessionNumber', 'StudyID', 'IssuerOfPatientID'],
  ...['ClinicalTrialProtocolID', 'ClinicalTrialSubjectID', 'ClinicalTrialSiteID'],
]);
const NAME_CHARACTERS = 64;
const CODE_CHARACTERS = 16;
const INTEGER_LIMIT = 2 ** 31;

/** Whether all of a text could be read: what took bytes for letters leaves such marks. */
export const isReadable = (text: string): boolean => !text.includes(UNREADABLE) && !/[\x80-\x9f\x1b]|\p{Surrogate}/u.test(text);

const cut = (text: string, characters: number) => {
  const letters = [...text];
  return letters.length <= characters ? text : letters.slice(0, characters).join('').trimEnd();
};

function text(vr: string, before: string, keyword: string | undefined): Fitted {
  if (!isReadable(before)) return LEFT_OUT;
  const allowed = LINES.has(vr) ? /[\x00-\x08\x0b\x0e-\x1f\x7f]/g : /[\x00-\x1f\x7f]/g;
  const clean = before.replace(allowed, ' ');
  const whole = LINES.has(vr) ? clean.trimEnd() : clean.trim();
  const short = cut(whole, CHARACTERS[vr] ?? 64);
  if (short === whole) return LINES.has(vr) && whole === before.trimEnd() ? { value: whole } : same(whole, before);
  if (keyword !== undefined && IDENTIFIERS.has(keyword)) return { value: whole, change: 'kept, though longer than allowed' };
  return { value: short, change: 'shortened' };
}

/** Three groups of at most 64 characters and five parts (PS3.5 6.2.1). */
function personName(groups: readonly (readonly [string, string])[]): Fitted {
  const before = groups.map(([, group]) => group);
  if (!before.every(isReadable)) return LEFT_OUT;
  const clean = before.map((group) => group.replace(/[\x00-\x1f\x7f=\\]/g, ' ').trim());
  const short = clean.map((group) => cut(group, NAME_CHARACTERS));
  const value = Object.fromEntries(groups.map(([name], n) => [name, short[n] ?? ''] as const).filter(([, group]) => group !== ''));
  const change = short.some((group, n) => group !== clean[n])
    ? 'shortened'
    : clean.some((group, n) => group !== before[n]?.trim())
      ? 'rewritten'
      : undefined;
  return { value, change };
}

/** A code cut short would be another one. */
function code(before: string): Fitted {
  const value = before.trim().toUpperCase();
  return /^[A-Z0-9 _]*$/.test(value) && value.length <= CODE_CHARACTERS ? same(value, before) : LEFT_OUT;
}

const isDay = (year: string, month: string, day: string) => {
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && Number(day) >= 1 && Number(year) > 0;
};

/** `YYYYMMDD`; dots are what ACR-NEMA wrote, hyphens ISO 8601. */
function date(before: string): Fitted {
  const found = /^(\d{4})([.-]?)(\d{2})\2(\d{2})$/.exec(before.trim());
  const [, year = '', , month = '', day = ''] = found ?? [];
  return found && isDay(year, month, day) ? same(`${year}${month}${day}`, before) : LEFT_OUT;
}

const TIME = /^([01]\d|2[0-3])(?:(:?)([0-5]\d)(?:\2([0-5]\d|60)(?:\.(\d+))?)?)?$/;

/** `HHMMSS.FFFFFF`; colons are what ACR-NEMA wrote. */
function time(before: string): Fitted {
  const found = TIME.exec(before.trim());
  if (!found) return LEFT_OUT;
  const [, hours = '', , minutes = '', seconds = '', fraction] = found;
  return same(`${hours}${minutes}${seconds}${fraction === undefined ? '' : `.${fraction.slice(0, 6)}`}`, before);
}

function dateTime(before: string): Fitted {
  const [, day = '', rest = '', zone = ''] = /^(\d{4,8})(\d{2,6}(?:\.\d{1,6})?)?([+-]\d{4})?$/.exec(before.trim()) ?? [];
  const [year, month, date] = [day.slice(0, 4), day.slice(4, 6) || '01', day.slice(6) || '01'];
  const valid = day.length % 2 === 0 && isDay(year, month, date) && (rest === '' || (day.length === 8 && TIME.test(rest)));
  return valid ? same(`${day}${rest}${zone}`, before) : LEFT_OUT;
}

/** `045Y`; words for the unit are understood, a bare number is not. */
function age(before: string): Fitted {
  const found = /^0*(\d{1,3})\s*(?:([DWMY])|(days?|weeks?|months?|years?|yrs?))$/i.exec(before.trim());
  const unit = (found?.[2] ?? found?.[3] ?? '').charAt(0).toUpperCase();
  return found ? same(`${(found[1] ?? '').padStart(3, '0')}${unit}`, before) : LEFT_OUT;
}

function decimal(value: string | number): Fitted {
  const number = typeof value === 'number' ? value : decimalIn(value);
  if (number === undefined || !Number.isFinite(number)) return LEFT_OUT;
  if (typeof value === 'number') return { value: decimalString(number) };
  const fits = value.trim().length <= DS_CHARACTERS;
  return fits ? { value: value.trim() } : { value: decimalString(number), change: 'rewritten' };
}

function whole(value: string | number): Fitted {
  const number = typeof value === 'number' ? value : wholeIn(value);
  if (number === undefined || !Number.isInteger(number) || number >= INTEGER_LIMIT || number < -INTEGER_LIMIT) return LEFT_OUT;
  const plain = typeof value === 'string' && /^[+-]?\d{1,11}$/.test(value.trim());
  return plain ? { value: value.trim() } : same(String(number), String(value));
}

function uid(before: string): Fitted {
  const value = before.trim();
  return isUid(value) ? { value } : LEFT_OUT;
}

const RANGES: Readonly<Record<string, readonly [low: number, high: number]>> = {
  US: [0, 0xffff],
  SS: [-0x8000, 0x7fff],
  UL: [0, 0xffffffff],
  SL: [-INTEGER_LIMIT, INTEGER_LIMIT - 1],
  AT: [0, 0xffffffff],
};

function binary(vr: string, value: string | number): Fitted {
  // dcmjs reads a tag in text as a decimal number, and says nothing.
  const tag = vr === 'AT' && typeof value === 'string' && /^[0-9a-f]{8}$/i.test(value);
  const number = typeof value === 'number' ? value : tag ? Number.parseInt(value, 16) : decimalIn(value);
  const [low, high] = RANGES[vr] ?? [-Infinity, Infinity];
  const fits = number !== undefined && number >= low && number <= high && (vr.startsWith('F') || Number.isInteger(number));
  return fits ? { value: number } : LEFT_OUT;
}

const BY_VR: Readonly<Record<string, (before: string) => Fitted>> = { AS: age, CS: code, DA: date, DT: dateTime, TM: time, UI: uid };
const BINARY = new Set(['US', 'SS', 'UL', 'SL', 'AT', 'FL', 'FD']);
const groupsOf = (name: object) =>
  (['Alphabetic', 'Ideographic', 'Phonetic'] as const).flatMap((group) => {
    const found = (name as Record<string, unknown>)[group];
    return typeof found === 'string' ? [[group, found] as const] : [];
  });

/**
 * One value as its VR wants it: copied as it is, mended where there is one way to understand it, else left out. Whatever comes in, what comes
 * out can be written and read back.
 *
 * @param vr one of text or numbers
 * @param keyword of the attribute, where its kind decides
 */
export function fit(vr: string, value: unknown, keyword?: string): Fitted {
  // Of a binary number there is no empty one: it would be written as 0.
  if (value === '') return BINARY.has(vr) ? LEFT_OUT : { value };
  if (vr === 'PN') {
    if (typeof value === 'string')
      return personName(
        value
          .split('=')
          .slice(0, 3)
          .map((group, n) => [(['Alphabetic', 'Ideographic', 'Phonetic'] as const)[n] ?? '', group]),
      );
    return typeof value === 'object' && value !== null ? personName(groupsOf(value)) : LEFT_OUT;
  }
  if (typeof value === 'bigint') return { value };
  if (typeof value !== 'string' && typeof value !== 'number') return LEFT_OUT;
  if (vr === 'DS') return decimal(value);
  if (vr === 'IS') return whole(value);
  if (BINARY.has(vr)) return binary(vr, value);
  return BY_VR[vr]?.(String(value)) ?? text(vr, String(value), keyword);
}
