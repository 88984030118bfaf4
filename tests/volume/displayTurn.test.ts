import fc from 'fast-check';
import { displayTurn, isTurned } from '../../src/volume/displayTurn';
import { turnGrid } from '../../src/volume/turn';
import { cross } from '../../src/volume/vectors';
import type { Vector3, VolumeGrid } from '../../src/volume/Volume';
import { STORED } from '../support/storedAs';

const LEFT: Vector3 = [1, 0, 0];
const BACK: Vector3 = [0, 1, 0];
const UP: Vector3 = [0, 0, 1];
const opposite = (vector: Vector3): Vector3 => vector.map((v) => (v === 0 ? 0 : -v)) as unknown as Vector3;

const grid = (rowCosines: Vector3, columnCosines: Vector3): VolumeGrid => ({
  ...{ rows: 4, columns: 6, spacing: [0.5, 0.8, 5], modality: 'MR', units: 'arbitrary' },
  axes: { rowCosines, columnCosines },
});
const shown = (own: VolumeGrid): VolumeGrid => turnGrid(own, displayTurn(own.axes!));
const rounded = (vector: Vector3, decimals: number) => vector.map((v) => Number(v.toFixed(decimals))) as unknown as Vector3;

describe('how a stack is turned to lie as a reader sees it', () => {
  it.each([
    ['axial', LEFT, BACK],
    ['coronal', LEFT, opposite(UP)],
    ['sagittal', BACK, opposite(UP)],
  ])('leaves the usual %s series of DICOM as it is', (_plane, row, column) => {
    expect(displayTurn({ rowCosines: row, columnCosines: column })).toMatchObject({ reverseSlices: false });
    expect(isTurned(displayTurn({ rowCosines: row, columnCosines: column }))).toBe(false);
  });

  it('exchanges rows and columns with their spacing, and turns the slices round where the normal turns', () => {
    const own = grid(BACK, LEFT);
    expect(displayTurn(own.axes!)).toEqual({ transpose: true, mirrorColumns: false, mirrorRows: false, reverseSlices: true });
    expect(shown(own)).toMatchObject({ rows: 6, columns: 4, spacing: [0.8, 0.5, 5], axes: { rowCosines: LEFT, columnCosines: BACK } });
  });

  const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
  /** Any two perpendicular unit vectors. */
  const oblique = fc.tuple(angle, angle, angle).map(([a, b, c]): [Vector3, Vector3] => {
    const row: Vector3 = [Math.cos(a) * Math.cos(b), Math.sin(a) * Math.cos(b), Math.sin(b)];
    const side: Vector3 = [-Math.sin(a), Math.cos(a), 0];
    const third = cross(row, side);
    return [row, side.map((v, i) => Math.cos(c) * v + Math.sin(c) * third[i]!) as unknown as Vector3];
  });
  const diagonal: [Vector3, Vector3] = [
    [Math.SQRT1_2, Math.SQRT1_2, 0],
    [-Math.SQRT1_2, Math.SQRT1_2, 0],
  ];

  it('comes to one and the same stack however it was stored, at any angle and with cosines of six decimals', () => {
    fc.assert(
      fc.property(fc.oneof(oblique, fc.constant(diagonal)), fc.constantFrom(...STORED), ([row, column], stored) => {
        const [one, other] = [shown(grid(row, column)), shown(turnGrid(grid(rounded(row, 6), rounded(column, 6)), stored))];
        expect([other.rows, other.columns, other.spacing]).toEqual([one.rows, one.columns, one.spacing]);
        for (const name of ['rowCosines', 'columnCosines'] as const)
          one.axes![name].forEach((v, i) => expect(other.axes![name][i]).toBeCloseTo(v, 5));
      }),
      { numRuns: 300 },
    );
  });
});
