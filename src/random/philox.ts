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
  const [aLow, aHigh, bLow, bHigh] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const rest = aLow * bHigh + (middle % 0x10000);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(rest / 0x10000)) >>> 0;
}

const low = (a: number, b: number): number => Math.imul(a, b) >>> 0;

export function philox(counter: Words, key: readonly [number, number]): Words {
  let [a, b, c, d] = counter;
  let [x, y] = key;
  for (let round = 0; round < ROUNDS; round++) {
    [a, b, c, d] = [(high(M1, c) ^ b ^ x) >>> 0, low(M1, c), (high(M0, a) ^ d ^ y) >>> 0, low(M0, a)];
    [x, y] = [(x + W0) >>> 0, (y + W1) >>> 0];
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
