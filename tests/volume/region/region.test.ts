import { edges } from '../../../src/volume/region/edges';
import { grow } from '../../../src/volume/region/grow';
import { distanceTo, type PixelPoint, toPixel } from '../../../src/volume/plane';
import { rasterise } from '../../../src/volume/region/polygon';
import { regionSize } from '../../../src/volume/region/size';
import type { SlicePlane, Vector3 } from '../../../src/volume/Volume';

const picture = (mask: Uint8Array, columns: number) =>
  Array.from({ length: mask.length / columns }, (_, row) =>
    [...mask.slice(row * columns, (row + 1) * columns)].map((v) => (v ? '#' : '.')).join(''),
  );
const mask = (...lines: string[]) => Uint8Array.from(lines.join(''), (c) => (c === '#' ? 1 : 0));

describe('rasterising a polygon', () => {
  it('takes the pixels whose middles lie inside', () => {
    const triangle: PixelPoint[] = [
      [0.5, 0.5],
      [4.2, 0.5],
      [0.5, 4.2],
    ];
    expect(picture(rasterise(triangle, 5, 6), 6)).toEqual(['......', '.###..', '.##...', '.#....', '......']);
  });

  it('takes one of two sides where a middle lies on an edge, so that neighbours share nothing and leave no gap', () => {
    const box = (x: number, y: number): PixelPoint[] => [
      [x, y],
      [x + 2, y],
      [x + 2, y + 2],
      [x, y + 2],
    ];
    const sum = new Uint8Array(36);
    for (const [x, y] of [
      [0, 0],
      [2, 0],
      [0, 2],
      [2, 2],
    ] as const)
      rasterise(box(x, y), 6, 6).forEach((v, i) => (sum[i] = (sum[i] ?? 0) + v));
    expect(Math.max(...sum)).toBe(1);
    expect(sum.reduce((a, b) => a + b)).toBe(16);
  });

  it('has the area of an ellipse within one per cent, and holes by the even-odd rule', () => {
    const ellipse = (a: number, b: number) =>
      Array.from({ length: 128 }, (_, k): PixelPoint => {
        const t = (2 * Math.PI * k) / 128;
        return [50.3 + a * Math.cos(t), 49.6 + b * Math.sin(t)];
      });
    const area = rasterise(ellipse(30, 20), 100, 100).reduce((x, y) => x + y, 0);
    expect(area / (Math.PI * 30 * 20)).toBeCloseTo(1, 2);
    const ring = [...ellipse(30, 20), [80.3, 49.6] as const, ...ellipse(15, 10), [65.3, 49.6] as const];
    const ringArea = rasterise(ring, 100, 100).reduce((x, y) => x + y, 0);
    expect(ringArea / (Math.PI * (30 * 20 - 15 * 10))).toBeCloseTo(1, 1);
  });

  it('is cut off at the borders of the slice, and empty where no middle is inside', () => {
    const wide: PixelPoint[] = [
      [-9, 0.5],
      [99, 0.5],
      [99, 99],
      [-9, 99],
    ];
    expect(picture(rasterise(wide, 3, 3), 3)).toEqual(['...', '###', '###']);
    const tiny: PixelPoint[] = [
      [0.2, 0.2],
      [0.7, 0.2],
      [0.7, 0.7],
    ];
    expect(rasterise(tiny, 3, 3).includes(1)).toBe(false);
    expect(rasterise([], 3, 3).includes(1)).toBe(false);
  });
});

it('finds the pixel of a point on an oblique slice', () => {
  const c = Math.SQRT1_2;
  const plane: SlicePlane = {
    position: [10, 20, 30],
    rowCosines: [0, 1, 0],
    columnCosines: [c, 0, c],
    rows: 9,
    columns: 9,
    rowSpacing: 2,
    columnSpacing: 0.5,
  };
  const point: Vector3 = [10 + 3 * 2 * c, 20 + 4 * 0.5, 30 + 3 * 2 * c];
  const [column, row] = toPixel(point, plane);
  expect(column).toBeCloseTo(4, 9);
  expect(row).toBeCloseTo(3, 9);
  expect(distanceTo(point, plane)).toBeCloseTo(0, 9);
  expect(distanceTo([10 - c, 20, 30 + c], plane)).toBeCloseTo(1, 9);
});

describe('growing a region', () => {
  const grid = { rows: 5, columns: 7, spacing: [1, 2, 5] as const };
  const dot = mask('.......', '.......', '...#...', '.......', '.......');

  it('is by millimetres, not by pixels, and reaches other slices only when they are near', () => {
    const grown = grow([undefined, dot, undefined], grid, 2);
    expect(grown.map((slice) => slice && picture(slice, 7))).toEqual([
      undefined,
      ['.......', '...#...', '.#####.', '...#...', '.......'],
      undefined,
    ]);
    const far = grow([undefined, dot, undefined], grid, 5);
    expect(far[0] && picture(far[0], 7)).toEqual(['.......', '.......', '...#...', '.......', '.......']);
  });

  it('by nothing is the region itself', () => {
    const masks = [dot];
    expect(grow(masks, grid, 0)).toBe(masks);
    expect(grow(masks, grid, 0.9)).toBe(masks);
  });

  it('is the same whether every voxel is walked or only the border', () => {
    const blob = Uint8Array.from({ length: 35 }, (_, i) => ((i * 7919) % 5 === 0 || (i > 8 && i < 26) ? 1 : 0));
    const masks = [undefined, blob, blob, blob, undefined];
    const [grown, brute] = [grow(masks, { ...grid, spacing: [1, 1, 1] }, 1.5), masks.map(() => new Uint8Array(35))];
    for (let i = 0; i < 5 * 35; i++)
      for (let j = 0; j < 5 * 35; j++) {
        const [[z, y, x], [k, b, a]] = [i, j].map((n) => [Math.floor(n / 35), Math.floor((n % 35) / 7), n % 7]) as unknown as [
          Vector3,
          Vector3,
        ];
        if (masks[z]?.[i % 35] && Math.hypot(z - k, y - b, x - a) <= 1.5) (brute[k] as Uint8Array)[j % 35] = 1;
      }
    expect(grown.map((slice) => [...(slice ?? new Uint8Array(35))])).toEqual(brute.map((slice) => [...slice]));
  });
});

it('measures a region', () => {
  const size = regionSize([undefined, mask('##', '.#'), mask('..', '#.'), new Uint8Array(4)], [0.5, 2, 10]);
  expect(size).toEqual({ voxels: 4, millilitres: 0.04, slices: 2 });
});

it('outlines a mask along the borders of its pixels', () => {
  expect(edges(mask('...', '.#.', '...'), 3, 3)).toEqual([
    [0.5, 0.5, 1.5, 0.5],
    [0.5, 1.5, 1.5, 1.5],
    [0.5, 0.5, 0.5, 1.5],
    [1.5, 0.5, 1.5, 1.5],
  ]);
  const length = (found: ReturnType<typeof edges>) => found.reduce((sum, [x, y, x2, y2]) => sum + Math.hypot(x2 - x, y2 - y), 0);
  expect(length(edges(mask('##', '##'), 2, 2))).toBe(8);
  expect(length(edges(mask('#.', '.#'), 2, 2))).toBe(8);
});
