/** How many pixels, and how many true ones, score at least as high as each distinct score, from the highest down. */
export interface Ranking {
  /** Distinct scores, falling. */
  scores: Float64Array;
  pixels: Float64Array;
  hits: Float64Array;
}

const WORD = 2 ** 32;
const SIGN = 2 ** 31;

/** Unsigned 32-bit numbers in the order of the float32 they stand for. */
const ordered = (bits: number) => (bits < 0 ? ~bits >>> 0 : bits + SIGN);
const original = (word: number) => (word < SIGN ? ~word : word - SIGN) | 0;

/**
 * Ranks pixels by score. Sorting indices of millions of pixels is slow; the order of the score's bits with the label in the lowest place is one
 * number, and typed arrays of numbers sort fast.
 */
export function ranked(scores: Float32Array, truth: Uint8Array): Ranking {
  const bits = new Int32Array(Float32Array.from(scores, (score) => score + 0).buffer);
  const keys = Float64Array.from(bits, (word, i) => 2 * ordered(word) + (truth[i] ?? 0)).sort();
  const word = new Int32Array(1);
  const value = new Float32Array(word.buffer);
  const found: { score: number; pixels: number; hits: number }[] = [];
  let hits = 0;
  for (let i = keys.length - 1; i >= 0; i--) {
    const key = keys[i] ?? 0;
    hits += key % 2;
    if (i > 0 && Math.floor((keys[i - 1] ?? 0) / 2) === Math.floor(key / 2)) continue;
    word[0] = original(Math.floor(key / 2) % WORD);
    found.push({ score: value[0] ?? 0, pixels: keys.length - i, hits });
  }
  const column = (key: 'score' | 'pixels' | 'hits') => Float64Array.from(found, (row) => row[key]);
  return { scores: column('score'), pixels: column('pixels'), hits: column('hits') };
}

const total = ({ hits }: Ranking) => hits.at(-1) ?? NaN;

/** Average precision: the mean of the precision over the true pixels, ties counted together. */
export function auprc(ranking: Ranking): number {
  const { pixels, hits } = ranking;
  return hits.reduce((sum, found, k) => sum + ((found - (hits[k - 1] ?? 0)) * found) / (pixels[k] ?? NaN), 0) / total(ranking);
}

/** Chance that a true pixel scores above another one, ties counted half. */
export function auroc(ranking: Ranking): number {
  const { pixels, hits } = ranking;
  const [positive, all] = [total(ranking), pixels.at(-1) ?? NaN];
  const area = hits.reduce((sum, found, k) => {
    const [before, width] = [hits[k - 1] ?? 0, (pixels[k] ?? 0) - found - ((pixels[k - 1] ?? 0) - (hits[k - 1] ?? 0))];
    return sum + (width * (found + before)) / 2;
  }, 0);
  return area / (positive * (all - positive));
}

/** The largest Dice over all cuts, and that cut: a score at least as high counts as found. */
export function bestDice(ranking: Ranking): { dice: number; cut: number } {
  const { scores, pixels, hits } = ranking;
  const dice = hits.map((found, k) => (2 * found) / ((pixels[k] ?? 0) + total(ranking)));
  const k = dice.indexOf(dice.reduce((most, value) => Math.max(most, value), -Infinity));
  return { dice: dice[k] ?? NaN, cut: scores[k] ?? NaN };
}
