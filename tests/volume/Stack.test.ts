import fc from 'fast-check';
import { Stack, type Along } from '../../src/volume/Stack';
import { cross } from '../../src/volume/vectors';
import type { SlicePlane, Vector3 } from '../../src/volume/Volume';
import { plane, planesAt } from '../support/planes';

/** Heights 14, 0, 7, 21 mm as listed: along the normal these are the slices 2, 3, 1, 4. */
const LISTED = [14, 0, 7, 21];
const stack = new Stack(planesAt(LISTED), [1, 2, 0, 3], [0.86, 0.86, 7]);
const missing = (measured: string): Error => expect.objectContaining({ code: 'MISSING_SLICE', measured }) as Error;

describe('the two orders of a stack', () => {
  it('are turned into each other', () => {
    expect(stack.count).toBe(4);
    expect([0, 1, 2, 3].map((k) => stack.listedAt(k))).toEqual([1, 2, 0, 3]);
    expect([0, 1, 2, 3].map((listed) => stack.alongAt(listed))).toEqual([2, 0, 1, 3]);
    expect(stack.along(LISTED)).toEqual([0, 7, 14, 21]);
    expect(stack.listed([0, 7, 14, 21])).toEqual(LISTED);
    expect([0, 1, 2, 3].map((k) => stack.plane(k as Along).position[2])).toEqual([0, 7, 14, 21]);
  });

  it('lead back to where they came from, whatever the order', () => {
    const orders = fc
      .integer({ min: 1, max: 30 })
      .chain((count) => fc.shuffledSubarray([...Array(count).keys()], { minLength: count, maxLength: count }));
    fc.assert(
      fc.property(orders, (order) => {
        const some = new Stack(planesAt(order), order, [1, 1, 1]);
        const things = order.map((listed) => ({ listed }));
        expect(some.listed(some.along(things))).toEqual(things);
        expect(some.along(some.listed(things))).toEqual(things);
        order.forEach((_, k) => expect(some.alongAt(some.listedAt(k))).toBe(k));
        const masks = things.map((thing, k) => (k % 3 === 0 ? undefined : thing));
        expect(some.masksListed(some.masksAlong(masks))).toEqual(masks);
      }),
    );
  });

  it('name a slice that is not there by its number in the order asked for, and make nothing up', () => {
    expect(() => stack.listedAt(4)).toThrow(missing('no slice 5 of 4'));
    expect(() => stack.alongAt(-1)).toThrow(missing('no slice 0 of 4'));
    expect(() => stack.plane(7 as Along)).toThrow(missing('no slice 8 of 4'));
    expect(() => stack.plane(1.5 as Along)).toThrow(missing('no slice 2.5 of 4'));
    expect(() => stack.along([14, 0, undefined, 21])).toThrow(missing('no slice 3 of 4'));
    expect(() => stack.along([14, 0, 7])).toThrow(missing('no slice 4 of 4'));
    expect(() => stack.listed([0, undefined, 14, 21])).toThrow(missing('no slice 2 of 4'));
    expect(() => new Stack([], [], [1, 1, 1]).axes).toThrow(missing('no slice 1 of 0'));
    expect(() => new Stack(planesAt([0]), [0, 1], [1, 1, 1]).plane(1 as Along)).toThrow(missing('no slice 2 of 2'));
  });

  it('leave a slice without a mask empty, and number the finished ones as they are listed', () => {
    const mask = Uint8Array.of(1);
    expect(stack.masksAlong([mask, undefined, undefined, undefined])).toEqual([undefined, undefined, mask, undefined]);
    expect(stack.masksListed([mask, undefined, undefined, undefined])).toEqual([undefined, mask, undefined, undefined]);
    expect(stack.numbersOf([true, false, true, false])).toEqual([1, 2]);
    expect(stack.numbersOf([true, true, true, true])).toEqual([1, 2, 3, 4]);
    expect(stack.numbersOf([])).toEqual([]);
  });

  it('give the grid of a volume', () => {
    expect(stack.grid({ modality: 'MR', units: 'arbitrary' })).toEqual({
      ...{ rows: 256, columns: 256, spacing: [0.86, 0.86, 7], modality: 'MR', units: 'arbitrary' },
      axes: { rowCosines: [1, 0, 0], columnCosines: [0, 1, 0] },
    });
  });
});

/** Turned by two angles out of the axial plane, at some distance from the origin. */
function oblique(tilt: number, turn: number, spacing: Vector3, count: number): Stack {
  const rowCosines: Vector3 = [Math.cos(turn), Math.sin(turn), 0];
  const columnCosines: Vector3 = [-Math.sin(turn) * Math.cos(tilt), Math.cos(turn) * Math.cos(tilt), Math.sin(tilt)];
  const normal = cross(rowCosines, columnCosines);
  const [columnSpacing, rowSpacing, gap] = spacing;
  const planes = Array.from({ length: count }, (_, k): SlicePlane => {
    const at = (n: 0 | 1 | 2) => [-100, 40, 7][n]! + k * gap * normal[n];
    return { position: [at(0), at(1), at(2)], rowCosines, columnCosines, rows: 40, columns: 50, rowSpacing, columnSpacing };
  });
  return new Stack(
    planes,
    planes.map((_, k) => k),
    spacing,
  );
}

describe('a place in a stack', () => {
  it('is that of the header: columns along the row, rows down the column', () => {
    expect(stack.toWorld(3 as Along, [10, 20])).toEqual([-100 + 8.6, -120 + 17.2, 21]);
    const turned = new Stack(
      [plane(0, { rowCosines: [0, 1, 0], columnCosines: [0, 0, -1], rowSpacing: 2, columnSpacing: 0.5 })],
      [0],
      [0.5, 2, 1],
    );
    expect(turned.toWorld(0 as Along, [4, 3])).toEqual([-100, -118, -6]);
  });

  it('leads to the patient and back, in oblique stacks too', () => {
    const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
    const mm = fc.double({ min: 0.2, max: 8, noNaN: true });
    const place = fc.tuple(fc.double({ min: -5, max: 60, noNaN: true }), fc.double({ min: -5, max: 60, noNaN: true }));
    fc.assert(
      fc.property(angle, angle, mm, mm, mm, place, fc.nat(8), (tilt, turn, x, y, z, at, k) => {
        const some = oblique(tilt, turn, [x, y, z], 9);
        const found = some.toPixel(some.toWorld(k as Along, at));
        expect(found.slice).toBe(k);
        expect(found.place[0]).toBeCloseTo(at[0], 6);
        expect(found.place[1]).toBeCloseTo(at[1], 6);
      }),
    );
  });

  it('is in the nearest slice, the outermost ones for what lies beyond them', () => {
    expect(stack.toPixel([-100, -120, 10])).toEqual({ slice: 1, place: [0, 0] });
    expect(stack.toPixel([-100, -120, 11])).toEqual({ slice: 2, place: [0, 0] });
    expect(stack.toPixel([-100 + 0.86, -120, 900]).slice).toBe(3);
    expect(stack.toPixel([-100, -120, -900])).toEqual({ slice: 0, place: [0, 0] });
  });
});
