import { COLORMAPS, coloursOf, cssGradient, rgbPoints, SIGNED_COLORMAP } from '../../extension/overlay/colormaps';
import { colourRange, firstRange, type Look, moveRange, opacityPoints } from '../../extension/overlay/look';
import { healthyFor, scaleTexts, valueText } from '../../extension/overlay/valueText';
import type { Manifest } from '../../src/models/manifest';

const manifest = {
  kind: 'restorer',
  score: {
    cut: 0.2,
    calibration: {
      altered: [
        [0.1, 2],
        [0.3, 3],
        [0.9, 4.5],
      ],
    },
  },
} as unknown as Manifest;

const look = (patch: Partial<Look> = {}): Look => ({
  map: 'score',
  opacity: 0.6,
  colormap: 'diffusion-inferno',
  range: { threshold: 2, upper: 4 },
  limits: { low: 0.05, high: 5, step: 0.05 },
  ...patch,
});

describe('where the sliders start', () => {
  it('is the calibrated cut of the model, on the scale of the map, up to the end of what was calibrated', () => {
    const { range, limits } = firstRange('score', [Float32Array.of(0, 1, 5.21)], manifest);
    expect(range).toEqual({ threshold: 2.5, upper: 4.5 });
    // Full colour is the strongest of the series, and never too near.
    expect(firstRange('score', [Float32Array.of(3.5)], manifest).range.upper).toBe(3.5);
    expect(firstRange('score', [Float32Array.of(2.6)], manifest).range.upper).toBe(3);
    expect(firstRange('sum', [Float32Array.of(7)], manifest).range).toEqual({ threshold: 5, upper: 7 });
    expect(limits).toEqual({ low: 0.05, high: 5.3, step: 0.05 });
    // The same rarity for the map without a model.
    expect(firstRange('brightness', [Float32Array.of(5)], manifest).range.threshold).toBe(2.5);
  });

  it('leaves room above the threshold where nothing reaches it', () => {
    expect(firstRange('score', [new Float32Array(9)], manifest).limits.high).toBe(3.5);
  });

  it('follows the values of a map in the units of the source, whatever their sign, and survives one of zeros', () => {
    const { range, limits } = firstRange('difference', [Float32Array.from({ length: 900 }, (_, i) => i - 600)]);
    expect(limits.high).toBeGreaterThanOrEqual(590);
    expect(range.threshold / range.upper).toBeCloseTo(1 / 3, 1);
    const nothing = firstRange('uncertainty', [new Float32Array(9)]);
    expect(nothing.range.upper).toBeGreaterThan(nothing.range.threshold);
  });
});

describe('a slider', () => {
  const { range, limits } = look();
  it('pushes the other end before it and stays in its limits', () => {
    expect(moveRange(range, limits, { threshold: 4.5 })).toEqual({ threshold: 4.5, upper: 4.55 });
    expect(moveRange(range, limits, { threshold: 99 }).upper).toBeLessThanOrEqual(5);
    // Zero is what lies outside the brain: never coloured.
    expect(moveRange(range, limits, { threshold: -3 }).threshold).toBe(0.05);
    expect(moveRange(range, limits, { upper: 1 })).toEqual({ threshold: 0.95, upper: 1 });
  });

  it('changes nothing by what is no number', () => {
    expect(moveRange(range, limits, { threshold: NaN })).toBe(range);
    expect(moveRange(range, limits, { upper: Infinity })).toBe(range);
  });
});

describe('opacity over values', () => {
  const opacityAt = (points: readonly { value: number; opacity: number }[], value: number) => {
    const next = points.findIndex((point) => point.value >= value);
    if (next === 0) return points[0]?.opacity;
    if (next < 0) return points.at(-1)?.opacity;
    const [a, b] = [points[next - 1], points[next]];
    return a && b && a.opacity + ((value - a.value) / (b.value - a.value)) * (b.opacity - a.opacity);
  };

  it('is a step at the threshold', () => {
    const points = opacityPoints(look());
    expect([0, 1.99, 2, 3, 4, 9].map((value) => opacityAt(points, value))).toEqual([0, 0, 0.6, 0.6, 0.6, 0.6]);
  });

  it('has two sides for a map with a sign', () => {
    const points = opacityPoints(look({ map: 'difference' }));
    expect([-9, -2, -1.9, 0, 1.9, 2, 9].map((value) => opacityAt(points, value))).toEqual([0.6, 0.6, 0, 0, 0, 0.6, 0.6]);
    expect(colourRange(look({ map: 'difference' }))).toEqual({ lower: -4, upper: 4 });
    expect(colourRange(look())).toEqual({ lower: 2, upper: 4 });
  });
});

describe('the colours', () => {
  it('of our own maps are complete, and the perceptually uniform ones rise in lightness', () => {
    for (const { hex } of [...COLORMAPS, SIGNED_COLORMAP]) {
      if (!hex) continue;
      const colours = coloursOf(hex);
      expect(colours.flat().every((value) => value >= 0 && value <= 1)).toBe(true);
      const points = rgbPoints(colours);
      expect([points[0], points.at(-4), points.length]).toEqual([0, 1, 4 * colours.length]);
    }
    for (const { hex } of COLORMAPS.filter(({ id }) => id.startsWith('diffusion-'))) {
      const lightness = coloursOf(hex ?? '').map(([r, g, b]) => 0.2126 * r ** 2.2 + 0.7152 * g ** 2.2 + 0.0722 * b ** 2.2);
      expect([...lightness].sort((a, b) => a - b)).toEqual(lightness);
    }
  });

  it('make a gradient whatever the range of the map', () => {
    expect(cssGradient([-1, 0, 0, 0, 1, 1, 0.5, 0])).toBe('linear-gradient(to right, rgb(0 0 0) 0.0%, rgb(255 128 0) 100.0%)');
  });
});

describe('the words', () => {
  it('say how many healthy voxels there are to one above', () => {
    expect([2, 2.15, 3, 4.5, 0.05].map(healthyFor)).toEqual(['100', '140', '1 000', '32 000', '1.1']);
    expect(valueText('score', 2, 'arbitrary')).toBe('1 in 100');
    expect(scaleTexts('score', 2, 4, 'arbitrary')).toEqual({ ends: ['1 in 100', '1 in 10 000'], unit: 'healthy voxels score higher' });
  });

  it('give other maps their units', () => {
    expect(valueText('sum', 4.304, 'HU')).toBe('4.3 points');
    expect(valueText('uncertainty', 12.3456, 'HU')).toBe('12.3 HU');
    expect(valueText('difference', 5, 'arbitrary')).toBe('± 5 signal units');
    expect(scaleTexts('difference', -5, 5, 'HU')).toEqual({ ends: ['-5', '5'], unit: 'HU' });
  });
});
