/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { niftiSource } from '../../src/cli/niftiSource';
import type { SliceDemand } from '../../src/cli/source';
import type { Pictures } from '../../src/execution/network';
import { anomalyTask } from '../../src/tasks/anomaly/task';
import { grid, niftiFile } from '../support/niftiFile';
import { refusal } from '../support/refusal';
import { restorer } from '../support/restorer';
import { performed } from './performed';
import { run as runCli, workFolder } from './runCli';

const work = workFolder();
afterAll(() => work.remove());

const [NX, NY, NZ] = [90, 80, 4];
const SFORM = grid([1, 1, 5], [-45, -40, 0]);
const inBrain = (x: number, y: number) => ((x - 47) / 34) ** 2 + ((y - 38) / 30) ** 2 < 1;
/** A brain of 200 without skull, with a spot of 500 in the third slice; the first slice is empty. */
const value = (x: number, y: number, z: number) => (z === 0 || !inBrain(x, y) ? 0 : z === 2 && Math.hypot(x - 60, y - 45) < 6 ? 500 : 200);
const voxels = (of: (x: number, y: number, z: number) => number, nz = NZ) =>
  Array.from({ length: NX * NY * nz }, (_, n) => of(n % NX, Math.floor(n / NX) % NY, Math.floor(n / (NX * NY))));
const spot = 60 + NX * (45 + NY * 2);
const input = work.write('brain.nii', niftiFile({ size: [NX, NY, NZ], values: voxels(value), sform: SFORM }));

/** Restores everything to 1 and marks what is above 1.5. */
let evaluations = 0;
const network = {
  run: ({ image, brain }: Pictures) => {
    evaluations += 1;
    return Promise.resolve({ clean: brain!.slice(), altered: image!.map((v) => (v > 1.5 ? 1 : 0)) });
  },
  networkMilliseconds: () => 3 * evaluations,
};

/** Runs the task on a file with a network that can be told by hand. */
async function anomaly(file: string, slices: SliceDemand, ...more: string[]) {
  const source = await niftiSource(file, slices);
  return performed(anomalyTask, source, restorer, more, { network: () => Promise.resolve(network) });
}

describe('anomaly on a NIfTI file', () => {
  it('writes score, brightness and the pseudo-healthy series, and says what it did', async () => {
    const { provenance, report, read, paths, warnings, description } = await anomaly(input, 'stack-or-one');
    expect(paths).toEqual(['anomaly.nii.gz', 'result.nii.gz', 'brightness.nii.gz', 'anomaly-and-brightness.nii.gz', 'brain-mask.nii.gz']);
    expect(read('score')[spot]).toBeCloseTo(10, 1);
    expect(read('brightness')[spot]).toBeCloseTo(7.5, 1);
    expect(read('sum')[spot]).toBeCloseTo(17.5, 1);
    expect(Array.from(read('brain'))).toEqual(voxels((...at) => (value(...at) > 0 ? 1 : 0)));
    expect(read('healthy')[spot]).toBeCloseTo(200, 3);
    const mask = { source: 'the series itself, whose skull has been taken off', millilitres: 48 };
    expect(provenance).toMatchObject({ task: 'anomaly', evaluations: 1, mask, networkMilliseconds: 3 * 3 });
    expect(report).toMatchObject({
      mask,
      covered: { slices: [2, 3, 4], without: [1] },
      score: { cut: 2, largest: { score: 10, slice: 3 }, second: { kind: 'sum', for: 'white-matter disease' } },
    });
    expect(warnings[0]).toBe('The series does not say which contrast it holds (allowed FLAIR (FLAIR brain, drawn)).');
    expect(warnings[1]).toBe('Some slices hold too little brain for a score (found 1 of 4 slices, allowed 2500 mm² of brain).');
    expect(report).toMatchObject({
      warnings,
      remarks: [
        { code: 'CONTRAST_UNKNOWN', allowed: 'FLAIR (FLAIR brain, drawn)' },
        { code: 'BRAIN_SMALL', measured: '1 of 4 slices', allowed: '2500 mm² of brain' },
        { code: 'LEVELS_UNKNOWN' },
      ],
    });
    expect(description.length).toBeLessThan(1024);
  });

  it('makes a report without sampler, seed and noise level', async () => {
    const { report, text } = await anomaly(input, 'stack-or-one');
    expect(report).toMatchObject({ task: 'anomaly', evaluations: 1, model: { id: 'drawn-restorer', selfTest: 1e-6 } });
    for (const key of ['sampler', 'seed', 'noise', 'strength']) expect(report).not.toHaveProperty(key);
    expect(text).not.toContain(work.path(''));
  });

  it('takes the brain from --mask, in any order of axes, and refuses one of another grid or without brain', async () => {
    const plain = await anomaly(input, 'stack-or-one');
    // Axes k, i, j, with j from front to back.
    const turned = Array.from({ length: NX * NY * NZ }, (_, n) =>
      value(Math.floor(n / NZ) % NX, NY - 1 - Math.floor(n / (NZ * NX)), n % NZ) > 0 ? 1 : 0,
    );
    const sform = [0, 1, 0, -45, 0, 0, -1, -40 + NY - 1, 5, 0, 0, 0];
    const mask = work.write('mask.nii', niftiFile({ size: [NZ, NX, NY], datatype: 2, values: turned, sform }));
    const { report, read } = await anomaly(input, 'stack-or-one', '--mask', mask);
    expect(report).toMatchObject({ mask: { source: 'the file given' } });
    expect(read('score')).toEqual(plain.read('score'));

    const bad = (name: string, change: object) =>
      anomaly(
        input,
        'stack-or-one',
        '--mask',
        work.write(name, niftiFile({ size: [NX, NY, NZ], values: voxels(value), sform: SFORM, ...change })),
      );
    await expect(bad('shifted.nii', { sform: grid([1, 1, 5], [-45, -39.5, 0]) })).rejects.toThrow(refusal('REGION_GRID'));
    await expect(bad('moved.nii', { sform: grid([1, 1, 5], [-44, -40, 0]) })).rejects.toThrow(refusal('REGION_GRID'));
    await expect(bad('finer.nii', { sform: grid([0.5, 1, 5], [-45, -40, 0]) })).rejects.toThrow(refusal('REGION_GRID'));
    await expect(bad('small.nii', { size: [NX, NY, 3], values: voxels(value, 3) })).rejects.toThrow(
      /90 × 80 × 3 voxels, allowed 90 × 80 × 4/,
    );
    await expect(bad('empty.nii', { values: voxels(() => 0) })).rejects.toThrow(refusal('MASK_EMPTY'));
    await expect(anomaly(input, 'stack-or-one', '--mask', work.path('none.nii'))).rejects.toThrow(refusal('INPUT_MISSING'));
  });

  it('takes one slice alone, and slices that have nothing to do with each other', async () => {
    const one = niftiFile({ size: [NX, NY, 1], values: voxels((x, y) => value(x, y, 2), 1), sform: SFORM });
    const alone = await anomaly(work.write('one.nii', one), 'stack-or-one');
    expect(alone.warnings[1]).toMatch(/^The level of a single slice is not known/);
    expect(alone.provenance).not.toHaveProperty('mask.millilitres');
    const each = await anomaly(input, 'independent', '--independent-slices');
    expect(each.report).toMatchObject({ covered: { slices: [2, 3, 4], without: [1] }, score: { largest: { slice: 3 } } });
    expect(each.read('score')[spot]).toBeCloseTo(10, 1);
  });

  it('keeps the mask of a slice of its own that has no score, as in a stack', async () => {
    const mask = work.write(
      'all.nii',
      niftiFile({ size: [NX, NY, NZ], values: voxels((x, y, z) => (z === 0 || value(x, y, z) > 0 ? 1 : 0)), sform: SFORM }),
    );
    const each = await anomaly(input, 'independent', '--independent-slices', '--mask', mask);
    expect(each.report).toMatchObject({ covered: { without: [1] } });
    expect(new Set(each.read('brain').subarray(0, NX * NY))).toEqual(new Set([1]));
  });

  it('refuses a sagittal series, CT, and settings of a sampler', async () => {
    const sagittal = niftiFile({ size: [NX, NY, NZ], values: voxels(value), sform: [0, 0, 5, 0, 1, 0, 0, -45, 0, 1, 0, -40] });
    await expect(anomaly(work.write('sagittal.nii', sagittal), 'stack-or-one')).rejects.toThrow(/a series that is not axial/);
    const ct = niftiFile({ size: [NX, NY, NZ], values: voxels((x, y, z) => value(x, y, z) - 1000), sform: SFORM });
    await expect(anomaly(work.write('ct.nii', ct), 'stack-or-one')).rejects.toThrow(/modality CT/);
    await expect(anomaly(input, 'stack-or-one', '--sampler', 'heun')).rejects.toThrow(/--sampler for anomaly/);
    await expect(anomaly(input, 'stack-or-one', '--samples', '2')).rejects.toThrow(
      /2 samples for anomaly, allowed one evaluation, nothing drawn/,
    );
  });
});

describe('the command anomaly', () => {
  it('refuses a model for another task, and writes nothing', async () => {
    const { code, stderr } = await runCli(['anomaly', '-i', input, '-o', work.path('refused'), '-m', 'mr-brain-restore', '-q']);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^BAD_OPTION: .*model mr-brain-restore for anomaly/)]);
    expect(work.entries()).not.toContain('refused');
  });
});
