import type { ErrorCode } from '../../src/core/errors';
import { readNifti } from '../../src/nifti/readNifti';
import { niftiVolume, toFileOrder } from '../../src/nifti/slices';
import { writeNifti } from '../../src/nifti/writeNifti';
import { grid, niftiFile, type NiftiFile } from '../support/niftiFile';
import { refusal } from '../support/refusal';

const size = [2, 3, 4];
const values = Array.from({ length: 24 }, (_, n) => n);
const image = (change: Partial<NiftiFile> = {}) => readNifti(niftiFile({ size, values, sform: grid([1, 1, 1]), ...change }));
const voxel = (i: number, j: number, k: number) => i + 2 * (j + 3 * k);

describe('the slices of a NIfTI volume', () => {
  it('lie across the third axis where the voxels are even', () => {
    const { volume, slicing } = niftiVolume(image(), true);
    expect(slicing.across).toBe(2);
    expect([volume.columns, volume.rows, volume.slices.length]).toEqual([2, 3, 4]);
    expect([...volume.slices[1]!]).toEqual([6, 7, 8, 9, 10, 11]);
  });

  it.each([
    [0, [5, 1, 1.1], [voxel(1, 0, 0), voxel(1, 1, 0), voxel(1, 2, 0), voxel(1, 0, 1)]],
    [1, [1, 4, 1], [voxel(0, 1, 0), voxel(1, 1, 0), voxel(0, 1, 1), voxel(1, 1, 1)]],
    [2, [1, 1, 3], [voxel(0, 0, 1), voxel(1, 0, 1), voxel(0, 1, 1), voxel(1, 1, 1)]],
  ])('lie across axis %i where the voxels are %j mm', (across, spacing, beginning) => {
    const made = niftiVolume(image({ sform: grid(spacing) }), true);
    expect(made.slicing.across).toBe(across);
    // The second slice in the file; the order along the normal may be the other way round.
    const second = made.slicing.order.indexOf(1);
    expect([...made.volume.slices[second]!].slice(0, 4)).toEqual(beginning);
    expect(made.volume.spacing[2]).toBeCloseTo(spacing[across]!, 5);
  });

  it.each([[grid([1, 1, 1])], [grid([5, 1, 1])], [grid([1, 4, 1])], [grid([-1, 1, -3])], [[0, 0, 2, 0, 1, 0, 0, 0, 0, 1, 0, 0]]])(
    'come back in the order of the file: %j',
    (sform) => {
      const source = image({ sform });
      const { volume, slicing } = niftiVolume(source, true);
      expect([...toFileOrder(volume.slices, source.header.size, slicing)]).toEqual(values);
    },
  );

  it('are taken for CT where there is air at -1000, else for MR', () => {
    const ct = niftiVolume(image({ values: values.map((v) => v - 1000) }), true).volume;
    expect([ct.modality, ct.units]).toEqual(['CT', 'HU']);
    expect(niftiVolume(image({ values: values.map((v) => v - 10) }), true).volume.modality).toBe('MR');
  });

  it.each<[ErrorCode, Partial<NiftiFile>]>([
    ['SINGLE_SLICE', { size: [4, 6, 1] }],
    ['GANTRY_TILT', { sform: [1, 0, 0, 0, 0, 1, 0.5, 0, 0, 0, 1, 0] }],
  ])('are refused as a stack with %s, and taken one by one', (code, change) => {
    expect(() => niftiVolume(image(change), true)).toThrow(refusal(code));
    expect(niftiVolume(image(change), false).volume.slices.length).toBeGreaterThan(0);
  });
});

describe('writing NIfTI', () => {
  it.each([true, false])('keeps the grid and the values of a little-endian (%p) source, and none of its text', (littleEndian) => {
    const qform = [0, 0, 0.7071, -9, 8, 7];
    const source = image({ littleEndian, qform, qfac: -1, sform: grid([1, 2, 3], [-4, 5, 6]), xyztUnits: 10, description: 'DOE^JANE' });
    const written = writeNifti(
      source.header,
      Float32Array.from(values, (v) => v / 3),
      'AI-derived',
    );
    const back = readNifti(written);
    expect([...back.values]).toEqual(values.map((v) => Math.fround(v / 3)));
    expect(back.header).toEqual({
      ...source.header,
      littleEndian: true,
      datatype: 16,
      orientation: { ...source.header.orientation, xyztUnits: 2 },
    });
    const text = Buffer.from(written).toString('latin1');
    expect(text).not.toContain('DOE');
    expect(text).toContain('AI-derived');
  });
});
