import fc from 'fast-check';
import { intensityUnit } from '../../src/volume/intensity';
import { crop, paddedShape, reflectPad } from '../../src/volume/padding';
import { outwardOrder } from '../../src/volume/survey';
import { refusal } from '../support/refusal';

describe('padding', () => {
  it('mirrors without repeating the edge', () => {
    const padded = reflectPad(Float32Array.of(1, 2, 3), 1, 3, { rows: 1, columns: 7 });
    expect([...padded]).toEqual([1, 2, 3, 2, 1, 2, 3]);
  });

  it('is undone by crop for every size, also below the multiple', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), (rows, columns) => {
        const slice = Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(i));
        const shape = paddedShape(rows, columns, 16);
        expect(shape.rows % 16 === 0 && shape.columns % 16 === 0 && shape.rows - rows < 16).toBe(true);
        expect(crop(reflectPad(slice, rows, columns, shape), shape, rows, columns)).toEqual(slice);
      }),
    );
  });
});

describe('order of work', () => {
  it('starts at the slice on screen and goes outwards', () => {
    expect(outwardOrder(6, 2)).toEqual([2, 1, 3, 0, 4, 5]);
  });

  it('holds every slice once, wherever the reader is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: -5, max: 80 }), (slices, visible) => {
        expect([...outwardOrder(slices, visible)].sort((a, b) => a - b)).toEqual(Array.from({ length: slices }, (_, k) => k));
      }),
    );
  });
});

describe('intensity unit', () => {
  it('is the 98th percentile of what lies above 12 % of the maximum, interpolated', () => {
    const slice = Float32Array.from({ length: 101 }, (_, i) => i); // 13..100 lie above 12
    expect(intensityUnit([slice])).toBeCloseTo(13 + 0.98 * 87, 5);
  });

  it('reads the series as a whole, however it is cut into slices', () => {
    const values = Float32Array.from({ length: 4000 }, (_, i) => (i * 7919) % 1013);
    expect(intensityUnit([values.slice(0, 1000), values.slice(1000)])).toBe(intensityUnit([values]));
  });

  it('refuses values that are not numbers, and pictures of one value', () => {
    expect(() => intensityUnit([Float32Array.of(1, NaN)])).toThrow(refusal('BAD_PIXELS'));
    expect(() => intensityUnit([new Float32Array(9).fill(5)])).toThrow(/all values equal 5/);
    expect(() => intensityUnit([Float32Array.of(-3, -1)])).toThrow(refusal('EMPTY_IMAGE'));
  });
});
