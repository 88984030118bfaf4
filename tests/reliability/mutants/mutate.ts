import { randomNumbers } from '../../support/pictures';

/** An element of a data set by its place in the file. */
interface Element {
  tag: string;
  vr: string;
  start: number;
  from: number;
  to: number;
}

const LONG = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'UC', 'UN', 'UR', 'UT']);
const UNDEFINED = 0xffffffff;

/** Where the data set begins: behind the file's own header, which mutants keep. */
function behindMeta(bytes: Buffer): { at: number; syntax: string } {
  const end = 132 + 12 + bytes.readUInt32LE(132 + 8);
  const meta = bytes.toString('latin1', 132, end);
  return { at: end, syntax: /\x02\0\x10\0UI..([\d.]+)/s.exec(meta)?.[1] ?? '' };
}

/** Top-level elements, as far as they can be walked; the last may be the pixels, to the end of the file. */
function elementsOf(bytes: Buffer): Element[] {
  const { at: begin, syntax } = behindMeta(bytes);
  if (syntax.endsWith('1.2.1.99')) return [];
  const [explicit, big] = [syntax !== '1.2.840.10008.1.2', syntax === '1.2.840.10008.1.2.2'];
  const u16 = (at: number) => (big ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at));
  const u32 = (at: number) => (big ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at));
  const found: Element[] = [];
  for (let at = begin; at + 8 <= bytes.length;) {
    const tag =
      u16(at).toString(16).padStart(4, '0') +
      u16(at + 2)
        .toString(16)
        .padStart(4, '0');
    const vr = explicit ? bytes.toString('latin1', at + 4, at + 6) : '';
    const long = explicit && LONG.has(vr);
    const length = !explicit ? u32(at + 4) : long ? u32(at + 8) : u16(at + 6);
    const from = at + (long ? 12 : 8);
    if (length === UNDEFINED && tag !== '7fe00010') return found;
    const to = length === UNDEFINED ? bytes.length : Math.min(bytes.length, from + length);
    found.push({ tag, vr, start: at, from, to });
    at = to;
  }
  return found;
}

const PIXELS = '7fe00010';
/** What decides values and place, so that it is hit more often than the rest. */
const TOLD = new Set([
  ...['00080060', '00180050', '00200032', '00200037', '00280002', '00280004', '00280008', '00280010', '00280011', '00280030'],
  ...['00280100', '00280101', '00280102', '00280103', '00280120', '00281052', '00281053', PIXELS],
]);
const NONSENSE = [
  '',
  '1,5',
  'NaN',
  '1e999',
  '-0',
  '1.0.0',
  '0x10',
  '1\\2\\3\\4\\5\\6\\7',
  '99999999999999999999',
  '\\',
  '--1',
  'inf',
  ' 2 ',
  '0',
];

type Random = () => number;
type Mutation = (bytes: Buffer, random: Random) => Buffer | undefined;

const pick = <T>(list: readonly T[], random: Random): T | undefined => list[Math.floor(random() * list.length)];
/** An element, of those that tell something three times in four. */
function chosen(bytes: Buffer, random: Random, fits: (one: Element) => boolean = () => true): Element | undefined {
  const all = elementsOf(bytes).filter(fits);
  const told = all.filter(({ tag }) => TOLD.has(tag));
  return pick(random() < 0.75 && told.length > 0 ? told : all, random);
}
const spliced = (bytes: Buffer, from: number, to: number, between: Uint8Array) =>
  Buffer.concat([bytes.subarray(0, from), between, bytes.subarray(to)]);
const TEXT = new Set(['DS', 'IS', 'CS', 'LO', 'SH', 'UI', 'PN', 'DA', 'TM', 'AS', 'LT', 'ST']);

/** Each by name; undefined where a file has nothing that it could change. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'a bit of the header': (bytes, random) => {
    const begin = behindMeta(bytes).at;
    const pixels = elementsOf(bytes).find(({ tag }) => tag === PIXELS);
    const at = begin + Math.floor(random() * ((pixels?.start ?? bytes.length) - begin));
    const out = Buffer.from(bytes);
    out[at] = (out[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    return out;
  },
  'a bit of an element': (bytes, random) => {
    const one = chosen(bytes, random, ({ tag, from, to }) => tag !== PIXELS && to > from);
    if (!one) return undefined;
    const at = one.from + Math.floor(random() * (one.to - one.from));
    const out = Buffer.from(bytes);
    out[at] = (out[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    return out;
  },
  'a nonsense value': (bytes, random) => {
    const one = chosen(bytes, random, ({ vr }) => TEXT.has(vr));
    const text = pick(NONSENSE, random) ?? '';
    if (!one) return undefined;
    const value = Buffer.from(text.length % 2 ? `${text} ` : text);
    const out = spliced(bytes, one.from, one.to, value);
    const big = behindMeta(bytes).syntax === '1.2.840.10008.1.2.2';
    if (big) out.writeUInt16BE(value.length, one.from - 2);
    else out.writeUInt16LE(value.length, one.from - 2);
    return out;
  },
  'another number': (bytes, random) => {
    const one = chosen(bytes, random, ({ vr, from, to }) => (vr === 'US' || vr === 'SS') && to - from >= 2);
    if (!one) return undefined;
    const out = Buffer.from(bytes);
    out.writeUInt16LE(pick([0, 1, 2, 7, 8, 12, 15, 16, 17, 32, 64, 255, 256, 65535], random) ?? 0, one.from);
    return out;
  },
  'a wrong length': (bytes, random) => {
    const one = chosen(bytes, random, ({ tag }) => tag !== PIXELS);
    if (!one) return undefined;
    const out = Buffer.from(bytes);
    out[one.start + (one.from - one.start > 8 ? 8 : one.vr ? 6 : 4)] = Math.floor(random() * 256);
    return out;
  },
  'another VR': (bytes, random) => {
    const one = chosen(bytes, random, ({ vr, tag }) => vr !== '' && tag !== PIXELS && !LONG.has(vr));
    if (!one) return undefined;
    const out = Buffer.from(bytes);
    out.write(pick(['US', 'SS', 'DS', 'IS', 'LO', 'FD', 'UL', 'CS', 'ZZ', 'UN', 'SQ', 'xx'], random) ?? 'UN', one.start + 4, 'latin1');
    return out;
  },
  'a missing element': (bytes, random) => {
    const one = chosen(bytes, random);
    return one && spliced(bytes, one.start, one.to, Buffer.alloc(0));
  },
  'an element twice': (bytes, random) => {
    const one = chosen(bytes, random);
    if (!one) return undefined;
    const again = Buffer.from(bytes.subarray(one.start, one.to));
    if (random() < 0.5 && one.to > one.from) again[again.length - 1] = (again[again.length - 1] ?? 0) ^ 1;
    return spliced(bytes, one.to, one.to, again);
  },
  'two elements swapped': (bytes, random) => {
    const all = elementsOf(bytes);
    const n = Math.floor(random() * (all.length - 1));
    const [a, b] = [all[n], all[n + 1]];
    if (!a || !b) return undefined;
    return Buffer.concat([bytes.subarray(0, a.start), bytes.subarray(b.start, b.to), bytes.subarray(a.start, a.to), bytes.subarray(b.to)]);
  },
  'another tag': (bytes, random) => {
    const one = chosen(bytes, random);
    if (!one) return undefined;
    const out = Buffer.from(bytes);
    out[one.start + 2] = (out[one.start + 2] ?? 0) + 1;
    return out;
  },
  'pixels cut': (bytes, random) => {
    const pixels = elementsOf(bytes).find(({ tag }) => tag === PIXELS);
    const from = pixels?.from ?? behindMeta(bytes).at;
    return bytes.subarray(0, from + Math.floor(random() * (bytes.length - from)));
  },
  'pixels cut by a byte': (bytes) => bytes.subarray(0, -1),
  'stray bytes': (bytes, random) => {
    const one = chosen(bytes, random, ({ tag }) => tag !== PIXELS);
    const at = one?.to ?? behindMeta(bytes).at;
    return spliced(bytes, at, at, Buffer.alloc(2 + 2 * Math.floor(random() * 4), Math.floor(random() * 256)));
  },
};

export interface Mutant {
  base: string;
  mutation: string;
  bytes: Uint8Array;
}

/** The n-th of a seeded list: its base, and one mutation of it, or two at every fifth. */
export function mutantsOf(bases: ReadonlyMap<string, Uint8Array>, count: number, seed = 594): Mutant[] {
  const random = randomNumbers(seed);
  const [names, kinds] = [[...bases.keys()], Object.keys(MUTATIONS)];
  const mutants: Mutant[] = [];
  while (mutants.length < count) {
    const base = pick(names, random) ?? '';
    const plain = Buffer.from(bases.get(base) ?? new Uint8Array());
    let bytes = plain;
    const done: string[] = [];
    for (let times = mutants.length % 5 === 4 ? 2 : 1; times > 0; times--) {
      const kind = kinds[(mutants.length + (times - 1) * 5) % kinds.length] ?? '';
      const changed = MUTATIONS[kind]?.(bytes, random);
      if (changed) {
        bytes = Buffer.from(changed);
        done.push(kind);
      }
    }
    if (done.length > 0 && !bytes.equals(plain)) mutants.push({ base, mutation: done.join(', '), bytes: Uint8Array.from(bytes) });
    else random();
  }
  return mutants;
}
