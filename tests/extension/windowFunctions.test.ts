import { asLinear } from '../../extension/host/windowFunctions';

describe('the windows that a viewer is given', () => {
  it.each([
    ['LINEAR', [400], [600], [400], [600]],
    ['LINEAR_EXACT', [400], [600], [400.5], [601]],
    ['SIGMOID', ['400', '40'], ['600', '80'], [400.5, 40.5], [601, 81]],
    [undefined, 0, 0, undefined, undefined],
    ['SIGMOID', [400], [0], undefined, undefined],
    ['LUT', [400], [600], undefined, undefined],
  ])('have no function, and mean the same: %p %p / %p', (voiLUTFunction, windowCenter, windowWidth, center, width) => {
    const given = asLinear({ voiLUTFunction, windowCenter, windowWidth });
    expect(given).toEqual({ windowCenter: center, windowWidth: width });
    expect(Object.keys(given)).not.toContain('voiLUTFunction');
  });
});
