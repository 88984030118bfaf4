import { difference, structuredRemoval } from '../../src/results/difference';
import { gaussianBlur } from '../../src/volume/brainMask/filters';
import { normals, phantomHead, plus, SIZE } from '../support/phantom';
import { refusal } from '../support/refusal';

const series = (slices: Float32Array[], units = 'arbitrary') => ({ slices, rows: SIZE, columns: SIZE, units });
const blurred = (slice: Float32Array, sigma: number) => gaussianBlur(slice, SIZE, SIZE, { y: sigma, x: sigma });
/** Noise of a magnitude: sd `sigma` in both channels, each pixel's times `even`. */
function magnitude(clean: Float32Array, seed: number, sigma: number, texture: number, even = (_: number) => 1): Float32Array {
  const [real, imaginary] = [normals(seed, texture), normals(seed + 1, texture)];
  return clean.map((value, i) => {
    const sd = sigma * even(i);
    return ((value + sd * (real[i] ?? 0)) ** 2 + (sd * (imaginary[i] ?? 0)) ** 2) ** 0.5;
  });
}
const risingFourfold = (i: number) => 0.5 + (1.5 * (i % SIZE)) / SIZE;
const disc = (radius: number, height: number) =>
  Float32Array.from({ length: SIZE * SIZE }, (_, i) => (Math.hypot(Math.floor(i / SIZE) - 80, (i % SIZE) - 60) < radius ? height : 0));

/** Two heads per case. */
const heads = [1, 2].map((turn) => phantomHead(turn));
const cases = [15, 40, 80].flatMap((sigma) => [0, 0.6, 1].map((texture) => ({ sigma, texture })));

describe('what was removed', () => {
  it('is source − result; a slice that is not there is an error and no zeros', () => {
    const [one, other] = [Float32Array.of(5, 6), Float32Array.of(7, 8)];
    expect(difference([one, other], [Float32Array.of(4, 8), other])).toEqual([Float32Array.of(1, -2), Float32Array.of(0, 0)]);
    expect(() => difference([one, other], [one])).toThrow(refusal('MISSING_SLICE'));
  });
});
/** One of each. */
const few = cases.filter((_, n) => n % 4 === 0);

describe('a structured removal', () => {
  it.each(cases)('is not removed noise: sd $sigma of 1000, soft by $texture pixels', ({ sigma, texture }) => {
    for (const even of [() => 1, risingFourfold]) {
      const noisy = heads.map((head, k) => magnitude(head, 10 * k, sigma, texture, even));
      expect(structuredRemoval(series(noisy), heads)).not.toHaveProperty('warning');
    }
  });

  it('is not three quarters of the noise', () => {
    const noisy = heads.map((head, k) => magnitude(head, 10 * k, 40, 0.6));
    const part = noisy.map((slice, k) => plus(slice, plus(heads[k]!, slice, -1), 0.75));
    expect(structuredRemoval(series(noisy), part).series).toBeLessThan(1);
  });

  it.each(few)('is a blur of 2 pixels: sd $sigma, soft by $texture pixels', ({ sigma, texture }) => {
    const noisy = heads.map((head, k) => magnitude(head, 10 * k, sigma, texture));
    const { slices, warning } = structuredRemoval(
      series(noisy),
      noisy.map((slice) => blurred(slice, 2)),
    );
    slices.forEach((share) => expect(share).toBeGreaterThan(1));
    expect(warning).toMatch(/more than noise \(edges.*slices 1, 2\)/);
  });

  it.each(few)('is noise taken away with the sharpness of the edges: sd $sigma, soft by $texture pixels', ({ sigma, texture }) => {
    const noisy = heads.map((head, k) => magnitude(head, 10 * k, sigma, texture));
    const soft = heads.map((head) => blurred(head, 1));
    expect(structuredRemoval(series(noisy), soft).warning).toMatch(/edges/);
  });

  it.each([
    { sigma: 15, texture: 0, height: 120 },
    { sigma: 15, texture: 0.6, height: 120 },
    { sigma: 15, texture: 1, height: 200 },
    { sigma: 40, texture: 0, height: 200 },
    { sigma: 40, texture: 0.6, height: 200 },
  ])('is a lesion of 5 pixels that is gone: $height bright, sd $sigma, soft by $texture pixels', ({ sigma, texture, height }) => {
    const noisy = heads.map((head, k) => magnitude(k === 1 ? plus(head, disc(3, height)) : head, 10 * k, sigma, texture));
    const { slices, warning } = structuredRemoval(series(noisy), heads);
    expect(warning).toMatch(/a spot .*; slice 2\)/);
    expect(slices[1]).toBeGreaterThan(1);
  });

  it('is a lesion that is gone from a picture where nothing else was changed', () => {
    const noisy = heads.map((head, k) => magnitude(plus(head, disc(3, 200)), k, 40, 0));
    const gone = noisy.map((slice) => plus(slice, disc(3, 200), -1));
    expect(structuredRemoval(series(noisy), gone).warning).toMatch(/a spot/);
  });

  it('is a loss of brightness', () => {
    const noisy = heads.map((head, k) => magnitude(head, k, 40, 0));
    const darker = heads.map((head) => head.map((value) => 0.9 * value));
    expect(structuredRemoval(series(noisy), darker).warning).toMatch(/brightness/);
  });

  it('is found in CT too, in HU, and noise there is none', () => {
    const hounsfield = (slice: Float32Array) => slice.map((v) => (v < 20 ? -1000 : (v - 600) / 2));
    const clean = heads.map(hounsfield);
    const noisy = clean.map((slice, k) => plus(slice, normals(k + 70, 0.6), 20));
    expect(structuredRemoval(series(noisy, 'HU'), clean)).not.toHaveProperty('warning');
    const soft = noisy.map((slice) => blurred(slice, 2));
    expect(structuredRemoval(series(noisy, 'HU'), soft).warning).toMatch(/edges/);
  });

  it('is not there where nothing was removed', () => {
    const noisy = heads.map((head, k) => magnitude(head, k, 40, 0));
    expect(structuredRemoval(series(noisy), noisy)).toEqual({ slices: [0, 0], series: 0 });
  });

  it('leaves a slice without tissue unjudged, and names the worst of many slices', () => {
    const noisy = Array.from({ length: 8 }, (_, k) => magnitude(heads[k % 2]!, k, 40, 0));
    const result = noisy.map((slice, k) => (k === 0 ? slice : blurred(slice, 2)));
    noisy[0] = new Float32Array(SIZE * SIZE);
    const { slices, warning } = structuredRemoval(series(noisy), result);
    expect(slices[0]).toBeUndefined();
    expect(warning).toMatch(/slices (\d, ){4}\d and 2 more\)/);
  });
});
