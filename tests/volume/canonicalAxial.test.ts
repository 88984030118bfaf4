import { axialTurn, fromAxial, toAxial } from '../../src/volume/canonicalAxial';
import type { Vector3 } from '../../src/volume/Volume';

const axes: Record<string, Vector3> = { left: [1, 0, 0], right: [-1, 0, 0], back: [0, 1, 0], front: [0, -1, 0], up: [0, 0, 1] };
const turnOf = (row: string, column: string) => axialTurn({ rowCosines: axes[row] ?? [0, 0, 0], columnCosines: axes[column] ?? [0, 0, 0] });

/** 2 × 3 pixels; the values name where each lies when columns run left and rows back: 10 · (to the left) + (to the back). */
const usual = [Float32Array.of(0, 10, 20, 1, 11, 21), Float32Array.of(100, 110, 120, 101, 111, 121)];
const volume = { slices: usual, rows: 2, columns: 3, spacing: [0.5, 0.8, 5] as const };

describe('turning a stack to right, front, up', () => {
  it('mirrors both axes of the usual axial series (columns to the left, rows to the back)', () => {
    const turn = turnOf('left', 'back');
    expect(turn).toEqual({ transpose: false, mirrorColumns: true, mirrorRows: true, reverseSlices: false });
    const stack = toAxial(volume, turn!);
    expect(stack.slices.map((slice) => [...slice])).toEqual([
      [21, 11, 1, 20, 10, 0],
      [121, 111, 101, 120, 110, 100],
    ]);
    expect(stack.spacing).toEqual({ x: 0.5, y: 0.8 });
  });

  it('transposes a series whose rows run to the left, and reverses one that is stacked downwards', () => {
    const turn = turnOf('back', 'left');
    expect(turn).toMatchObject({ transpose: true, reverseSlices: true });
    const stack = toAxial({ ...volume, rows: 3, columns: 2, slices: [Float32Array.of(0, 1, 10, 11, 20, 21)] }, turn!);
    expect([stack.rows, stack.columns, stack.spacing]).toEqual([2, 3, { x: 0.8, y: 0.5 }]);
    expect([...(stack.slices[0] ?? [])]).toEqual([21, 11, 1, 20, 10, 0]);
  });

  it.each([
    ['left', 'back'],
    ['right', 'front'],
    ['back', 'left'],
    ['front', 'right'],
    ['left', 'front'],
    ['back', 'right'],
  ])('comes back to rows along %s, columns along %s', (row, column) => {
    const turn = turnOf(row, column)!;
    const { slices } = toAxial(volume, turn);
    expect(fromAxial(slices as Float32Array[], 2, 3, turn)).toEqual(usual);
  });

  it('refuses sagittal and coronal stacks, and takes an oblique one by its nearest axes', () => {
    expect(axialTurn({ rowCosines: [0, 1, 0], columnCosines: [0, 0, -1] })).toBeUndefined();
    expect(axialTurn({ rowCosines: [1, 0, 0], columnCosines: [0, 0, -1] })).toBeUndefined();
    const tilt = (20 * Math.PI) / 180;
    const oblique = axialTurn({ rowCosines: [1, 0, 0], columnCosines: [0, Math.cos(tilt), -Math.sin(tilt)] });
    expect(oblique).toEqual(turnOf('left', 'back'));
  });
});
