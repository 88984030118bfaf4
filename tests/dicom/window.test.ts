import { naturalValues, sourceHeader } from '../../src/dicom/sourceHeader';
import { windowsOf as steps } from '../../src/dicom/window';
import { finished } from '../../src/core/steps';
import type { Kind } from '../../src/results/kinds';

const SLICES = [Float32Array.from({ length: 101 }, (_, n) => n - 20)];
const windowsOf = (kind: Kind, slices: Float32Array[]) => (asked: ReturnType<typeof sourceHeader>) =>
  finished(steps(kind, slices, [asked]))(asked);
const source = (WindowCenter: unknown, WindowWidth: unknown) => sourceHeader(naturalValues({ WindowCenter, WindowWidth }));

describe('the window of a derived image', () => {
  it('is its source’s where the values are of the same quantity, with all alternatives', () => {
    expect(windowsOf('denoised', SLICES)(source([40, '300'], [80, '1500']))).toEqual({ center: [40, 300], width: [80, 1500] });
  });

  it.each([
    ['none', undefined, undefined],
    ['0/0', 0, 0],
    ['fewer widths than centres', [40, 300], [80]],
    ['no number', 'wide', 80],
  ])('holds the middle 98 %% of the pixels where the source’s cannot be used: %s', (_, center, width) => {
    expect(windowsOf('healthy', SLICES)(source(center, width))).toEqual({ center: [30], width: [98] });
  });

  it.each<[string, number, number, object]>([
    ['', 400, 300, { center: [400], width: [300] }],
    ['LINEAR', 400, 300, { center: [400], width: [300] }],
    // From 250 to 550, where the linear one of the same numbers would end at 549.
    ['LINEAR_EXACT', 400, 300, { center: [400.5], width: [301] }],
    ['LINEAR_EXACT', 0.4, 0.8, { center: [0.9], width: [1.8] }],
    ['SIGMOID', 400, 300, { center: [400.5], width: [301] }],
  ])('means the same without the function of its source: %p, %d / %d', (VOILUTFunction, WindowCenter, WindowWidth, linear) => {
    const header = sourceHeader(naturalValues({ WindowCenter, WindowWidth, VOILUTFunction }));
    expect(windowsOf('denoised', SLICES)(header)).toEqual(linear);
  });

  it.each([
    ['SIGMOID', 0],
    ['LINEAR', 0.8],
    ['SOMETHING', 300],
  ])('is its own where a %s window of %d cannot be used', (VOILUTFunction, WindowWidth) => {
    const header = sourceHeader(naturalValues({ WindowCenter: 400, WindowWidth, VOILUTFunction }));
    expect(windowsOf('denoised', SLICES)(header)).toEqual({ center: [30], width: [98] });
  });

  it('follows the row of its kind', () => {
    const with300 = source(300, 600);
    expect(windowsOf('uncertainty', SLICES)(with300)).toEqual({ center: [30], width: [98] });
    expect(windowsOf('difference', SLICES)(with300)).toEqual({ center: [0], width: [158] });
    expect(windowsOf('score', SLICES)(with300)).toEqual({ center: [2], width: [4] });
    expect(windowsOf('uncertainty', [new Float32Array(9)])(with300)).toEqual({ center: [0], width: [1] });
  });
});
