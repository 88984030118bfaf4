import { readFileSync } from 'node:fs';
import { intensitySurvey } from '../../src/volume/intensity';
import { surveyed } from '../../src/volume/survey';

interface Fixture {
  pixels: number[];
  cases: { name: string; indices: number[]; values: number[]; top: number; unit: number }[];
}

const { pixels, cases } = JSON.parse(readFileSync('tests/volume/intensity.fixture.json', 'utf8')) as Fixture;

function shown({ indices, values }: Pick<Fixture['cases'][number], 'indices' | 'values'>): Float32Array {
  const slice = Float32Array.from(pixels);
  indices.forEach((index, n) => (slice[index] = values[n]!));
  return slice;
}

const measure = (slices: readonly Float32Array[]) => surveyed(intensitySurvey(), slices);
const plain = measure([shown({ indices: [], values: [] })]);

describe('the intensity unit', () => {
  it.each(cases)('is that of its Python twin with $name, moved by less than 0.5 %', (one) => {
    const { unit, top } = measure([shown(one)]);
    expect([unit / one.unit, top]).toEqual([expect.closeTo(1, 7), one.top]);
    expect(Math.abs(unit / plain.unit - 1)).toBeLessThan(0.005);
  });

  it.each(cases.filter(({ name }) => /hot|marker/.test(name)))('is not moved at all by $name', (one) => {
    expect(measure([shown(one)])).toEqual({ ...plain, low: expect.any(Number) as number });
  });

  it('is the same slice by slice as of all slices together', () => {
    const whole = shown(cases.find(({ name }) => name.startsWith('a marker'))!);
    const parts = [whole.slice(0, 3000), whole.slice(3000, 4000), whole.slice(4000)];
    expect(measure(parts)).toEqual(measure([whole]));
  });

  it('keeps the maximum where values are few and coarse, and where a bright part is large', () => {
    const coarse = Float32Array.from({ length: 4000 }, (_, k) => [1, 2, 3, 4, 6, 8][Math.floor((k / 4000) ** 3 * 6)] ?? 8);
    expect(measure([coarse]).top).toBe(8);
    const bright = Float32Array.from({ length: 4000 }, (_, k) => (k < 200 ? 3000 + k : (k % 100) * 8));
    expect(measure([bright]).top).toBe(3199);
  });
});
