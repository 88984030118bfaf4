import { beforeAfter, measureRegion } from '../../src/results/measure';
import { normals, phantomHead, plus, SIZE } from '../support/phantom';
import { refusal } from '../support/refusal';

const SIGMA = 40;
const clean = [0, 1, 2].map((turn) => phantomHead(turn));
const noisy = clean.map((slice, k) => plus(slice, normals(20 + k), SIGMA));
const series = (slices: Float32Array[], units = 'arbitrary') => ({ slices, rows: SIZE, columns: SIZE, units });
const share = (value: number | undefined, of: number) => (value ?? NaN) / of;

describe('a result beside its source', () => {
  it('reads noise, SNR and CNR of a phantom with known noise', () => {
    const { before, blocks, units } = beforeAfter(series(noisy), noisy);
    // White matter 720, grey matter or ventricles below.
    expect(units).toBe('arbitrary');
    expect(blocks.brighter).toBeGreaterThan(blocks.darker);
    expect(Math.abs(share(before.noise, SIGMA) - 1)).toBeLessThan(0.25);
    expect(Math.abs(share(before.snr, 720 / SIGMA) - 1)).toBeLessThan(0.1);
    expect(before.cnr).toBeGreaterThan((0.9 * (720 - 520)) / SIGMA);
    expect(before.cnr).toBeLessThan((1.1 * (720 - 250)) / SIGMA);
  });

  it('gives the same numbers for a result that is the source', () => {
    const { before, after, bias } = beforeAfter(series(noisy), noisy);
    expect(after).toEqual(before);
    expect(bias).toEqual({ inside: 0, homogeneous: 0 });
  });

  it('shows half the noise as half the noise, twice the SNR and twice the CNR, without bias', () => {
    const halved = noisy.map((slice, k) => plus(slice, clean[k]!).map((value) => value / 2));
    const { before, after, bias } = beforeAfter(series(noisy), halved);
    expect(share(after.noise, before.noise!)).toBeCloseTo(0.5, 1);
    // The same voxels, so exact but for the pictures' own gradients.
    expect(share(after.snr, before.snr!)).toBeCloseTo(2, 1);
    expect(share(after.cnr, before.cnr!)).toBeCloseTo(2, 1);
    expect(Math.abs(bias.inside!)).toBeLessThan(1);
    expect(Math.abs(bias.homogeneous!)).toBeLessThan(1);
  });

  it('does not flatter the source by the choice of blocks', () => {
    const ratios = [1, 2, 3, 4, 5, 6].map((seed) => {
      const slice = plus(phantomHead(seed), normals(50 + seed), SIGMA);
      return share(beforeAfter(series([slice]), [slice]).before.snr, 720 / SIGMA);
    });
    expect(Math.abs(ratios.reduce((a, b) => a + b) / ratios.length - 1)).toBeLessThan(0.05);
  });

  it('reports a shift of the intensities, in their unit', () => {
    const shifted = noisy.map((slice) => slice.map((value) => value + 7));
    expect(beforeAfter(series(noisy), shifted).bias.inside).toBeCloseTo(7, 4);
    expect(beforeAfter(series(noisy), shifted).bias.homogeneous).toBeCloseTo(7, 4);
  });

  it('measures CT in HU', () => {
    const hounsfield = (slices: Float32Array[]) => slices.map((slice) => slice.map((v) => (v < 20 ? -1000 : (v - 600) / 2)));
    const source = hounsfield(clean).map((slice, k) => plus(slice, normals(30 + k, 1), 20));
    const { units, before, after, bias } = beforeAfter(series(source, 'HU'), hounsfield(clean));
    expect(units).toBe('HU');
    expect(Math.abs(share(before.noise, 20) - 1)).toBeLessThan(0.25);
    expect(after.noise).toBeLessThan(before.noise! / 2);
    expect(Math.abs(bias.inside!)).toBeLessThan(1);
  });

  it('leaves undefined what a picture without tissue does not tell', () => {
    const small = { slices: [Float32Array.from({ length: 256 }, (_, i) => i)], rows: 16, columns: 16, units: 'arbitrary' };
    expect(beforeAfter(small, small.slices)).toMatchObject({ before: { noise: undefined, snr: undefined, cnr: undefined } });
  });
});

describe('a region that a reader drew', () => {
  const slices = [Float32Array.of(1, 2, 3, 4), Float32Array.of(5, 6, 7, 8)];

  it('has mean, standard deviation and number of voxels', () => {
    const { mean, sd, n } = measureRegion(slices, [Uint8Array.of(0, 1, 0, 1), Uint8Array.of(0, 0, 0, 1)]);
    expect([mean, n]).toEqual([14 / 3, 3]);
    expect(sd).toBeCloseTo(Math.sqrt(28 / 3), 12);
  });

  it('of one voxel has no spread', () => {
    expect(measureRegion(slices, [undefined, Uint8Array.of(1, 0, 0, 0)])).toEqual({ mean: 5, sd: 0, n: 1 });
  });

  it('is refused when empty or on another grid', () => {
    expect(() => measureRegion(slices, [new Uint8Array(4)])).toThrow(refusal('REGION_EMPTY'));
    expect(() => measureRegion(slices, [new Uint8Array(5).fill(1)])).toThrow(refusal('REGION_GRID'));
    expect(() => measureRegion(slices, [undefined, undefined, new Uint8Array(4).fill(1)])).toThrow(refusal('REGION_GRID'));
  });
});
