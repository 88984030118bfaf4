import type { ErrorCode } from '../../src/core/errors';
import { readNifti } from '../../src/nifti/readNifti';
import { grid, niftiFile, WRITERS, type NiftiFile } from '../support/niftiFile';
import { refusal } from '../support/refusal';

/** 2 × 3 × 2 voxels that every type can hold. */
const size = [2, 3, 2];
const values = [0, 1, 2, 3, 4, 5, 60, 70, 80, 90, 100, 127];
const file = (change: Partial<NiftiFile> = {}) => niftiFile({ size, values, sform: grid([1, 1, 1]), ...change });

describe('reading NIfTI', () => {
  it.each(Object.keys(WRITERS).flatMap((type) => [true, false].map((little) => [Number(type), little] as const)))(
    'reads data type %i, little-endian %p',
    (datatype, littleEndian) => {
      const image = readNifti(file({ datatype, littleEndian }));
      expect([...image.values]).toEqual(values);
      expect(image.header.size).toEqual(size);
      expect(image.header.littleEndian).toBe(littleEndian);
    },
  );

  it.each([4, 256, 8, 1024, 16, 64])('keeps the sign of data type %i', (datatype) => {
    const negative = values.map((v) => -v);
    expect([...readNifti(file({ datatype, values: negative })).values].map((v) => v + 0)).toEqual(negative.map((v) => v + 0));
  });

  it('keeps the highest values of the unsigned types', () => {
    const most = (datatype: number, value: number) => readNifti(file({ datatype, values: values.map(() => value) })).values[0];
    expect([most(2, 255), most(512, 65535), most(768, 4294967295)]).toEqual([255, 65535, Math.fround(4294967295)]);
  });

  it.each([true, false])('reads NIfTI-2, little-endian %p', (littleEndian) => {
    const image = readNifti(
      file({ version: 2, littleEndian, datatype: 4, slope: 0.5, intercept: -10, xyztUnits: 3, sform: grid([1e3, 2e3, 3e3]) }),
    );
    expect([...image.values]).toEqual(values.map((v) => 0.5 * v - 10));
    expect(image.header).toMatchObject({
      version: 2,
      size,
      voxOffset: 544,
      affine: [
        [1, 0, 0, 0],
        [0, 2, 0, 0],
        [0, 0, 3, 0],
      ],
    });
  });

  it.each([NaN, Infinity, -Infinity])('takes a slope of %p for none, whatever the intercept', (slope) => {
    expect([...readNifti(file({ datatype: 4, slope, intercept: NaN })).values]).toEqual(values);
  });

  it('says that it lies nowhere where neither form is set', () => {
    expect(readNifti(file({ sform: undefined })).header.unoriented).toBe(true);
    expect(readNifti(file()).header.unoriented).toBe(false);
    expect(readNifti(file({ sform: undefined, qform: [0, 0, 0, 0, 0, 0] })).header.unoriented).toBe(false);
  });

  it('applies slope and intercept once, and neither where the slope is 0', () => {
    expect([...readNifti(file({ datatype: 4, slope: 0.5, intercept: -10 })).values]).toEqual(values.map((v) => 0.5 * v - 10));
    expect([...readNifti(file({ datatype: 4, slope: 0, intercept: -10 })).values]).toEqual(values);
  });

  it('takes the sform before the qform, and turns metres and micrometres into millimetres', () => {
    const sform = [2, 0, 0, -5, 0, 3, 0, -6, 0, 0, 4, -7];
    expect(readNifti(file({ sform, qform: [0, 0, 0, 1, 2, 3] })).header.affine).toEqual([
      [2, 0, 0, -5],
      [0, 3, 0, -6],
      [0, 0, 4, -7],
    ]);
    expect(readNifti(file({ sform: sform.map((v) => 1000 * v), xyztUnits: 3 })).header.affine[0]).toEqual([2, 0, 0, -5]);
  });

  it('builds the affine of a quaternion: a half turn about z, with the third axis turned round by qfac', () => {
    const { affine } = readNifti(file({ sform: undefined, qform: [0, 0, 1, 10, 20, 30], pixdim: [2, 3, 4], qfac: -1 })).header;
    const expected = [
      [-2, 0, 0, 10],
      [0, -3, 0, 20],
      [0, 0, -4, 30],
    ];
    affine.forEach((row, i) => row.forEach((v, k) => expect(v).toBeCloseTo(expected[i]![k]!, 6)));
  });

  it('falls back to the voxel sizes where no form is set', () => {
    const { affine } = readNifti(file({ sform: undefined, pixdim: [2, 3, 4] })).header;
    expect(affine.map((row) => row.slice(0, 3))).toEqual([
      [2, 0, 0],
      [0, 3, 0],
      [0, 0, 4],
    ]);
  });

  it('takes a fourth dimension of one volume', () => {
    expect(readNifti(file({ size: [2, 3, 2, 1] })).header.size).toEqual(size);
  });

  it.each<[ErrorCode, string, Uint8Array]>([
    ['NOT_ONE_VOLUME', 'two volumes (2 × 3 × 1 × 2)', file({ size: [2, 3, 1, 2] })],
    ['BAD_PIXELS', 'NaN', file({ values: values.map((v, n) => (n === 7 ? NaN : v)) })],
    ['BAD_PIXELS', 'infinity', file({ values: values.map((v, n) => (n === 7 ? -Infinity : v)) })],
    ['BAD_PIXELS', 'what float32 cannot hold', file({ datatype: 64, values: values.map(() => 1e300) })],
    ['SINGULAR_AFFINE', 'two equal axes', file({ sform: [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0] })],
    ['SINGULAR_AFFINE', 'an axis of no length', file({ sform: undefined, pixdim: [1, 1, 0] })],
    ['SINGULAR_AFFINE', 'NaN in the affine', file({ sform: grid([1, NaN, 1]) })],
    ['NIFTI_UNSUPPORTED', 'complex numbers', file({ datatype: 32 })],
    ['NIFTI_UNSUPPORTED', 'colour', file({ datatype: 128 })],
    ['NIFTI_UNSUPPORTED', 'an Analyze header', file().map((byte, k) => (k >= 344 && k < 348 ? 0 : byte))],
    ['NIFTI_UNSUPPORTED', 'a header without its voxels (.hdr)', file({ pair: true })],
    ['NIFTI_DAMAGED', 'voxels that begin at byte 0', file({ voxOffset: 0 })],
    ['NIFTI_DAMAGED', 'voxels that begin in the header', file({ voxOffset: 346 })],
    ['NIFTI_DAMAGED', 'voxels that begin where the extension flag lies', file({ voxOffset: 348 })],
    ['NIFTI_DAMAGED', 'voxels that begin in the header of NIfTI-2', file({ version: 2, voxOffset: 352 })],
    ['NIFTI_DAMAGED', 'voxels that begin before the file', file({ voxOffset: -16 })],
    ['NIFTI_DAMAGED', 'voxels that begin between two bytes', file({ voxOffset: 352.5 })],
    ['NIFTI_DAMAGED', 'voxels that begin nowhere', file({ voxOffset: NaN })],
    ['NIFTI_DAMAGED', 'a slope with an intercept that is no number', file({ slope: 1, intercept: NaN })],
    ['NIFTI_DAMAGED', 'a slope with an endless intercept', file({ slope: 2, intercept: -Infinity })],
    ['NIFTI_DAMAGED', 'a quaternion longer than 1', file({ sform: undefined, qform: [0.9, 0.9, 0, 0, 0, 0] })],
    ['NOT_ONE_VOLUME', 'many volumes of NIfTI-2', file({ version: 2, size: [2, 3, 1, 1, 2] })],
    ['NIFTI_DAMAGED', 'a file that ends too soon', file().subarray(0, 380)],
    ['NIFTI_DAMAGED', 'something else', new Uint8Array(400)],
    ['NIFTI_DAMAGED', 'a few bytes', new Uint8Array(10)],
  ])('refuses with %s: %s', (code, _, bytes) => {
    expect(() => readNifti(bytes)).toThrow(refusal(code));
  });

  it('says which voxel is not a number, and how many there are', () => {
    const bad = file({ values: values.map((v, n) => (n === 7 || n === 8 ? NaN : v)) });
    expect(() => readNifti(bad)).toThrow(/NaN at voxel \(1, 0, 1\), 2 such voxels/);
  });
});
