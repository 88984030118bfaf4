import type { ErrorCode } from '../../src/core/errors';
import { stackOf, type Slices } from '../../src/rules/geometry';
import type { SlicePlane, Vector3 } from '../../src/volume/Volume';
import { plane, planesAt } from '../support/planes';
import { refusal } from '../support/refusal';

const stack = (planes: readonly (SlicePlane | undefined)[], change: Partial<Slices> = {}) =>
  stackOf({ planes, samplesPerPixel: 1, ...change });

describe('the stack that slices form', () => {
  it('has them in order along the normal, with the spacing from end to end', () => {
    const found = stack(planesAt([14, 0, 7.01, 21]));
    expect([0, 1, 2, 3].map((k) => found.listedAt(k))).toEqual([1, 2, 0, 3]);
    expect(found.spacing).toEqual([0.86, 0.86, 7]);
  });

  it('may be oblique, with positions rounded to 0.1 mm', () => {
    const [c, s] = [0.99096, 0.134158];
    const normal: Vector3 = [0, -s, c];
    const planes = Array.from({ length: 20 }, (_, k) =>
      plane(0, { columnCosines: [0, c, s], position: normal.map((n) => Math.round(70 * k * n) / 10) as unknown as Vector3 }),
    );
    expect(stack(planes).spacing[2]).toBeCloseTo(7, 2);
  });

  it('may be one slice where one is enough, 1 mm thick', () => {
    expect(stack(planesAt([14]), { oneSlice: true }).spacing).toEqual([0.86, 0.86, 1]);
  });

  it.each<[ErrorCode, (SlicePlane | undefined)[], Partial<Slices>]>([
    ['NO_IMAGE', [], {}],
    ['NO_IMAGE', [], { oneSlice: true }],
    ['OWN_RESULT', planesAt([0, 1]), { isResult: true }],
    ['COLOUR_IMAGE', planesAt([0, 1]), { samplesPerPixel: 3 }],
    ['SINGLE_SLICE', planesAt([0]), {}],
    ['NO_GEOMETRY', [plane(0), undefined], {}],
    ['NO_GEOMETRY', [plane(0), plane(NaN)], {}],
    ['MIXED_SIZE', [plane(0), plane(1, { rows: 128 })], {}],
    ['MIXED_SIZE', [plane(0), plane(1, { rowSpacing: 0.9 })], {}],
    ['MIXED_ORIENTATION', [plane(0), plane(1, { rowCosines: [0, 1, 0], columnCosines: [0, 0, 1] })], {}],
    ['GANTRY_TILT', [0, 1, 2].map((k) => plane(5 * k, { position: [0, 1.5 * k, 5 * k] })), {}],
    ['DUPLICATE_POSITION', planesAt([0, 5, 5, 10]), {}],
    ['MISSING_SLICE', planesAt([0, 5, 10, 20, 25]), {}],
    ['IRREGULAR_SPACING', planesAt([0, 5, 10, 17, 22]), {}],
  ])('is refused with %s', (code, planes, change) => {
    expect(() => stack(planes, change)).toThrow(refusal(code));
  });

  it('says how large the gap is and where', () => {
    expect(() => stack(planesAt([0, 5, 10, 20, 25]))).toThrow(/found 10.00 mm after slice 3, allowed 5.00 mm/);
  });
});
