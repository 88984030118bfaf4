import type { ErrorCode } from '../../src/core/errors';
import { readNifti } from '../../src/nifti/readNifti';
import { blankSlices, gather, planesOf, slicingOf, spread, volumeOf } from '../../src/nifti/slices';
import { niftiPieces } from '../../src/nifti/writeNifti';
import { grid, niftiFile, type NiftiFile } from '../support/niftiFile';
import { refusal } from '../support/refusal';

const size = [2, 3, 4];
const values = Array.from({ length: 24 }, (_, n) => n);
const image = (change: Partial<NiftiFile> = {}) => readNifti(niftiFile({ size, values, sform: grid([1, 1, 1]), ...change }));
const voxel = (i: number, j: number, k: number) => i + 2 * (j + 3 * k);

function volumeIn({ header, values: all }: ReturnType<typeof image>, stack = true) {
  const slicing = slicingOf(header);
  const { planes } = planesOf(header, slicing, { stack });
  const slices = blankSlices(header, slicing);
  const plane = header.size[0] * header.size[1];
  for (let k = 0; k < header.size[2]; k++) spread(all.subarray(k * plane, (k + 1) * plane), k, slices, header, slicing);
  return { header, slicing, planes, slices, volume: volumeOf(header, slicing, planes, slices, 'MR') };
}

/** All 48 ways to store a head: i, j, k run along the patient's axes `order`, forwards or backwards. */
const ORIENTATIONS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
].flatMap((order) => [0, 1, 2, 3, 4, 5, 6, 7].map((bits) => [order, [0, 1, 2].map((n) => (bits & (1 << n) ? -1 : 1))] as const));
const sformOf = (order: readonly number[], signs: readonly number[], mm: readonly number[] = [1, 1, 1]) =>
  [0, 1, 2].flatMap((world) => [...order.map((axis, n) => (axis === world ? signs[n]! * mm[n]! : 0)), 10 * world]);

describe('the slices of a NIfTI volume', () => {
  it.each([
    [0, [5, 1, 1.1], [voxel(1, 0, 0), voxel(1, 1, 0), voxel(1, 2, 0), voxel(1, 0, 1)]],
    [1, [1, 4, 1], [voxel(0, 1, 0), voxel(1, 1, 0), voxel(0, 1, 1), voxel(1, 1, 1)]],
    [2, [1, 1, 3], [voxel(0, 0, 1), voxel(1, 0, 1), voxel(0, 1, 1), voxel(1, 1, 1)]],
  ])('lie across axis %i where the voxels are %j mm', (across, spacing, beginning) => {
    // Whether rows are counted from their end follows from the hand of the axes; here they are not.
    const sform = grid(across === 1 ? [-spacing[0]!, spacing[1]!, spacing[2]!] : spacing);
    const made = volumeIn(image({ sform }));
    expect(made.slicing).toMatchObject({ across, because: 'thick', flipped: false });
    expect([...made.slices[1]!].slice(0, 4)).toEqual(beginning);
    expect(made.volume.spacing[2]).toBeCloseTo(spacing[across]!, 5);
  });

  it.each(ORIENTATIONS)('of even voxels lie across the patient’s long axis: axes %j, signs %j', (order, signs) => {
    const made = volumeIn(image({ sform: sformOf(order, signs) }));
    expect(made.slicing.across).toBe(order.indexOf(2));
    // DICOM's x points to the left, y to the back.
    const worldOf = ([x, y, z]: readonly number[]) => [-x! + 0, -y! + 0, z! + 0];
    const affine = made.header.affine;
    made.planes.forEach((plane, n) => {
      for (const [r, c] of [
        [0, 0],
        [1, 0],
        [1, 1],
      ] as const) {
        const place = plane.position.map(
          (v, i) => v + c * plane.columnSpacing * plane.rowCosines[i]! + r * plane.rowSpacing * plane.columnCosines[i]!,
        );
        const stored = made.slices[n]![r * plane.columns + c]!;
        const [i, j, k] = [stored % 2, Math.floor(stored / 2) % 3, Math.floor(stored / 6)];
        const expected = worldOf(affine.map((row) => row[0] * i + row[1] * j + row[2] * k + row[3]));
        place.forEach((v, axis) => expect(v).toBeCloseTo(expected[axis]!, 5));
        // Slice n is the file's own: a number in a report is the index along the axis, plus 1.
        expect([i, j, k][made.slicing.across]).toBe(n);
      }
    });
    const [first, second] = made.planes;
    const [a, b] = [first!.rowCosines, first!.columnCosines];
    const normal = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
    expect(normal.reduce((sum, v, n) => sum + v * (second!.position[n]! - first!.position[n]!), 0)).toBeCloseTo(1, 5);
  });

  it.each(ORIENTATIONS)('come back in the order of the file: axes %j, signs %j', (order, signs) => {
    for (const mm of [
      [1, 1, 1],
      [5, 1, 1],
      [1, 4, 1],
      [1, 1, 3],
    ]) {
      const { header, slicing, slices } = volumeIn(image({ sform: sformOf(order, signs, mm) }));
      expect([0, 1, 2, 3].flatMap((k) => [...gather(slices, k, header, slicing)])).toEqual(values);
    }
  });

  it('of a slab lie across its thin side, not along the edge of it', () => {
    // Eight sagittal slices of 40 × 40 even voxels: an axial slice would be 8 pixels wide.
    const slab = (depth: number) => ({
      size: [40, 40, depth],
      values: Array.from({ length: 1600 * depth }, () => 1),
      sform: sformOf([1, 2, 0], [1, 1, 1]),
    });
    expect(slicingOf(image(slab(8)).header).across).toBe(2);
    expect(slicingOf(image(slab(40)).header).across).toBe(1);
  });

  it('are taken as stored, and have no axes, where nothing says which way the volume lies', () => {
    const { slicing, volume } = volumeIn(image({ sform: undefined }));
    expect(slicing).toMatchObject({ across: 2, because: 'storage' });
    expect(volume.axes).toBeUndefined();
  });

  it('of one voxel along an axis lie across it', () => {
    expect(slicingOf(image({ size: [1, 4, 6] }).header)).toMatchObject({ across: 0, because: 'single' });
    expect(slicingOf(image({ size: [4, 1, 6] }).header)).toMatchObject({ across: 1, because: 'single' });
  });

  it.each<[ErrorCode, Partial<NiftiFile>]>([
    ['SINGLE_SLICE', { size: [4, 6, 1] }],
    ['GANTRY_TILT', { sform: [1, 0, 0, 0, 0, 1, 0.5, 0, 0, 0, 1, 0] }],
  ])('are refused as a stack with %s, and taken one by one', (code, change) => {
    expect(() => volumeIn(image(change))).toThrow(refusal(code));
    expect(volumeIn(image(change), false).slices.length).toBeGreaterThan(0);
  });

  it.each([true, false])('whose rows and columns are not at right angles are refused with the angle (stack %p)', (stack) => {
    const sheared = image({ sform: [1, 0.15, 0, 0, 0, 1, 0, 0, 0, 0, 3, 0] });
    expect(() => volumeIn(sheared, stack)).toThrow(/not at right angles. \(found 81.5°, allowed 90° ± 0.5°\)/);
  });
});

describe('writing NIfTI', () => {
  const forms = { qform: [0, 0, 0.7071, -9, 8, 7], qfac: -1, sform: grid([1, 2, 3], [-4, 5, 6]), pixdim: [-1, 2, 3], xyztUnits: 10 };
  it.each([
    [1, true],
    [1, false],
    [2, true],
    [2, false],
  ] as const)('of version %i keeps where a little-endian (%p) source lies, its values, and none of its text', (version, littleEndian) => {
    const source = image({ version, littleEndian, ...forms, description: 'DOE^JANE' });
    const made = Float32Array.from(values, (v) => v / 3);
    const written = Buffer.concat([...niftiPieces(source.header, (k) => made.subarray(6 * k, 6 * k + 6), 'AI-derived')]);
    const back = readNifti(written);
    expect([...back.values]).toEqual([...made]);
    expect(back.header).toEqual({
      ...source.header,
      littleEndian: true,
      datatype: 16,
      orientation: { ...source.header.orientation, xyztUnits: 2 },
    });
    const text = written.toString('latin1');
    expect(text).not.toContain('DOE');
    expect(text).toContain('AI-derived');
  });
});
