/**
 * Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011): four random words as a pure function of a counter and
 * a key, so that a voxel's noise does not depend on what was drawn before it. Integers only: every engine gives the same bits.
 */
export type Words = readonly [number, number, number, number];

const [M0, M1] = [0xd2511f53, 0xcd9e8d57];
/** Weyl increments of the key: golden ratio and √3 − 1. */
const [W0, W1] = [0x9e3779b9, 0xbb67ae85];
const ROUNDS = 10;

/** High word of the 64-bit product of two words, from their halves. */
function high(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  // Each sum is below 2³², so that the words may overflow into the sign and be read back without it.
  const middle = (Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)) >>> 0;
  const rest = (Math.imul(aLow, bHigh) + (middle & 0xffff)) >>> 0;
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (rest >>> 16)) >>> 0;
}

const low = (a: number, b: number): number => Math.imul(a, b) >>> 0;

export function philox(counter: Words, key: readonly [number, number]): Words {
  let [a, b, c, d] = counter;
  let [x, y] = key;
  for (let round = 0; round < ROUNDS; round++) {
    const [highA, lowA, highC, lowC] = [high(M0, a), low(M0, a), high(M1, c), low(M1, c)];
    a = (highC ^ b ^ x) >>> 0;
    b = lowC;
    c = (highA ^ d ^ y) >>> 0;
    d = lowA;
    x = (x + W0) >>> 0;
    y = (y + W1) >>> 0;
  }
  return [a, b, c, d];
}

/** What a stream of noise is for: streams of different purposes never meet. */
export const PURPOSE = { rows: 0, start: 1, simplex: 2 } as const;

/** Where a noise vector comes from. The same address gives the same numbers on every backend, whatever else is run. */
export interface NoiseAddress {
  /** A whole number from 0 to 2⁵³ − 1. */
  seed: number;
  /** Index of the slice in the volume, never its place in a batch or slab. */
  slice: number;
  /** Index of the noise in the rows (NoiseTerm.index). */
  index: number;
  purpose?: number;
  /** Several results of one run: each has its own noise. */
  sample?: number;
}

export const keyOf = (seed: number): [number, number] => [(seed % 0x100000000) >>> 0, Math.floor(seed / 0x100000000) >>> 0];

/** The last word of the counter holds purpose and sample. */
export const lastWord = ({ purpose = PURPOSE.rows, sample = 0 }: NoiseAddress): number => ((sample << 8) | purpose) >>> 0;

/** One word of an address: a seed for generators that take one. */
export const wordOf = (address: NoiseAddress): number =>
  philox([0, address.slice, address.index, lastWord(address)], keyOf(address.seed))[0];
