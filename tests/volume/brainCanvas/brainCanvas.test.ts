import { readFileSync } from 'node:fs';
import { decodeFloats } from '../../../src/execution/selfTest';
import { fromCanvas, toCanvas, upright, type AxialSlice } from '../../../src/volume/brainCanvas/canvas';
import { countAt, resampled } from '../../../src/volume/brainCanvas/resample';
import { evidence, excess, smoothed, type Calibration } from '../../../src/volume/brainCanvas/score';

type Scored = 'altered' | 'brightness' | 'darkness';

interface Fixture {
  rows: number;
  columns: number;
  mm: { y: number; x: number };
  pixels: string;
  brain: string;
  tables: Record<Scored, Calibration>;
  canvas: { rows: number; columns: number; image: string; brain: string };
  answer: string;
  evidence: Record<Scored, string>;
}

const RULES = { spacing: 1, multiple: 16, clip: 4 };
const fixture = JSON.parse(readFileSync('tests/fixtures/brain-canvas/steps.fixture.json', 'utf8')) as Fixture;
const worst = (found: Float32Array, expected: Float32Array) => {
  expect(found).toHaveLength(expected.length);
  return expected.reduce((most, value, i) => Math.max(most, Math.abs(value - (found[i] ?? NaN))), 0);
};
const slice: AxialSlice = {
  pixels: decodeFloats(fixture.pixels),
  brain: decodeFloats(fixture.brain),
  rows: fixture.rows,
  columns: fixture.columns,
  spacing: fixture.mm,
};

/** The numbers come from the Python that trained the network (models/training/healthy/write_fixture.py). */
describe('a slice before and after the restorer', () => {
  const canvas = toCanvas(slice, RULES)!;

  it('is resampled, scaled by the median of the brain and centred as in training', () => {
    expect([canvas.rows, canvas.columns]).toEqual([fixture.canvas.rows, fixture.canvas.columns]);
    expect([canvas.rows % 16, canvas.columns % 16]).toEqual([0, 0]);
    expect(canvas.brain).toEqual(decodeFloats(fixture.canvas.brain));
    expect(worst(canvas.image, decodeFloats(fixture.canvas.image))).toBeLessThan(1e-5);
    expect(Math.max(...canvas.image)).toBe(4);
  });

  it('gives the evidence that the figures read', () => {
    const altered = smoothed(decodeFloats(fixture.answer), canvas, 2, 1);
    expect(worst(altered.map(evidence(fixture.tables.altered)), decodeFloats(fixture.evidence.altered))).toBeLessThan(1e-3);
    const sides = [
      ['brighter', 'brightness'],
      ['darker', 'darkness'],
    ] as const;
    for (const [direction, name] of sides) {
      const found = smoothed(excess(canvas, direction), canvas, 2, 1).map(evidence(fixture.tables[name]));
      const expected = decodeFloats(fixture.evidence[name]);
      // The last step of brightness is 1000 per unit.
      expect(worst(found, expected) / Math.max(...expected)).toBeLessThan(1e-5);
    }
  });

  it('comes back to where it was: rows, columns and values of a smooth brain', () => {
    const ramp = (r: number, c: number) => 100 + 2 * r + c;
    const smooth = slice.pixels.map((_, i) => ramp(Math.floor(i / slice.columns), i % slice.columns));
    const there = toCanvas({ ...slice, pixels: smooth }, RULES)!;
    const back = fromCanvas(there.image, there);
    const middle = 21 * slice.columns + 33;
    expect(back).toHaveLength(smooth.length);
    expect((back[middle] ?? 0) * there.median).toBeCloseTo(ramp(21, 33), 1);
    expect(back[0]).toBe(0);
  });

  it('is nothing where there is no brain, or none with signal', () => {
    expect(toCanvas({ ...slice, brain: slice.brain.map(() => 0) }, RULES)).toBeUndefined();
    expect(toCanvas({ ...slice, pixels: slice.pixels.map(() => 0) }, RULES)).toBeUndefined();
  });
});

describe('pixels as areas', () => {
  it('counts as Python does: halves go to the even number', () => {
    expect([countAt(50, 1.3, 1), countAt(25, 0.5, 1), countAt(27, 0.5, 1), countAt(189, 1, 1)]).toEqual([65, 12, 14, 189]);
  });

  it('keeps the outer edges, not the outer centres', () => {
    const { pixels } = resampled({ pixels: Float32Array.of(0, 4), rows: 1, columns: 2 }, 1, 4);
    expect([...pixels]).toEqual([0, 1, 3, 4]);
  });

  it('turns rows to the front into rows from the front, and back', () => {
    const pixels = Float32Array.of(1, 2, 3, 4, 5, 6);
    expect([...upright(pixels, 2)]).toEqual([5, 6, 3, 4, 1, 2]);
    expect(upright(upright(pixels, 2), 2)).toEqual(pixels);
  });
});

describe('evidence', () => {
  const of = evidence([
    [0.1, 1],
    [0.3, 2],
  ]);
  it.each([
    [0, 0],
    [0.05, 0.5],
    [0.1, 1],
    [0.2, 1.5],
    [0.3, 2],
    [0.5, 3],
  ])('of a score of %f is %f', (score, expected) => expect(of(score)).toBeCloseTo(expected, 9));
});
