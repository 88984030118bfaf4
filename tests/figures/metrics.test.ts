import { readFileSync } from 'node:fs';
import { detail, edgeCorrelation } from '../../models/figures/metrics/edgeCorrelation';
import { gflop } from '../../models/figures/metrics/gflop';
import { contrast, contrastKept, lesions } from '../../models/figures/metrics/lesionContrast';
import { noisePower } from '../../models/figures/metrics/noisePower';
import { readGraph } from '../../models/figures/metrics/onnxGraph';
import { difference, type Picture } from '../../models/figures/metrics/picture';
import { psnr } from '../../models/figures/metrics/psnr';
import { ssimAgainst } from '../../models/figures/metrics/ssim';

/** Numbers of scikit-image, scipy, numpy and onnx: models/figures/write_fixture.py. */
interface Fixture {
  rows: number;
  columns: number;
  clean: number[];
  noisy: number[];
  psnr: number;
  ssim: number;
  edges: number;
  spectrum: number[];
  gflop: number;
}

const fixture = JSON.parse(readFileSync('tests/figures/metrics.fixture.json', 'utf8')) as Fixture;
const { rows, columns } = fixture;
const picture = (thousandths: number[]): Picture => ({ rows, columns, data: Float64Array.from(thousandths, (value) => value / 1000) });
const [clean, noisy] = [picture(fixture.clean), picture(fixture.noisy)];
const inside: Picture = { rows, columns, data: clean.data.map((value) => (value > 0 ? 1 : 0)) };

describe('metrics of the figures agree with the Python packages', () => {
  test('PSNR', () => expect(psnr(clean, noisy, inside)).toBeCloseTo(fixture.psnr, 9));
  test('SSIM', () => expect(ssimAgainst(clean, inside)(noisy)).toBeCloseTo(fixture.ssim, 9));
  test('correlation with edges', () =>
    expect(edgeCorrelation(difference(noisy, clean), detail(clean), inside)).toBeCloseTo(fixture.edges, 9));
  test('noise power spectrum', () => {
    const found = [...noisePower(difference(noisy, clean), inside)];
    found.forEach((value, ring) => expect(value / (fixture.spectrum[ring] ?? NaN)).toBeCloseTo(1, 9));
  });
  test('arithmetic of a network', () => {
    expect(gflop(readGraph(readFileSync('models/tiny-random/model.onnx')), 'x', 64, 96)).toBeCloseTo(fixture.gflop, 12);
  });
});

describe('lesions', () => {
  const size = { rows: 20, columns: 30 };
  const drawn = (of: (r: number, c: number) => number): Picture => ({
    ...size,
    data: Float64Array.from({ length: 600 }, (_, i) => of(Math.floor(i / 30), i % 30)),
  });
  const everywhere = drawn(() => 1);
  const labels = drawn((r, c) => (r >= 8 && r < 11 && c >= 8 && c < 11 ? 1 : r === 8 && c === 13 ? 2 : 0));
  const found = lesions(labels, everywhere);

  test('those too small are left out', () => expect(found.map(({ inside: pixels }) => pixels.length)).toEqual([9]));
  test('surroundings start two pixels away and hold no lesion', () => {
    const around = found[0]?.around ?? [];
    expect(around).toHaveLength(13 * 13 - 5 * 5 - 1);
    expect(around).not.toContain(8 * 30 + 13);
  });
  test('contrast and contrast to noise', () => {
    const lesion = found[0];
    if (!lesion) throw new Error('no lesion');
    const x = drawn((r, c) => (labels.data[r * 30 + c] === 1 ? 0.8 : 0.5 + (lesion.around.indexOf(r * 30 + c) % 2 === 0 ? 0.1 : 0)));
    const around = lesion.around.map((i) => x.data[i] ?? 0);
    const level = around.reduce((a, b) => a + b, 0) / around.length;
    const { contrast: difference, cnr } = contrast(x, lesion);
    expect(difference).toBeCloseTo(0.8 - level, 12);
    expect(cnr).toBeCloseTo(difference / 0.05, 2);
  });
  test('half of the contrast left is half kept, whatever its sign', () => {
    expect(contrastKept([0.2, -0.1, 0.05], [0.4, -0.2, 0.1])).toBeCloseTo(0.5, 12);
  });
});
