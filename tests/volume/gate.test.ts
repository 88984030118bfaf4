import type { ErrorCode } from '../../src/core/errors';
import { gate } from '../../src/volume/gate';
import type { SlicePlane, Vector3 } from '../../src/volume/Volume';
import { refusal } from '../support/refusal';

const plane = (z: number, change: Partial<SlicePlane> = {}): SlicePlane => ({
  position: [-100, -120, z],
  rowCosines: [1, 0, 0],
  columnCosines: [0, 1, 0],
  rows: 256,
  columns: 256,
  rowSpacing: 0.86,
  columnSpacing: 0.86,
  ...change,
});
const stack = (zs: number[]) => zs.map((z) => plane(z));
const mr = { modality: 'MR', samplesPerPixel: 1 };

describe('the gate', () => {
  it('orders slices along the normal and measures the spacing from end to end', () => {
    const { order, spacing } = gate(stack([14, 0, 7.01, 21]), mr);
    expect(order).toEqual([1, 2, 0, 3]);
    expect(spacing).toEqual([0.86, 0.86, 7]);
  });

  it('takes an oblique stack with positions rounded to 0.1 mm', () => {
    const [c, s] = [0.99096, 0.134158];
    const normal: Vector3 = [0, -s, c];
    const planes = Array.from({ length: 20 }, (_, k) =>
      plane(0, { columnCosines: [0, c, s], position: normal.map((n) => Math.round(70 * k * n) / 10) as unknown as Vector3 }),
    );
    expect(gate(planes, mr).spacing[2]).toBeCloseTo(7, 2);
  });

  it.each<[ErrorCode, (SlicePlane | undefined)[], Partial<typeof mr>]>([
    ['NO_IMAGE', [], {}],
    ['COLOUR_IMAGE', stack([0, 1]), { samplesPerPixel: 3 }],
    ['SINGLE_SLICE', stack([0]), {}],
    ['NO_GEOMETRY', [plane(0), undefined], {}],
    ['NO_GEOMETRY', [plane(0), plane(NaN)], {}],
    ['MIXED_SIZE', [plane(0), plane(1, { rows: 128 })], {}],
    ['MIXED_SIZE', [plane(0), plane(1, { rowSpacing: 0.9 })], {}],
    ['MIXED_ORIENTATION', [plane(0), plane(1, { rowCosines: [0, 1, 0], columnCosines: [0, 0, 1] })], {}],
    ['GANTRY_TILT', [0, 1, 2].map((k) => plane(5 * k, { position: [0, 1.5 * k, 5 * k] })), {}],
    ['DUPLICATE_POSITION', stack([0, 5, 5, 10]), {}],
    ['MISSING_SLICE', stack([0, 5, 10, 20, 25]), {}],
    ['IRREGULAR_SPACING', stack([0, 5, 10, 17, 22]), {}],
  ])('refuses with %s', (code, planes, change) => {
    expect(() => gate(planes, { ...mr, ...change })).toThrow(refusal(code));
  });

  it('says how large the gap is and where', () => {
    expect(() => gate(stack([0, 5, 10, 20, 25]), mr)).toThrow(/found 10.00 mm after slice 3, allowed 5.00 mm/);
  });
});
