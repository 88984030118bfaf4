import type { Picture } from '../../models/figures/metrics/picture';
import { acrossBorder, insideTissue } from '../../models/figures/metrics/seam';

const SIZE = { rows: 6, columns: 6 };
const drawn = (of: (row: number, column: number) => number): Picture => ({
  ...SIZE,
  data: Float64Array.from({ length: 36 }, (_, i) => of(Math.floor(i / 6), i % 6)),
});

const hole = drawn((r, c) => (r >= 2 && r < 4 && c >= 2 && c < 4 ? 1 : 0));
const tissue = drawn((r) => (r < 5 ? 1 : 0));

test('a slope has the same gradient across the border as in the tissue', () => {
  const slope = drawn((_, c) => c);
  // Half of the eight pairs lie along the slope.
  expect(acrossBorder(slope, hole)).toEqual({ mean: 0.5, high: 1 });
  expect(insideTissue(slope, tissue, hole).high).toBe(1);
});

test('a step at the border is seen there and nowhere else', () => {
  const step = drawn((r, c) => (r >= 2 && r < 4 && c >= 2 && c < 4 ? 3 : 0));
  expect(acrossBorder(step, hole)).toEqual({ mean: 3, high: 3 });
  expect(insideTissue(step, tissue, hole)).toEqual({ mean: 0, high: 0 });
});

test('what is not tissue has no say', () => {
  const below = drawn((r) => (r === 5 ? 9 : 0));
  expect(insideTissue(below, tissue, hole).high).toBe(0);
});
