/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { niftiSource } from '../../src/cli/niftiSource';
import type { AnomalyManifest } from '../../src/models/manifest';
import { anomalyTask } from '../../src/tasks/anomaly/task';
import { grid, niftiFile } from '../support/niftiFile';
import { DrawnPrior, noisingPrior } from '../support/noising';
import { restorer } from '../support/restorer';
import { performed } from './performed';
import { run as runCli, workFolder } from './runCli';

const work = workFolder();
afterAll(() => work.remove());

const [NX, NY, NZ] = [90, 80, 2];
const inBrain = (x: number, y: number) => ((x - 47) / 34) ** 2 + ((y - 38) / 30) ** 2 < 1;
/** A brain of 200 without skull, with a spot of 500 in the second slice. */
const value = (x: number, y: number, z: number) => (!inBrain(x, y) ? 0 : z === 1 && Math.hypot(x - 60, y - 45) < 6 ? 500 : 200);
const values = Array.from({ length: NX * NY * NZ }, (_, n) => value(n % NX, Math.floor(n / NX) % NY, Math.floor(n / (NX * NY))));
const spot = 60 + NX * (45 + NY);
const input = work.write('brain.nii', niftiFile({ size: [NX, NY, NZ], values, sform: grid([1, 1, 5], [-45, -40, 0]) }));

async function anomaly(manifest: AnomalyManifest, ...more: string[]) {
  const independent = more.includes('--independent-slices');
  const source = await niftiSource(input, independent ? 'independent' : 'stack-or-one');
  return performed(anomalyTask, source, manifest, more, { executor: () => Promise.resolve(new DrawnPrior()) });
}

describe('anomaly by a partial-noising prior, on a NIfTI file', () => {
  it('writes the uncertainty beside score and pseudo-healthy series, and what was drawn', async () => {
    const { provenance, report, description, read, paths } = await anomaly(noisingPrior, '-m', noisingPrior.id, '--seed', '9');
    expect(paths).toEqual(['anomaly.nii.gz', 'result.nii.gz', 'brightness.nii.gz', 'uncertainty.nii.gz', 'brain-mask.nii.gz']);
    expect(Math.abs(read('score')[spot]! - 13.5)).toBeLessThan(1);
    expect(Math.abs(read('healthy')[spot]! - 230)).toBeLessThan(15);
    expect(read('uncertainty')[spot]).toBeGreaterThan(0.5);
    expect(read('uncertainty')[0]).toBe(0);
    const noising = { noise: 'simplex', sigma: 0.5, steps: 1, samples: 3, seed: 9 };
    expect(provenance).toMatchObject({ task: 'anomaly', evaluations: 3, noising, networkMilliseconds: 7 * 3 * NZ });
    expect(report).toMatchObject({ noising, score: { cut: 2, largest: { slice: 2 } } });
    expect(report).not.toHaveProperty('score.second');
    expect(description).toMatch(/3 reconstructions per slice from simplex noise of 0.5 brain medians, seed 9, 3 evaluations/);
    expect(description.length).toBeLessThan(1024);
  });

  it('draws as many as asked for, the same ones again, and for each slice alone as well', async () => {
    const two = await anomaly(noisingPrior, '-m', noisingPrior.id, '--samples', '2');
    expect(two.provenance).toMatchObject({ evaluations: 2, noising: { samples: 2, seed: 1 } });
    expect(two.warnings).toContain('The score was calibrated for another number of reconstructions (found 2 reconstructions, allowed 3).');
    expect((await anomaly(noisingPrior, '-m', noisingPrior.id, '--samples', '2')).read('score')).toEqual(two.read('score'));
    const each = await anomaly(noisingPrior, '-m', noisingPrior.id, '--samples', '2', '--independent-slices');
    expect(each.read('uncertainty')[spot]).toBeGreaterThan(0);
  });

  it('refuses reconstructions of a restorer, and settings that are the model’s own', async () => {
    await expect(anomaly(restorer, '--samples', '2')).rejects.toThrow(/2 samples for anomaly, allowed one evaluation, nothing drawn/);
    await expect(anomaly(noisingPrior, '--steps', '9')).rejects.toThrow(/--steps for anomaly, allowed --seed, --samples/);
    await expect(anomaly(noisingPrior, '--sampler', 'ddim')).rejects.toThrow(/--sampler for anomaly/);
    // A prior that draws is taken by name only: what fits by itself is a restorer.
    const before = work.entries();
    const { code, stderr } = await runCli(['anomaly', '-q', '-i', input, '-o', work.path('out'), '--samples', '2']);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^BAD_OPTION: .*2 samples for anomaly, allowed one evaluation/)]);
    expect(work.entries()).toEqual(before);
  });
});
