import { readFileSync } from 'node:fs';
import { ctNoiseLevels, ctSliceNoiseLevel } from '../../src/volume/ctNoiseLevel';

interface Fixture {
  rows: number;
  columns: number;
  cases: { f0: number; level: number; sigma: number; pixels: string }[];
}

const { rows, columns, cases } = JSON.parse(readFileSync('tests/volume/ctNoiseLevel.fixture.json', 'utf8')) as Fixture;

function pixelsOf(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64');
  return Float32Array.from({ length: bytes.length / 2 }, (_, k) => bytes.readInt16LE(2 * k));
}

const pictures = cases.map(({ pixels }) => pixelsOf(pixels));

describe('noise level of CT slices', () => {
  it.each(cases)('gives the number that training used (true $level HU, kernel $f0)', ({ sigma, pixels }) => {
    expect(Math.abs(ctSliceNoiseLevel(pixelsOf(pixels), rows, columns) / sigma - 1)).toBeLessThan(1e-9);
  });

  it('lies within 10 % of the true level from 20 HU on, whatever the kernel', () => {
    for (const { level, sigma } of cases.slice(1)) expect(Math.abs(sigma / level - 1)).toBeLessThan(0.1);
  });

  it('gives a slice without soft tissue the level of its nearest neighbour', () => {
    const air = new Float32Array(rows * columns).fill(-1000);
    const levels = ctNoiseLevels([air, pictures[1]!, air, air, pictures[3]!, air], rows, columns);
    const [soft, sharp] = [cases[1]!.sigma, cases[3]!.sigma];
    [soft, soft, soft, sharp, sharp, sharp].forEach((sigma, k) => expect(levels[k]).toBeCloseTo(sigma, 9));
  });

  it('refuses a series without enough soft tissue, with the number of slices read', () => {
    const air = new Float32Array(rows * columns).fill(-1000);
    expect(() => ctNoiseLevels([air, air], rows, columns)).toThrow(/0 of 2 slices/);
  });

  it.each([NaN, Infinity, -Infinity])('refuses a pixel of %p, with the number of its slice', (value) => {
    const damaged = pictures[1]!.slice();
    damaged[17] = value;
    expect(() => ctNoiseLevels([pictures[0]!, damaged], rows, columns)).toThrow(
      expect.objectContaining({ code: 'BAD_PIXELS', measured: `${value}`, slices: [1] }) as Error,
    );
  });

  it('has no number for a slice smaller than a block', () => {
    expect(ctSliceNoiseLevel(new Float32Array(24 * 24), 24, 24)).toBeNaN();
  });

  it('leaves its input as it was', () => {
    const before = pictures[0]!.slice();
    ctSliceNoiseLevel(pictures[0]!, rows, columns);
    expect(pictures[0]).toEqual(before);
  });
});
