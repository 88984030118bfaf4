import { readFileSync } from 'node:fs';
import { cleanMask, maskOnSeries } from '../../../src/volume/brainMask/finish';
import { prepareHead } from '../../../src/volume/brainMask/prepare';
import { intensityUnit } from '../../../src/volume/intensity';

interface Fixture {
  series: { slices: number; rows: number; columns: number; mm: { z: number; y: number; x: number }; uint16: string };
  unit: number;
  centre: { y: number; x: number };
  prepared: { float32: string };
  probability: { uint8: string };
  mask: { count: number; bits: string };
  native: { count: number; bits: string };
}

const fixture = JSON.parse(readFileSync('tests/fixtures/brain-mask/steps.fixture.json', 'utf8')) as Fixture;
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
const bits = (text: string) => Array.from(bytes(text)).flatMap((byte) => Array.from({ length: 8 }, (_, k) => (byte >> (7 - k)) & 1));
const sliced = <T extends Float32Array | Uint8Array>(all: T, length: number) =>
  Array.from({ length: all.length / length }, (_, k) => all.slice(k * length, (k + 1) * length) as T);

const { rows, columns, mm } = fixture.series;
const stack = {
  slices: sliced(Float32Array.from(new Uint16Array(bytes(fixture.series.uint16).buffer)), rows * columns),
  rows,
  columns,
  spacing: mm,
};

/** The numbers come from the Python that trained the network (models/training/brain_mask/write_fixture.py). */
describe('brain mask before and after the network', () => {
  const head = prepareHead(stack);

  it('finds the unit and the middle of the head', () => {
    expect(intensityUnit(stack.slices)).toBe(fixture.unit);
    expect(head.centre).toEqual(fixture.centre);
  });

  it('prepares the slices as the training did', () => {
    const expected = new Float32Array(bytes(fixture.prepared.float32).buffer);
    const sparse = head.slices.flatMap((slice) =>
      Array.from(slice).filter((_, i) => (Math.floor(i / 128) - 1) % 4 === 0 && ((i % 128) - 1) % 4 === 0),
    );
    expect(sparse).toHaveLength(expected.length);
    expect(Math.max(...sparse.map((v, i) => Math.abs(v - (expected[i] ?? NaN))))).toBeLessThan(1e-5);
  });

  it('cleans the probabilities and brings the mask back to the series, pixel by pixel', () => {
    const probabilities = sliced(bytes(fixture.probability.uint8), 128 * 128).map((slice) => Float32Array.from(slice, (v) => v / 255));
    const { masks, agreed } = cleanMask(probabilities);
    expect(masks.flatMap((mask) => Array.from(mask))).toEqual(bits(fixture.mask.bits).slice(0, 3 * 128 * 128));
    const native = maskOnSeries(agreed, head, stack);
    expect(native.flatMap((mask) => Array.from(mask))).toEqual(bits(fixture.native.bits).slice(0, 3 * rows * columns));
    expect(native.reduce((sum, mask) => sum + mask.reduce((a, b) => a + b, 0), 0)).toBe(fixture.native.count);
  });

  it('refuses a series of nothing', () => {
    const nothing = stack.slices.map((slice) => slice.map(() => 0));
    expect(() => prepareHead({ ...stack, slices: nothing })).toThrow(expect.objectContaining({ code: 'EMPTY_IMAGE' }) as Error);
  });
});
