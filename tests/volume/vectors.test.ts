import fc from 'fast-check';
import { planeOf } from '../../src/dicom/slicePlane';
import { naturalValues } from '../../src/dicom/sourceHeader';
import { asUnitVectors, cross, directionError, dot, ROUNDED } from '../../src/volume/vectors';
import type { Vector3 } from '../../src/volume/Volume';

/** Two unit vectors at right angles, turned by three angles. */
function turned(a: number, b: number, c: number) {
  const [ca, sa, cb, sb, cc, sc] = [Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b), Math.cos(c), Math.sin(c)];
  const rowCosines: Vector3 = [cb * cc, cb * sc, -sb];
  const columnCosines: Vector3 = [sa * sb * cc - ca * sc, sa * sb * sc + ca * cc, sa * cb];
  return { rowCosines, columnCosines };
}
const rounded = (vector: Vector3, digits: number): Vector3 => vector.map((x) => Number(x.toFixed(digits))) as unknown as Vector3;
const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });

describe('directions of rows and columns', () => {
  it('with three decimals and more are unit vectors again, within the rounding of what they were, whatever the plane', () => {
    fc.assert(
      fc.property(angle, angle, angle, fc.integer({ min: 3, max: 6 }), (a, b, c, digits) => {
        const exact = turned(a, b, c);
        const given = { rowCosines: rounded(exact.rowCosines, digits), columnCosines: rounded(exact.columnCosines, digits) };
        const { rowCosines, columnCosines } = asUnitVectors(given);
        expect(directionError({ rowCosines, columnCosines })).toBeLessThan(1e-5);
        for (const [found, was] of [
          [rowCosines, exact.rowCosines],
          [columnCosines, exact.columnCosines],
        ] as const)
          found.forEach((x, n) => expect(Math.abs(x - was[n]!)).toBeLessThan(1.5 * 10 ** -digits));
        const normal = cross(rowCosines, columnCosines);
        expect(Math.abs(dot(normal, normal) - 1)).toBeLessThan(5e-5);
      }),
    );
  });

  it('stay as they are, digit for digit, where nothing is rounded, and where it is more than rounding', () => {
    const exact = { rowCosines: [1, 0, 0], columnCosines: [0, 1, 0] } as const;
    expect(asUnitVectors(exact)).toEqual(exact);
    const long = { rowCosines: [1.01, 0, 0], columnCosines: [0, 1, 0] } as const;
    expect(asUnitVectors(long)).toEqual(long);
    expect(directionError(long)).toBeGreaterThan(ROUNDED);
  });

  it('of an oblique stack with three decimals neither tilt its slices nor shorten its gaps', () => {
    const header = (k: number) =>
      naturalValues({
        ...{ Rows: 4, Columns: 4, PixelSpacing: [1, 1] },
        ImageOrientationPatient: [0.707, 0.707, 0, 0, 0, -1],
        ImagePositionPatient: [-0.70711 * 4 * k, 0.70711 * 4 * k, 0],
      });
    const [first, last] = [planeOf(header(0))!, planeOf(header(9))!];
    const along = dot(last.position, cross(first.rowCosines, first.columnCosines));
    expect(Math.abs(along) / 9).toBeCloseTo(4, 3);
  });
});
