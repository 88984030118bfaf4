import { freeSeriesNumber, seriesDescription } from '../../src/dicom/seriesDescription';
import { type Kind, KINDS } from '../../src/results/kinds';

const MARK = '(AI-DERIVED – research only)';

describe('the description of a derived series', () => {
  it('says what the voxels are, and that they are derived and for research only', () => {
    expect(seriesDescription('FSE PD AXIAL', 'denoised')).toBe(`denoised · FSE PD AXIAL ${MARK}`);
    expect(seriesDescription('FLAIR', 'score')).toBe(`anomaly score · FLAIR ${MARK}`);
    expect(seriesDescription('T2', 'inpainted', 2)).toBe(`inpainted, sample 2 · T2 ${MARK}`);
    expect(seriesDescription('', 'denoised')).toBe(`denoised ${MARK}`);
  });

  it('says how much of a partial result was made', () => {
    expect(seriesDescription('T2', 'denoised', undefined, { finished: 7, slices: 20 })).toBe(`PARTIAL 7/20 denoised · T2 ${MARK}`);
  });

  it('cuts the text of the source, never the mark, at 64 bytes', () => {
    const long = seriesDescription('a very long description of a series from a very long protocol', 'uncertainty');
    expect(long).toBe(`uncertainty · a very long des… ${MARK}`);
    expect(Buffer.byteLength(long)).toBe(64);
    const wide = seriesDescription('磁気共鳴画像法'.repeat(9), 'denoised');
    expect(wide).toBe(`denoised · 磁気共鳴画像… ${MARK}`);
    expect(Buffer.byteLength(wide)).toBeLessThanOrEqual(64);
  });

  it.each(Object.keys(KINDS) as Kind[])('keeps PARTIAL and the mark of %s however long all else is', (kind) => {
    for (const source of ['', 'T2', 'x'.repeat(64), '磁'.repeat(64)]) {
      for (const sample of [undefined, 12]) {
        const text = seriesDescription(source, kind, sample, { finished: 999, slices: 1000 });
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(64);
        expect(text).toContain(`PARTIAL 999/1000 ${KINDS[kind].title.slice(0, 5)}`);
        expect(text.endsWith(` ${MARK}`)).toBe(true);
      }
    }
  });

  it('holds no backslash, which would split it', () => {
    expect(seriesDescription('T1\\T2', 'denoised')).toBe(`denoised · T1 T2 ${MARK}`);
  });
});

describe('the number of a derived series', () => {
  it('lies in the range of its kind, where no series of the study has it', () => {
    expect(freeSeriesNumber(2, 'denoised')).toBe(1002);
    expect(freeSeriesNumber(2, 'denoised', { taken: [1, 2, '1002', 1003, undefined] })).toBe(1004);
    expect(freeSeriesNumber(2, 'inpainted', { taken: [2002] })).toBe(2003);
    expect(freeSeriesNumber(undefined, 'score')).toBe(3000);
    // No number is larger than an Integer String holds.
    expect(freeSeriesNumber(2_147_483_600, 'denoised', { taken: [1000] })).toBe(1001);
    expect(freeSeriesNumber(-(2 ** 31), 'denoised')).toBe(1000 - 2 ** 31);
  });
});
