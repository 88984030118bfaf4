import fc from 'fast-check';
import { checkRows, eulerRow, restRow, type Row } from '../../src/diffusion/rows';
import { resamplingTimes } from '../../src/diffusion/samplers/repaint';
import { runReference } from '../../src/execution/reference';

const badOption = expect.objectContaining({ code: 'BAD_OPTION' }) as Error;
const identity = (x: Float64Array) => x.slice();

describe('checkRows', () => {
  const row: Row = { evaluateAt: 1, sigma: 0, a: 0, b: [1], c: [] };

  it.each<[string, Row[], RegExp]>([
    ['history that does not exist', [{ ...row, b: [1, 1] }], /asks for 2 pairs/],
    ['a run that does not end at 0', [{ ...row, sigma: 0.5 }], /last σ 0.5/],
    ['no rows', [], /last σ missing/],
    ['a coefficient that is no number', [{ ...row, b: [NaN] }], /finite/],
    ['an infinite noise weight', [{ ...row, noise: [{ index: 0, weight: Infinity }] }], /finite/],
    ['the saved state before any', [{ ...row, e: 1 }], /saved/],
    ['a noise without a whole number', [{ ...row, noise: [{ index: 0.5, weight: 1 }] }], /whole numbers/],
    ['a Langevin step without an evaluation', [{ ...restRow(0), langevin: { strength: 1, noise: 0 } }], /evaluation/],
  ])('refuses %s', (_name, rows, message) => {
    expect(() => checkRows(rows)).toThrow(message);
    expect(() => checkRows(rows)).toThrow(badOption);
  });
});

describe('the reference executor', () => {
  const noise = (index: number) => Float64Array.of(index + 1, -1, 2, 0);
  const x = Float64Array.of(4, -3, 0.5, 1);

  it('clips D before it is used, so that the direction follows the clipped one', () => {
    const [state] = runReference(x, [{ ...eulerRow(1, 0.5), limit: { clip: [-1, 1] } }], identity);
    expect(Array.from(state ?? [])).toEqual([2.5, -2, 0.5, 1]);
  });

  it('thresholds D at the quantile of its magnitude, linear between the ordered numbers', () => {
    const limit = { threshold: { quantile: 0.5, least: 1, most: 3 } };
    const [state] = runReference(x, [{ ...eulerRow(1, 0), limit }], identity);
    // |D| ordered: 0.5, 1, 3, 4; the middle is 2.
    expect(Array.from(state ?? [])).toEqual([1, -1, 0.25, 0.5]);
  });

  it('puts the known region back at its noise level and leaves the rest bit for bit', () => {
    const region = { picture: Float64Array.of(9, 9, 9, 9), mask: Float64Array.of(1, 0, 0.5, 0) };
    const [state] = runReference(x, [{ ...restRow(0.5), known: { sigma: 0.5, noise: 0 } }], identity, { noise, region });
    expect(Array.from(state ?? [])).toEqual([9.5, -3, 5.25, 1]);
  });

  it('saves the incoming state and uses the one from before', () => {
    const rows: Row[] = [
      { ...restRow(1), a: 2, save: true },
      { ...restRow(1), a: 0, e: 1, save: true },
      { ...restRow(1), a: 0, e: 1 },
    ];
    expect(runReference(Float64Array.of(3), rows, identity).map((s) => s[0])).toEqual([6, 3, 6]);
  });

  it('takes the Langevin step from the norms, averaged over the pictures of a batch', () => {
    const row: Row = { ...restRow(1), evaluateAt: 2, langevin: { strength: 0.02, noise: 0 } };
    const zero = (v: Float64Array) => new Float64Array(v.length);
    const score = x.map((v) => -v / 4);
    const norm = (v: Float64Array) => Math.hypot(...v);
    const z = noise(0);
    for (const batch of [1, 2]) {
      const mean = (v: Float64Array) => (batch === 1 ? norm(v) : (norm(v.slice(0, 2)) + norm(v.slice(2))) / 2);
      const epsilon = 0.02 * (mean(z) / mean(score)) ** 2;
      const [state] = runReference(x, [row], zero, { noise, batch });
      state?.forEach((v, i) => expect(v).toBeCloseTo((x[i] ?? 0) + epsilon * (score[i] ?? 0) + Math.sqrt(2 * epsilon) * (z[i] ?? 0), 12));
    }
  });

  it('adds one weight per element where the variance was learned', () => {
    const [state] = runReference(x, [{ ...restRow(1), noise: [{ index: 0, weight: [1, 0, 2, 5] }] }], identity, { noise });
    expect(Array.from(state ?? [])).toEqual([5, -3, 4.5, 1]);
  });

  it('runs the same rows in float32 when the start is float32', () => {
    const [state] = runReference(Float32Array.of(1 / 3), [eulerRow(1, 0.3)], (v) => v.slice());
    expect(state).toBeInstanceOf(Float32Array);
  });

  it('says when a row needs noise or a region that nobody gave', () => {
    expect(() => runReference(x, [{ ...restRow(1), noise: [{ index: 0, weight: 1 }] }], identity)).toThrow(/no source of noise/);
    expect(() => runReference(x, [{ ...restRow(1), known: { sigma: 0, noise: undefined } }], identity)).toThrow(/no region/);
  });
});

describe('resampling times', () => {
  it('go from the top to −1 one level at a time, and pass each stretch as often as asked', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 4 }),
        (levels, length, repeats) => {
          const times = resamplingTimes(levels, [{ length, repeats }]);
          expect(times[0]).toBe(levels - 1);
          expect(times.at(-1)).toBe(-1);
          times.slice(1).forEach((t, i) => expect(Math.abs(t - (times[i] ?? 0))).toBe(1));
          // Level 0 is reached once per pass, if a climb fits above it.
          expect(times.filter((t) => t === 0)).toHaveLength(levels > length ? repeats : 1);
        },
      ),
    );
  });
});
