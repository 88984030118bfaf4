const asterisk = 0x2a;
const questionMark = 0x3f;

/** Longer values match no pattern: the longest that is text for people, LT, has 10,240 characters (PS3.5 section 6.2). */
const longestText = 65_536;

/**
 * Wild cards of PS3.4 section C.2.2.2.4: `*` stands for any characters or none, `?` for exactly one; without regard to case.
 *
 * Nothing is tried twice, whatever the pattern: each piece between two asterisks is taken at the first place where it fits, which
 * leaves most room for the next, and is found with one bit per character of it (shift-and, Baeza-Yates and Gonnet 1992). The time
 * is that of reading the text once for each 32 characters of a piece.
 */
export function wildcardMatcher(pattern: string): (text: string) => boolean {
  const [first = new Uint32Array(), ...others] = pieces(codePoints(pattern));
  const last = others.pop();
  if (!last) {
    return (text) => {
      const characters = codePoints(text);
      return characters.length === first.length && fits(first, characters, 0);
    };
  }
  const middle = others.filter(({ length }) => length > 0).map(finder);
  return (text) => {
    const characters = codePoints(text);
    const end = characters.length - last.length;
    if (end < first.length || text.length > longestText || !fits(first, characters, 0) || !fits(last, characters, end)) return false;
    let from = first.length;
    for (const find of middle) {
      from = find(characters, from, end);
      if (from < 0) return false;
    }
    return true;
  };
}

/**
 * Characters without their case. A capital I with a dot and a final sigma are what `toLowerCase` makes two of, or one that depends on
 * its neighbours: `?` is one character, and a letter the same before an asterisk.
 */
function codePoints(text: string): Uint32Array {
  const folded = text.slice(0, longestText).replaceAll('İ', 'i').toLowerCase().replaceAll('ς', 'σ');
  const points = new Uint32Array(folded.length);
  let count = 0;
  for (const character of folded) points[count++] = character.codePointAt(0) ?? 0;
  return points.subarray(0, count);
}

/** What stands before, between and behind the asterisks. */
function pieces(pattern: Uint32Array): Uint32Array[] {
  const found: Uint32Array[] = [];
  let start = 0;
  for (let at = pattern.indexOf(asterisk); at >= 0; at = pattern.indexOf(asterisk, start)) {
    found.push(pattern.subarray(start, at));
    start = at + 1;
  }
  return [...found, pattern.subarray(start)];
}

function fits(piece: Uint32Array, text: Uint32Array, at: number): boolean {
  return piece.every((wanted, index) => wanted === questionMark || wanted === text[at + index]);
}

/** Finds the first place of a piece in text[from, end): the position behind it, -1 where there is none. */
function finder(piece: Uint32Array): (text: Uint32Array, from: number, end: number) => number {
  const words = Math.ceil(piece.length / 32);
  // Bit n of a mask: the character may stand at place n of the piece.
  const anywhere = new Uint32Array(words);
  const masks = new Map<number, Uint32Array>();
  const setBit = (mask: Uint32Array, n: number) => void (mask[n >>> 5] = (mask[n >>> 5] ?? 0) | (1 << (n & 31)));
  piece.forEach((wanted, n) => wanted === questionMark && setBit(anywhere, n));
  piece.forEach((wanted, n) => {
    if (wanted === questionMark) return;
    const mask = masks.get(wanted) ?? anywhere.slice();
    setBit(mask, n);
    masks.set(wanted, mask);
  });
  const lastBit = 1 << ((piece.length - 1) & 31);
  // Bit n of the state: the first n + 1 characters of the piece end here.
  const state = new Uint32Array(words);
  return (text, from, end) => {
    state.fill(0);
    for (let at = from; at < end; at++) {
      const mask = masks.get(text[at] ?? 0) ?? anywhere;
      let carry = 1;
      for (let word = 0; word < words; word++) {
        const before = state[word] ?? 0;
        state[word] = ((before << 1) | carry) & (mask[word] ?? 0);
        carry = before >>> 31;
      }
      if ((state[words - 1] ?? 0) & lastBit) return at + 1;
    }
    return -1;
  };
}
