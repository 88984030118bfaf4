import { at } from '../../src/core/at';

describe('an element that has to be there', () => {
  it('is returned, whatever its value', () => {
    expect(at([3, 0], 1)).toBe(0);
    expect(at(Float32Array.of(NaN), 0)).toBeNaN();
    expect(at([[1]], 0)).toEqual([1]);
  });

  it.each([2, -1, 0.5])('is an error with its number where it is missing: %p', (index) => {
    expect(() => at([1, 2], index)).toThrow(
      expect.objectContaining({ code: 'MISSING_SLICE', measured: `no slice ${index + 1} of 2` }) as Error,
    );
    expect(() => at([1, 2], index, 'row')).toThrow(
      expect.objectContaining({ code: 'INTERNAL', measured: `no row ${index + 1} of 2` }) as Error,
    );
  });

  it('is missing in a hole of a list', () => {
    const slices: number[] = [];
    slices[2] = 1;
    expect(() => at(slices, 1)).toThrow(expect.objectContaining({ code: 'MISSING_SLICE' }) as Error);
  });
});
