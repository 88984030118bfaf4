import { maskOnPlanes } from '../../src/nifti/maskOnPlanes';
import { readNifti } from '../../src/nifti/readNifti';
import { plane } from '../support/planes';
import { grid, niftiFile } from '../support/niftiFile';
import { refusal } from '../support/refusal';

const small = { rows: 3, columns: 4, rowSpacing: 2, columnSpacing: 1, position: [0, 0, 0] as const };
const planes = (...heights: number[]) => heights.map((z) => plane(z, { ...small, position: [0, 0, z] }));
/** Five slices, 5 mm apart, on the grid of the planes; voxel (1, 2) of some slices is marked. NIfTI counts x to the right, y to the front. */
const mask = (...marked: number[]) => {
  const values = Array.from({ length: 60 }, (_, n) => (n % 12 === 9 && marked.includes(Math.floor(n / 12)) ? 1 : 0));
  return readNifti(niftiFile({ size: [4, 3, 5], values, sform: grid([-1, -2, 5], [0, 0, 0]) }));
};
const on = (heights: number[], ...marked: number[]) => {
  const { header, values } = mask(...marked);
  const masks = maskOnPlanes(header, Uint8Array.from(values), planes(...heights));
  return masks.map((one) => [...one].flatMap((value, n) => (value ? [n] : [])));
};

describe('a mask on the slices of a series', () => {
  it('lies on its own slices', () => {
    expect(on([0, 5, 10, 15, 20], 1, 4)).toEqual([[], [9], [], [], [9]]);
  });

  it('may have slices that the series lacks in a gap, where nothing is marked in them', () => {
    expect(on([0, 5, 15, 20], 0, 3)).toEqual([[9], [], [9], []]);
    expect(() => on([0, 5, 15, 20], 0, 2)).toThrow(refusal('REGION_GRID'));
    expect(() => on([0, 5, 15, 20], 0, 2)).toThrow(/nothing marked in slices that the series lacks \(1 voxels are\)/);
  });

  it('is refused on a series that is shorter without a gap, and where its voxels lie elsewhere', () => {
    expect(() => on([0, 5, 10, 15])).toThrow(/allowed 4 × 3 × 4 as the series has/);
    expect(() => on([0, 5, 12, 20])).toThrow(/voxels at the places of the series/);
  });
});
