/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { readdirSync, readFileSync } from 'node:fs';
import { DECODERS } from '../../src/cli/decoders';
import { readPartTenFiles } from '../../src/cli/dicomSource';
import { readSeries } from '../../src/dicom/readSeries';
import { readNifti } from '../../src/nifti/readNifti';
import { demoStudies } from '../../viewer/demoStudies';
import { gzipSync } from 'node:zlib';
import { drawnNifti, run, workFolder } from './runCli';

const work = workFolder();
afterAll(() => work.remove());
const input = work.write('head.nii.gz', gzipSync(drawnNifti()));
const source = readNifti(drawnNifti());

/** Runs denoise on the drawn head into a folder of its own. */
async function denoise(name: string, ...options: string[]) {
  const ended = await run(['denoise', '-i', input, '-o', work.path(name), ...options]);
  if (ended.code !== 0) throw new Error(ended.stderr);
  return { ...ended, report: work.report(name), result: work.result(name) };
}

describe('denoise on a NIfTI file', () => {
  it('writes float32 on the same grid, less noisy, in the same units, and a report', async () => {
    const { result, report, stdout, stderr } = await denoise('plain');
    expect(result.header).toMatchObject({ datatype: 16, size: source.header.size, affine: source.header.affine });
    const flat = (values: Float32Array) => {
      const centre = Array.from({ length: 144 }, (_, n) => values[(24 + Math.floor(n / 12)) * 70 + 29 + (n % 12)]!);
      const mean = centre.reduce((a, b) => a + b) / centre.length;
      return { mean, noise: Math.sqrt(centre.reduce((sum, v) => sum + (v - mean) ** 2, 0) / centre.length) };
    };
    expect(flat(result.values).noise).toBeLessThan(flat(source.values).noise / 2);
    expect(Math.abs(flat(result.values).mean / 400 - 1)).toBeLessThan(0.04);
    expect(report).toMatchObject({
      model: { id: 'mr-brain-restore' },
      sampler: 'posterior mean',
      evaluations: 1,
      strength: 1,
      seed: 1,
      backend: { used: 'node' },
      input: { format: 'nifti', modality: 'MR', size: [70, 60, 2], spacing: [1, 1, 4] },
      output: [{ kind: 'denoised', path: 'result.nii.gz', files: 1 }],
    });
    expect(report.model.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(report.noise.level).toBeGreaterThan(40);
    expect(report.noise.level).toBeLessThan(120);
    expect(Object.keys(report.seconds)).toEqual(['start', 'read', 'model', 'plan', 'network', 'engine', 'encode', 'total']);
    expect(stdout).toBe(`denoised: result.nii.gz in ${work.path('plain')}\n`);
    expect(stderr).toContain('model: mr-brain-restore 0.');
    expect(stderr).toContain('(made for MR of the brain; the series is MR, 1.00 × 1.00 mm)');
    expect(stderr).toContain('100 %: slice 2 of 2');
  });

  it('is refused on its own result', async () => {
    await denoise('once', '-m', 'tiny-random');
    const again = await run(['denoise', '-i', work.path('once/result.nii.gz'), '-o', work.path('twice.nii'), '-m', 'tiny-random', '-q']);
    expect(again).toMatchObject({ code: 2, stderr: expect.stringMatching(/^OWN_RESULT: /) as unknown });
  });

  it('says nothing of where it was made, nor of whom', async () => {
    await denoise('private', '-m', 'tiny-random');
    const text = readFileSync(work.path('private/report.json'), 'utf8');
    expect(text).not.toContain(work.path(''));
    expect(text).not.toContain('head.nii');
  });

  it('blends by the strength: half is exactly between source and full', async () => {
    const [half, full] = [await denoise('half', '-m', 'tiny-random', '--strength', 'low'), await denoise('full', '-m', 'tiny-random')];
    expect(half.report.strength).toBe(0.5);
    const worst = half.result.values.reduce((most, value, n) => {
      const [y, d] = [source.values[n]!, full.result.values[n]!];
      return d > 0 ? Math.max(most, Math.abs(value - (y + d) / 2)) : most;
    }, 0);
    expect(worst).toBeLessThan(1e-3);
  });

  it('gives the same voxels for the same seed, and others for another', async () => {
    const stochastic = ['-m', 'tiny-random', '--sampler', 'euler-ancestral', '--steps', '3'];
    const [one, again, other] = [
      await denoise('seed1', ...stochastic, '--seed', '5'),
      await denoise('seed2', ...stochastic, '--seed', '5'),
      await denoise('seed3', ...stochastic, '--seed', '6'),
    ];
    expect(again.result.values).toEqual(one.result.values);
    expect(other.result.values).not.toEqual(one.result.values);
    expect(one.report).toMatchObject({ sampler: 'euler-ancestral', evaluations: 3, steps: 3, seed: 5 });
  });

  it('with --best takes the mean of eight turns, and says so', async () => {
    const [one, best] = [await denoise('one', '-m', 'tiny-random'), await denoise('best', '-m', 'tiny-random', '--best')];
    expect([one.report, best.report]).toMatchObject([
      { turns: 1, evaluations: 1 },
      { turns: 8, evaluations: 8, samples: 1, steps: 1 },
    ]);
    expect(best.result.values).not.toEqual(one.result.values);
  });

  it('takes the mean and the standard deviation of samples, whose seeds follow one another', async () => {
    const settings = ['-m', 'tiny-random', '--sampler', 'euler-ancestral', '--steps', '3'];
    const single = [await denoise('sample0', ...settings, '--seed', '8'), await denoise('sample1', ...settings, '--seed', '9')];
    const { result, report, stdout } = await denoise('samples', ...settings, '--seed', '8', '--samples', '2');
    const deviation = work.result('samples', 'uncertainty.nii.gz');
    const [a, b] = single.map((each) => each.result.values) as [Float32Array, Float32Array];
    for (let n = 0; n < a.length; n += 37) {
      expect(result.values[n]).toBeCloseTo((a[n]! + b[n]!) / 2, 2);
      expect(deviation.values[n]).toBeCloseTo(Math.abs(a[n]! - b[n]!) / Math.SQRT2, 2);
    }
    expect(report).toMatchObject({ samples: 2, evaluations: 6 });
    expect(stdout).toContain('uncertainty: uncertainty.nii.gz');
  });

  it('chooses a sampler that draws numbers where only --samples is given', async () => {
    const { report } = await denoise('samples-alone', '-m', 'tiny-random', '--samples', '2');
    expect(report).toMatchObject({ sampler: 'dpmpp-2m-sde', steps: 10, samples: 2 });
    expect(work.result('samples-alone', 'uncertainty.nii.gz').values.some((v) => v > 0)).toBe(true);
  });

  it.each([
    ['one evaluation', ['--strength', 'medium', '--seed', '7']],
    ['samples', ['--strength', 'low', '--samples', '2', '--steps', '2', '--sampler', 'dpmpp-2m-sde', '--seed', '8']],
    ['slices of their own', ['--independent-slices', '--steps', '2', '--sampler', 'euler-ancestral', '--seed', '9']],
  ])('makes the same voxels again from what the report says: %s', async (name, options) => {
    const first = await denoise(`first ${name}`, '-m', 'tiny-random', ...options);
    const { model, seed, samples, steps, sampler, strength, independentSlices } = first.report;
    const told = { model: model.id, seed, samples, steps, strength, ...(steps > 1 && { sampler }) };
    const again = Object.entries(told).flatMap(([option, value]) => [`--${option}`, String(value)]);
    const second = await denoise(`second ${name}`, ...again, ...(independentSlices ? ['--independent-slices'] : []));
    expect(second.result.values).toEqual(first.result.values);
    const timeless = ({ seconds: _, ...rest }: typeof first.report) => rest;
    expect(timeless(second.report)).toEqual(timeless(first.report));
  });

  it('reads uncompressed and big-endian files to the same result', async () => {
    const other = work.write('big.nii', drawnNifti({ littleEndian: false }));
    await run(['denoise', '-i', other, '-o', work.path('big'), '-m', 'tiny-random']);
    expect(work.result('big').values).toEqual((await denoise('little', '-m', 'tiny-random')).result.values);
  });

  it('draws a bar on a terminal and nothing where it shall be quiet', async () => {
    const terminal = await run(['denoise', '-i', input, '-o', work.path('bar'), '-m', 'tiny-random'], { isTTY: true });
    expect(terminal.stderr).toContain('\r\x1b[K[###############...............] 50 %, slice 1 of 2');
    expect(terminal.stderr.endsWith('\r\x1b[K')).toBe(true);
    const quiet = await run(['denoise', '-q', '-i', input, '-o', work.path('quiet'), '-m', 'tiny-random']);
    expect(quiet.stderr).toBe('');
  });
});

describe('denoise of independent slices', () => {
  it('gives each slice the result it has alone, with its own unit and noise level', async () => {
    // The second slice ten times as bright: together they would share one unit.
    const values = [...source.values].map((v, n) => (n < 4200 ? v : 10 * v));
    const both = work.write('both.nii', drawnNifti({ values }));
    const second = work.write('second.nii', drawnNifti({ size: [70, 60, 1], values: values.slice(4200) }));
    const args = ['-m', 'tiny-random', '--independent-slices', '--sampler', 'euler-ancestral', '--steps', '2'];
    expect((await run(['denoise', '-i', both, '-o', work.path('both'), ...args])).code).toBe(0);
    expect((await run(['denoise', '-i', second, '-o', work.path('second'), ...args])).code).toBe(0);
    expect(work.result('both').values.slice(4200)).toEqual(work.result('second').values);
    const { slices } = work.report('both');
    expect(slices?.map(({ slice }) => slice)).toEqual([1, 2]);
    expect(slices![1]!.unit / slices![0]!.unit).toBeGreaterThan(9);
    // One model for all of them: its self-test is no part of a slice, and no phase can have taken less than no time.
    const seconds = Object.values(work.report('both').seconds);
    expect(seconds.length).toBeGreaterThan(5);
    expect(Math.min(...seconds)).toBeGreaterThanOrEqual(0);
  });

  it('leaves a slice of air as it is, and says so', async () => {
    const values = [...source.values].map((v, n) => (n < 4200 ? v : n % 2));
    const file = work.write('air.nii', drawnNifti({ values }));
    const { stderr } = await run(['denoise', '-i', file, '-o', work.path('air'), '-m', 'tiny-random', '--independent-slices']);
    expect([...work.result('air').values.slice(4200)]).toEqual(values.slice(4200));
    expect(work.report('air').untouched).toEqual([2]);
    const left = 'warning: Some slices hold too little tissue to measure their noise; they were left as they are (found slice 2).\n';
    expect(stderr).toContain(left);
    // A slice that is left as it is was worked on, too.
    expect(stderr).toContain('100 %: slice 2 of 2');
  });
});

describe('denoise on the demo study', () => {
  it('writes a derived series of the same patient, study and geometry within half a stored step', async () => {
    const [folder = ''] = demoStudies();
    const ended = await run(['denoise', '-i', folder, '-o', work.path('demo'), '-m', 'tiny-random']);
    expect(ended).toMatchObject({ code: 0, stdout: `denoised: 20 files in ${work.path('demo')}\n` });
    expect(readdirSync(work.path('demo')).sort()).toEqual(['report.json', 'result']);
    const read = async (path: string) => readSeries((await readPartTenFiles(path, true)).files, DECODERS, { stack: true });
    const [before, after] = [await read(folder), await read(work.path('demo/result'))];
    expect({ ...after.volume, slices: [] }).toEqual({ ...before.volume, slices: [] });
    after.images.forEach(({ header: dataset }, k) => {
      const original = before.images[k]!.header;
      for (const keyword of ['StudyInstanceUID', 'FrameOfReferenceUID', 'PatientID', 'InstanceNumber'])
        expect([keyword, dataset.text(keyword)]).toEqual([keyword, original.text(keyword)]);
      expect(dataset.text('SeriesInstanceUID')).not.toBe(original.text('SeriesInstanceUID'));
      expect(dataset.text('DerivationDescription')).toContain('Denoised by tiny-random 0.1.0');
    });
    const report = work.report('demo');
    expect(report.input).toMatchObject({ format: 'dicom', size: [256, 256, 20] });
    expect(report.output).toEqual([{ kind: 'denoised', path: 'result', files: 20 }]);
    expect(report.warnings).toEqual([]);
    // What was removed once is not removed a second time, wherever the result comes from.
    const again = await run(['denoise', '-i', work.path('demo/result'), '-o', work.path('twice'), '-m', 'tiny-random', '-q']);
    expect(again).toMatchObject({ code: 2, stderr: expect.stringMatching(/^OWN_RESULT: /) as unknown });
    expect(work.entries()).not.toContain('twice');
  });
});
