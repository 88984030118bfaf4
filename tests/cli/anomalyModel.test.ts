/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { grid, niftiFile } from '../support/niftiFile';
import { run, workFolder } from './runCli';

const work = workFolder();
afterAll(() => work.remove());

/** A drawn brain without skull, 1 mm, one slice: an ellipse with folds and dark ventricles, and something bright on one side. */
const [columns, rows] = [160, 192];
const at = (row: number, column: number, radius: number) => (r: number, c: number) => Math.hypot(r - row, c - column) < radius;
const bright = at(120, 110, 12);
const opposite = at(120, 50, 12);
function drawnSlice(lesion: boolean): number[] {
  return Array.from({ length: rows * columns }, (_, i) => {
    const [r, c] = [Math.floor(i / columns), i % columns];
    const edge = ((r - 96) / 82) ** 2 + ((c - 80) / 64) ** 2;
    if (edge > 1) return 0;
    const ventricle = ((r - 100) / 22) ** 2 + ((Math.abs(c - 80) - 9) / 5) ** 2 < 1;
    const folds = edge > 0.75 ? 25 * Math.sin(r / 3) * Math.cos(c / 3) : 0;
    return (ventricle ? 60 : 200 + folds + 6 * Math.sin(1.7 * i)) + (lesion && bright(r, c) ? 140 : 0);
  });
}
const input = work.write('flair.nii', niftiFile({ size: [columns, rows, 1], values: drawnSlice(true), sform: grid([1, 1, 5]) }));

/** The same head on T1: fluid and cortex dark, and something darker than white matter on one side. */
function drawnT1(): number[] {
  return drawnSlice(false).map((value, i) => {
    const [r, c] = [Math.floor(i / columns), i % columns];
    const edge = ((r - 96) / 82) ** 2 + ((c - 80) / 64) ** 2;
    if (value === 0 || value === 60) return value;
    const tissue = edge > 0.75 ? 1.7 * value - 190 : value;
    return bright(r, c) ? tissue - 70 : tissue;
  });
}

describe('the anomaly command with the shipped models', () => {
  it('scores the bright side above its mirror image, takes some of it away, and leaves air alone', async () => {
    const ended = await run(['anomaly', '-i', input, '-o', work.path('out')]);
    expect([ended.code, ended.stderr]).toEqual([0, expect.stringContaining('flair-brain-healthy')]);
    const [score, restored] = [work.result('out', 'anomaly.nii.gz').values, work.result('out').values];
    const mean = (values: Float32Array, inside: (r: number, c: number) => boolean) => {
      const chosen = Array.from(values).filter((_, i) => inside(Math.floor(i / columns), i % columns));
      return chosen.reduce((a, b) => a + b, 0) / chosen.length;
    };
    // 2: one healthy voxel in 100 is above.
    expect(mean(score, bright)).toBeGreaterThan(2);
    expect(mean(score, bright)).toBeGreaterThan(mean(score, opposite) + 1);
    expect(mean(restored, bright)).toBeLessThan(mean(Float32Array.from(drawnSlice(true)), bright) - 20);
    expect(Math.abs(mean(restored, opposite) - 200)).toBeLessThan(15);
    expect(score[0]).toBe(0);
    expect(restored[0]).toBe(0);
    expect(work.report('out').warnings.join(' ')).toMatch(/level/);
  });

  it('takes the model of T1 for a file that says so, and marks what is dark', async () => {
    const t1 = work.write('sub-01_T1w.nii', niftiFile({ size: [columns, rows, 1], values: drawnT1(), sform: grid([1, 1, 5]) }));
    const ended = await run(['anomaly', '-i', t1, '-o', work.path('t1')]);
    expect([ended.code, ended.stderr]).toEqual([0, expect.stringMatching(/model: t1-brain-healthy .*its name says T1/)]);
    const score = work.result('t1', 'anomaly.nii.gz').values;
    const mean = (inside: (r: number, c: number) => boolean) => {
      const chosen = Array.from(score).filter((_, i) => inside(Math.floor(i / columns), i % columns));
      return chosen.reduce((a, b) => a + b, 0) / chosen.length;
    };
    expect(mean(bright)).toBeGreaterThan(mean(opposite) + 1);
    expect(work.report('t1')).toMatchObject({ score: { direction: 'darker' } });
    expect(work.report('t1').warnings.join(' ')).not.toMatch(/contrast it holds|does not name/);
  });
});
