import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** `npx tsx tests/random/makeNormalTable.ts` writes src/random/normalTable.ts. */

/** Inverse of the normal distribution, Wichura's AS 241 (PPND16), for p ≤ ½: relative error about 1e-16. */
export function inverseNormal(p: number): number {
  const ratio = (r: number, above: readonly number[], below: readonly number[]) => {
    const value = (factors: readonly number[]) => factors.reduceRight((sum, factor) => sum * r + factor, 0);
    return value(above) / value(below);
  };
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const above = [
      3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125, 45921.953931549871457,
      67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
    ];
    const below = [
      1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867, 39307.89580009271061,
      28729.085735721942674, 5226.495278852545925,
    ];
    return q * ratio(0.180625 - q * q, above, below);
  }
  const r = Math.sqrt(-Math.log(p));
  if (r <= 5) {
    const above = [
      1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504, 1.27045825245236838258,
      0.24178072517745061177, 0.0227238449892691845833, 7.7454501427834140764e-4,
    ];
    const below = [
      1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455, 0.14810397642748007459, 0.0151986665636164571966,
      5.475938084995344946e-4, 1.05075007164441684324e-9,
    ];
    return -ratio(r - 1.6, above, below);
  }
  const above = [
    6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123, 0.026532189526576123093,
    0.0012426609473880784386, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
  ];
  const below = [
    1, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525, 7.868691311456132591e-4, 1.8463183175100546818e-5,
    1.4215117583164458887e-7, 2.04426310338993978564e-15,
  ];
  return -ratio(r - 5, above, below);
}

/** 64 direct entries (m < 64), 64 per octave of m from 2⁶ to 2³⁰, and 0 at p = ½; in units of 2⁻²⁴. */
export function makeTable(): Uint32Array {
  const entry = (m: number) => Math.round(-inverseNormal((m + 0.5) / 2 ** 32) * 2 ** 24);
  const direct = Array.from({ length: 64 }, (_, m) => entry(m));
  const octaves = Array.from({ length: 25 * 64 }, (_, i) => entry(2 ** (6 + (i >> 6)) + (i & 63) * 2 ** (i >> 6)));
  return Uint32Array.from([...direct, ...octaves, 0]);
}

const here = fileURLToPath(import.meta.url);
if (process.argv[1] === here) {
  const base64 = Buffer.from(makeTable().buffer).toString('base64');
  const text = `/**
 * Inverse normal distribution for normal.ts: 1,665 little-endian 32-bit words in base64, made by tests/random/makeNormalTable.ts. Data, not to be
 * recomputed at run time: engines round logarithms differently. Its SHA-256 is in tests/random/normal.test.ts.
 */
export const NORMAL_TABLE =
  '${base64}';
`;
  writeFileSync(path.join(path.dirname(here), '..', '..', 'src', 'random', 'normalTable.ts'), text);
}
