/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { gunzipSync } from 'node:zlib';
import { anomalyTask } from '../../src/cli/anomaly';
import { niftiSource } from '../../src/cli/niftiSource';
import { readCommandLine } from '../../src/cli/options';
import { Progress } from '../../src/cli/progress';
import type { TaskRun } from '../../src/cli/task';
import type { OnnxExecutor } from '../../src/execution/onnx';
import type { AnomalyManifest } from '../../src/models/manifest';
import { readNifti } from '../../src/nifti/readNifti';
import { grid, niftiFile } from '../support/niftiFile';
import { DrawnPrior, noisingPrior } from '../support/noising';
import { refusal } from '../support/refusal';
import { restorer } from '../support/restorer';
import { workFolder } from './runCli';

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
  const options = readCommandLine(['anomaly', '-i', input, '-o', work.path('out'), ...more]).run();
  anomalyTask.check(options);
  const task: TaskRun = {
    source,
    manifest,
    options,
    models: {
      denoiser: () => Promise.resolve(new DrawnPrior() as unknown as OnnxExecutor),
      network: () => Promise.reject(new Error('no network is needed')),
      versions: () => ({ workbench: '0', onnxruntime: '0' }),
    },
    progress: new Progress({ write: () => true, isTTY: false }, true),
    signal: new AbortController().signal,
  };
  const outcome = await anomalyTask.run(task);
  const files = await Promise.all(outcome.images.map(async (image) => source.encode(image, outcome.description)));
  const read = (kind: string) => readNifti(gunzipSync(files[outcome.images.findIndex((image) => image.kind === kind)]![0]!.bytes)).values;
  return { outcome, read, paths: files.flat().map(({ path }) => path) };
}

describe('anomaly by a partial-noising prior, on a NIfTI file', () => {
  it('writes the uncertainty beside score and pseudo-healthy series, and what was drawn', async () => {
    const { outcome, read, paths } = await anomaly(noisingPrior, '-m', noisingPrior.id, '--seed', '9');
    expect(paths).toEqual(['anomaly.nii.gz', 'result.nii.gz', 'brightness.nii.gz', 'uncertainty.nii.gz', 'brain-mask.nii.gz']);
    expect(Math.abs(read('anomaly')[spot]! - 13.5)).toBeLessThan(1);
    expect(Math.abs(read('healthy')[spot]! - 230)).toBeLessThan(15);
    expect(read('uncertainty')[spot]).toBeGreaterThan(0.5);
    expect(read('uncertainty')[0]).toBe(0);
    const noising = { noise: 'simplex', sigma: 0.5, steps: 1, samples: 3, seed: 9 };
    expect(outcome.provenance).toMatchObject({ task: 'anomaly', evaluations: 3, noising, networkMilliseconds: 7 });
    expect(outcome.details).toMatchObject({ noising, score: { cut: 2, largest: { slice: 2 } } });
    expect(outcome.details).not.toHaveProperty('score.second');
    expect(outcome.description).toMatch(/3 reconstructions per slice from simplex noise of 0.5 brain medians, seed 9, 3 evaluations/);
    expect(outcome.description.length).toBeLessThan(1024);
  });

  it('draws as many as asked for, the same ones again, and for each slice alone as well', async () => {
    const two = await anomaly(noisingPrior, '-m', noisingPrior.id, '--samples', '2');
    expect(two.outcome.provenance).toMatchObject({ evaluations: 2, noising: { samples: 2, seed: 1 } });
    expect(two.outcome.warnings).toContain('The score was made from 2 reconstructions; its calibration holds for 3.');
    expect((await anomaly(noisingPrior, '-m', noisingPrior.id, '--samples', '2')).read('anomaly')).toEqual(two.read('anomaly'));
    const each = await anomaly(noisingPrior, '-m', noisingPrior.id, '--samples', '2', '--independent-slices');
    expect(each.read('uncertainty')[spot]).toBeGreaterThan(0);
  });

  it('refuses reconstructions of a restorer, and settings that are the model’s own', async () => {
    await expect(anomaly(restorer, '-m', restorer.id, '--samples', '2')).rejects.toThrow(/--samples for anomaly, allowed one evaluation/);
    await expect(anomaly(noisingPrior, '--samples', '2')).rejects.toThrow(refusal('BAD_OPTION'));
    await expect(anomaly(noisingPrior, '-m', noisingPrior.id, '--steps', '9')).rejects.toThrow(/--steps for anomaly/);
  });
});
