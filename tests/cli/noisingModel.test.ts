/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { manifestOf, modelIds, pickModel } from '../../src/cli/models';
import { grid, niftiFile } from '../support/niftiFile';
import { run, workFolder } from './runCli';

const work = workFolder();
afterAll(() => work.remove());

/** A drawn brain without skull, 1 mm, one slice: an ellipse with folds and dark ventricles, and something bright on one side. */
const [columns, rows] = [160, 192];
const disc = (row: number, column: number, radius: number) => (r: number, c: number) => Math.hypot(r - row, c - column) < radius;
const [bright, opposite] = [disc(120, 110, 12), disc(120, 50, 12)];
const values = Array.from({ length: rows * columns }, (_, i) => {
  const [r, c] = [Math.floor(i / columns), i % columns];
  const edge = ((r - 96) / 82) ** 2 + ((c - 80) / 64) ** 2;
  if (edge > 1) return 0;
  const ventricle = ((r - 100) / 22) ** 2 + ((Math.abs(c - 80) - 9) / 5) ** 2 < 1;
  const folds = edge > 0.75 ? 25 * Math.sin(r / 3) * Math.cos(c / 3) : 0;
  return (ventricle ? 60 : 200 + folds) + (bright(r, c) ? 140 : 0);
});
const input = work.write('flair.nii', niftiFile({ size: [columns, rows, 1], values, sform: grid([1, 1, 5]) }));
const mean = (pixels: Float32Array | number[], inside: (r: number, c: number) => boolean) => {
  const chosen = Array.from(pixels).filter((_, i) => inside(Math.floor(i / columns), i % columns));
  return chosen.reduce((a, b) => a + b, 0) / chosen.length;
};

describe('the anomaly command with the shipped partial-noising prior', () => {
  it('scores the bright side above its mirror image, draws the same again, and says how far its reconstructions differ', async () => {
    const command = ['anomaly', '-i', input, '-m', 'flair-brain-noising', '--seed', '4', '-o'];
    const ended = await run([...command, work.path('out')]);
    expect([ended.code, ended.stderr]).toEqual([0, expect.stringContaining('flair-brain-noising')]);
    const score = work.result('out', 'anomaly.nii.gz').values;
    expect(mean(score, bright)).toBeGreaterThan(mean(score, opposite) + 0.5);
    const restored = work.result('out').values;
    expect(mean(restored, bright)).toBeLessThan(mean(values, bright) - 20);
    expect(Math.abs(mean(restored, opposite) - mean(values, opposite))).toBeLessThan(30);
    expect([score[0], restored[0]]).toEqual([0, 0]);
    const uncertainty = work.result('out', 'uncertainty.nii.gz').values;
    expect(mean(uncertainty, bright)).toBeGreaterThan(0.5);
    expect(mean(uncertainty, bright)).toBeLessThan(100);
    expect(uncertainty[0]).toBe(0);
    await run([...command, work.path('again')]);
    expect(work.result('again', 'anomaly.nii.gz').values).toEqual(score);
    const report = work.report('out') as unknown as { evaluations: number; noising: { steps: number; samples: number; seed: number } };
    expect(report.noising.seed).toBe(4);
    expect(report.evaluations).toBe(report.noising.steps * report.noising.samples);
  });

  it('is not what a FLAIR series gets unasked: the restorer stays the choice', async () => {
    expect(await modelIds()).toContain('flair-brain-noising');
    expect((await manifestOf('flair-brain-noising')).tasks).toEqual(['anomaly']);
    const { manifest } = await pickModel(undefined, 'anomaly', { modality: 'MR', pixelSpacing: [1, 1], bodyPart: 'BRAIN' });
    expect(manifest.id).toBe('flair-brain-healthy');
  });
});
