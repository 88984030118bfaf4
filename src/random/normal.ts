import { keyOf, lastWord, philox, type NoiseAddress } from './philox';
import { NORMAL_TABLE } from './normalTable';

/** 2²⁴ units of the table, 2²⁰ of the result: exact in float32. */
const UNIT = 2 ** 20;

let decoded: Uint32Array | undefined;

/** The inverse normal distribution at 64 direct points and 64 points of each octave above (normalTable.ts). */
export function normalTable(): Uint32Array {
  decoded ??= Uint32Array.from(atob(NORMAL_TABLE).match(/[^]{4}/g) ?? [], (four) =>
    [...four].reduce((word, character, k) => word + character.charCodeAt(0) * 256 ** k, 0),
  );
  return decoded;
}

/**
 * A random word → a standard normal number, by inversion in integers: the top bit is the sign, the others the tail probability
 * p = (m + ½)/2³². Linear between the points of the table. No logarithm, no sine, so all engines and GPUs agree to the last bit, which
 * Box–Muller does not (WGSL allows sin and cos errors of 2⁻¹¹).
 */
export function normalFrom(word: number, table: Uint32Array): number {
  const m = word & 0x7fffffff;
  let z = table[m] ?? 0;
  if (m >= 64) {
    const octave = 31 - Math.clz32(m);
    const shift = octave - 6;
    const i = 64 + shift * 64 + ((m >>> shift) & 63);
    const rest = m & ((1 << shift) - 1);
    const share = octave >= 18 ? rest >>> (octave - 18) : rest << (18 - octave);
    const point = table[i] ?? 0;
    z = point - (((point - (table[i + 1] ?? 0)) * share) >>> 12);
  }
  const rounded = (z + 8) >>> 4;
  return (word >>> 31 === 1 ? -rounded : rounded) / UNIT;
}

/**
 * Fills `out` with the standard normal numbers of an address, beginning at voxel `first` of the slice. Counter: (voxel/4, slice, index,
 * purpose and sample); each block of four voxels shares one counter.
 */
export function fillNormal<T extends Float32Array | Float64Array>(out: T, address: NoiseAddress, first = 0): T {
  const [table, key, last] = [normalTable(), keyOf(address.seed), lastWord(address)];
  for (let block = first >>> 2; block * 4 < first + out.length; block++) {
    const words = philox([block, address.slice, address.index, last], key);
    for (let k = 0; k < 4; k++) {
      const i = block * 4 + k - first;
      if (i >= 0 && i < out.length) out[i] = normalFrom(words[k] ?? 0, table);
    }
  }
  return out;
}
