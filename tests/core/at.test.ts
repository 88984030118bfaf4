import { at } from '../../src/core/at';

describe('an element that has to be there', () => {
  it('is returned, whatever its value', () => {
    expect(at([3, 0], 1)).toBe(0);
    expect(at(Float32Array.of(NaN), 0)).toBeNaN();
    expect(at([[1]], 0)).toEqual([1]);
  });

  it.each([2, -1, 0.5])('is an error with its index where it is missing: %p', (index) => {
    expect(() => at([1, 2], index)).toThrow(
      expect.objectContaining({ code: 'MISSING_SLICE', measured: `slice ${index} of 2, counted from 0` }) as Error,
    );
    expect(() => at([1, 2], index, 'row')).toThrow(
      expect.objectContaining({ code: 'INTERNAL', measured: `row ${index} of 2, counted from 0` }) as Error,
    );
  });

  it('is missing in a hole of a list', () => {
    const slices: number[] = [];
    slices[2] = 1;
    expect(() => at(slices, 1)).toThrow(expect.objectContaining({ code: 'MISSING_SLICE' }) as Error);
  });
});
