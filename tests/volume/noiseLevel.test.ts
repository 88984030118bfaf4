import { readFileSync } from 'node:fs';
import { intensityUnit } from '../../src/volume/intensity';
import { noiseLevel, sliceNoiseLevel } from '../../src/volume/noiseLevel';

interface Fixture {
  rows: number;
  columns: number;
  cases: { level: number; coloured: boolean; unit: number; sigma: number; pixels: number[] }[];
}

const { rows, columns, cases } = JSON.parse(readFileSync('tests/volume/noiseLevel.fixture.json', 'utf8')) as Fixture;

describe('noise level of MR slices', () => {
  it.each(cases)('gives the number that training used (true $level, coloured $coloured)', ({ unit, sigma, pixels }) => {
    expect(sliceNoiseLevel(Float32Array.from(pixels), rows, columns, unit)).toBeCloseTo(sigma, 7);
  });

  it.each(cases)('finds the intensity unit of training to the last digits (true $level)', ({ unit, pixels }) => {
    expect(intensityUnit([Float32Array.from(pixels)]) / unit).toBeCloseTo(1, 7);
  });

  it('lies within 25 % of the true level at 6, 10 and 25 % noise', () => {
    // The stored pictures have 1000 levels for what was 1 before the noise.
    for (const { level, sigma, unit } of cases.slice(1)) expect(Math.abs((sigma * unit) / 1000 / level - 1)).toBeLessThan(0.25);
  });

  it('takes the median over the slices, so one odd slice changes nothing', () => {
    const [first, , , loud] = cases.map((c) => Float32Array.from(c.pixels));
    const usual = noiseLevel([first!, first!, first!], rows, columns, 900);
    expect(noiseLevel([first!, first!, loud!, first!], rows, columns, 900)).toBeCloseTo(usual, 12);
  });

  it('refuses a series without enough tissue, with the number of slices read', () => {
    const air = new Float32Array(rows * columns);
    expect(() => noiseLevel([air, air], rows, columns, 900)).toThrow(/0 of 2 slices/);
  });

  it('takes a drawn picture without any noise for one of hardly any, not for one that cannot be read', () => {
    const ramp = Float32Array.from({ length: rows * columns }, (_, n) => 500 + n);
    expect(sliceNoiseLevel(ramp, rows, columns, 900)).toBeLessThan(1e-5);
    expect(sliceNoiseLevel(new Float32Array(rows * columns).fill(700), rows, columns, 900)).toBeGreaterThan(0);
  });

  it('leaves its input as it was', () => {
    const pixels = Float32Array.from(cases[0]!.pixels);
    const before = pixels.slice();
    sliceNoiseLevel(pixels, rows, columns, 900);
    expect(pixels).toEqual(before);
  });
});
