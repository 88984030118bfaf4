import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { fillNormal, normalFrom, normalTable } from '../../src/random/normal';
import { keyOf, philox, PURPOSE } from '../../src/random/philox';
import { openSimplex, simplexNoise, simplexPermutation } from '../../src/random/simplex';
import { inverseNormal, makeTable } from './makeNormalTable';

const words = (hex: string) => hex.split(' ').map((word) => parseInt(word, 16)) as [number, number, number, number];

describe('Philox4x32-10', () => {
  // Random123, tests/kat_vectors (DEShawResearch/random123).
  it.each([
    ['00000000 00000000 00000000 00000000', '00000000 00000000', '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    ['ffffffff ffffffff ffffffff ffffffff', 'ffffffff ffffffff', '408f276d 41c83b0e a20bc7c6 6d5451fd'],
    ['243f6a88 85a308d3 13198a2e 03707344', 'a4093822 299f31d0', 'd16cfe09 94fdcceb 5001e420 24126ea1'],
  ])('counter %s, key %s gives the published words', (counter, key, result) => {
    const [k0, k1] = words(key);
    expect(philox(words(counter), [k0, k1])).toEqual(words(result));
  });

  it('gives the words of the same rounds in 64-bit arithmetic', () => {
    const cut = (product: bigint) => BigInt.asUintN(32, product);
    const rounds = (counter: readonly number[], key: readonly number[]) => {
      let [a = 0n, b = 0n, c = 0n, d = 0n] = counter.map(BigInt);
      let [x = 0n, y = 0n] = key.map(BigInt);
      for (let round = 0; round < 10; round++) {
        const [first, second] = [a * 0xd2511f53n, c * 0xcd9e8d57n];
        [a, b, c, d] = [(second >> 32n) ^ b ^ x, cut(second), (first >> 32n) ^ d ^ y, cut(first)];
        [x, y] = [cut(x + 0x9e3779b9n), cut(y + 0xbb67ae85n)];
      }
      return [a, b, c, d].map(Number);
    };
    const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    fc.assert(
      fc.property(fc.tuple(word, word, word, word), fc.tuple(word, word), (counter, key) => {
        expect(philox(counter, key)).toEqual(rounds(counter, key));
      }),
    );
  });

  it('uses all 53 bits of a seed', () => {
    expect(keyOf(2 ** 53 - 1)).toEqual([0xffffffff, 0x1fffff]);
    expect(keyOf(2 ** 32 + 7)).toEqual([7, 1]);
  });
});

describe('normals by integer inversion', () => {
  const table = normalTable();

  it('come from the committed table, which its script makes', () => {
    expect(Array.from(table)).toEqual(Array.from(makeTable()));
    const digest = createHash('sha256').update(new Uint8Array(table.buffer)).digest('hex');
    expect(digest).toBe('e172721f35471f2adf99041a8064f379780b98da673f9655f3a3b8aa5002bb67');
  });

  it('follow the inverse of the normal distribution, sign by the top bit, exactly representable in float32', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (m) => {
        const z = normalFrom(m, table);
        expect(Math.abs(z + inverseNormal((m + 0.5) / 2 ** 32))).toBeLessThan(m < 2 ** 12 ? 2e-3 : 2e-4);
        expect(Math.fround(z)).toBe(z);
        expect(normalFrom(m + 2 ** 31, table)).toBe(-z);
      }),
    );
  });

  it('have the moments, the tail and the distribution of a normal', () => {
    const n = 2 ** 19;
    const z = fillNormal(new Float64Array(n), { seed: 1, slice: 0, index: 0 });
    const moment = (power: number) => z.reduce((sum, v) => sum + v ** power, 0) / n;
    expect(Math.abs(moment(1))).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / n));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
    expect(z.filter((v) => Math.abs(v) > 3).length / n / 0.0026998).toBeCloseTo(1, 0);
    // Kolmogorov–Smirnov: the empirical share below the k-th number against the normal share, at 999 quantiles.
    const sorted = z.slice().sort();
    let below = 0;
    const distance = Math.max(
      ...Array.from({ length: 999 }, (_, k) => {
        const [p, q] = [(k + 1) / 1000, (k + 1) / 1000 <= 0.5 ? inverseNormal((k + 1) / 1000) : -inverseNormal(1 - (k + 1) / 1000)];
        while (sorted[below]! <= q) below++;
        return Math.abs(below / n - p);
      }),
    );
    expect(Math.sqrt(n) * distance).toBeLessThan(1.63);
  });

  it('of neighbouring voxels, slices, indices and samples are unrelated', () => {
    const n = 2 ** 16;
    const base = { seed: 3, slice: 4, index: 5 };
    const draw = (address: Parameters<typeof fillNormal>[1], first = 0) => fillNormal(new Float64Array(n), address, first);
    const own = draw(base);
    const others = [draw(base, 1), draw({ ...base, seed: 4 }), draw({ ...base, slice: 5 }), draw({ ...base, index: 6 })];
    others.push(draw({ ...base, sample: 1 }), draw({ ...base, purpose: PURPOSE.start }));
    for (const other of others)
      expect(Math.abs(own.reduce((sum, v, i) => sum + v * (other[i] ?? 0), 0) / n)).toBeLessThan(4 / Math.sqrt(n));
  });

  it('are the same for a voxel whatever batch, slab or order it comes in', () => {
    const address = { seed: 12345678901, slice: 17, index: 2, sample: 1 };
    const whole = fillNormal(new Float32Array(500), address);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 499 }), fc.integer({ min: 1, max: 100 }), (first, length) => {
        const part = fillNormal(new Float32Array(Math.min(length, 500 - first)), address, first);
        expect(part).toEqual(whole.slice(first, first + part.length));
      }),
    );
  });

  it('stay what they are: results carry seeds', () => {
    const z = fillNormal(new Float64Array(6), { seed: 1, slice: 2, index: 3 });
    expect(Array.from(z)).toEqual([
      -1.645674705505371, 1.181809425354004, -0.9567422866821289, 0.07100582122802734, -0.10365962982177734, 0.7965879440307617,
    ]);
  });
});

describe('simplex noise', () => {
  it('shuffles all bytes', () => {
    const permutation = simplexPermutation(42);
    expect(new Set(permutation).size).toBe(256);
    expect(simplexPermutation(42)).toEqual(permutation);
    expect(simplexPermutation(43)).not.toEqual(permutation);
  });

  it('is bounded, and has no jump larger than the lattice points it leaves out', () => {
    const permutation = simplexPermutation(7);
    const anywhere = fc.double({ min: -50, max: 50, noNaN: true });
    fc.assert(
      fc.property(anywhere, anywhere, anywhere, (x, y, z) => {
        const value = openSimplex(permutation, x, y, z);
        expect(Math.abs(value)).toBeLessThan(1);
        expect(Math.abs(openSimplex(permutation, x + 1e-7, y, z) - value)).toBeLessThan(1e-3);
      }),
      { numRuns: 500 },
    );
  });

  it('is coarser with fewer octaves: neighbours are alike', () => {
    const likeness = (octaves: number) => {
      const field = simplexNoise(3, 10, 64, 64, { octaves });
      const steps = field.slice(1).reduce((sum, v, i) => sum + (v - (field[i] ?? 0)) ** 2, 0);
      return steps / field.reduce((sum, v) => sum + v * v, 0);
    };
    expect(likeness(1)).toBeLessThan(likeness(6));
    expect(likeness(6)).toBeLessThan(1);
  });
});
