import { unitSurvey } from '../../src/tasks/unit';
import { surveyed } from '../../src/volume/survey';
import { shippedModel } from '../support/models';

const { manifest } = shippedModel('ct-lowdose');

describe('the unit of a CT series', () => {
  it('is 1 HU, with the smallest value of all slices', () => {
    expect(surveyed(unitSurvey(manifest), [Float32Array.of(0, -1024), Float32Array.of(40, 30)])).toEqual({ unit: 1, low: -1024 });
  });

  it.each([NaN, Infinity])('is refused with a pixel of %p, as in MR, with the number of its slice', (value) => {
    expect(() => surveyed(unitSurvey(manifest), [Float32Array.of(0, 1), Float32Array.of(value, 1)])).toThrow(
      expect.objectContaining({ code: 'BAD_PIXELS', measured: `${value}`, slices: [1] }) as Error,
    );
  });
});
