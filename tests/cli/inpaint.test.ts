/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { mkdirSync, writeFileSync } from 'node:fs';
import { DECODERS } from '../../src/cli/decoders';
import { dicomSource, readPartTenFiles } from '../../src/cli/dicomSource';
import { niftiSource } from '../../src/cli/niftiSource';
import type { Source } from '../../src/cli/source';
import { readParametricMap } from '../../src/dicom/readParametricMap';
import { readSegmentation } from '../../src/dicom/readSegmentation';
import { readSeries } from '../../src/dicom/readSeries';
import type { DenoiserManifest } from '../../src/models/manifest';
import { inpaintTask } from '../../src/tasks/inpaint/task';
import { dicomImage } from '../support/dicomFile';
import { drawnInpaint, shippedModel, smallExecutor } from '../support/models';
import { grid, niftiFile } from '../support/niftiFile';
import { refusal } from '../support/refusal';
import { performed } from './performed';
import { run as runCli, workFolder } from './runCli';

const work = workFolder();
afterAll(() => work.remove());

const [NX, NY, NZ] = [24, 20, 3];
const SFORM = grid([1, 2, 5], [-12, -20, 0]);
const each = (of: (x: number, y: number, z: number) => number, nz = NZ) =>
  Array.from({ length: NX * NY * nz }, (_, n) => of(n % NX, Math.floor(n / NX) % NY, Math.floor(n / (NX * NY))));
/** 400 with a grain, and something of 4000 in the middle of the second slice. */
const inHole = (x: number, y: number, z: number) => z === 1 && x >= 9 && x < 15 && y >= 7 && y < 12;
const value = (x: number, y: number, z: number) => (inHole(x, y, z) ? 4000 : 400 + ((7 * x + 3 * y + z) % 5));
const values = each(value);
const hole = values.flatMap((v, n) => (v === 4000 ? [n] : []));
const input = work.write('lesion.nii', niftiFile({ size: [NX, NY, NZ], values, sform: SFORM }));
const nifti = (name: string, change: object = {}) =>
  work.write(
    name,
    niftiFile({ size: [NX, NY, NZ], datatype: 16, values: each((...at) => (inHole(...at) ? 1 : 0)), sform: SFORM, ...change }),
  );
const mask = nifti('mask.nii');

const model = drawnInpaint();

/** Runs the task on a source with the drawn model, as the command does with a shipped one. */
async function inpaint(source: Source, manifest: DenoiserManifest, ...more: string[]) {
  const executor = await smallExecutor(manifest === model.manifest ? model : shippedModel(manifest.id));
  return performed(inpaintTask, source, manifest, more, { executor: () => Promise.resolve(executor) }).finally(() => executor.dispose());
}

async function onNifti(file: string, ...more: string[]) {
  const independent = more.includes('--independent-slices');
  return inpaint(await niftiSource(file, independent ? 'independent' : 'stack-or-one'), model.manifest, ...more);
}

describe('inpaint on a NIfTI file', () => {
  it('fills the region from its surroundings and leaves every other voxel as it is', async () => {
    const { read, paths, provenance, notes, description } = await onNifti(input, '--mask', mask);
    expect(paths).toEqual(['result.nii.gz']);
    const result = read('inpainted');
    hole.forEach((n) => expect(Math.abs(result[n]! - 402)).toBeLessThan(1.5));
    values.forEach((v, n) => v !== 4000 && expect(result[n]).toBe(v));
    // 30 voxels of 10 mm³.
    expect(provenance).toMatchObject({ task: 'inpaint', sampler: 'dpmpp-2m', steps: 1, evaluations: 1, samples: 1 });
    expect(provenance).toMatchObject({ region: { voxels: 30, millilitres: 0.3 }, scaling: 'percentile', unit: 404 });
    expect(notes).toContain('region: 30 voxels, 0.3 ml in 1 of 3 slices\n');
    expect(description).toMatch(/A region of 30 voxels \(0.3 ml\) was inpainted by drawn-inpaint 0.1.0 .* 1 evaluation per slice/);
    expect(description.length).toBeLessThan(1024);
  });

  it('reports what it did, with no path', async () => {
    const { report, text } = await onNifti(input, '--mask', mask, '--seed', '4');
    expect(report).toMatchObject({
      task: 'inpaint',
      model: { id: 'drawn-inpaint', sha256: model.manifest.file.sha256 },
      sampler: 'conditional mean',
      seed: 4,
      steps: 1,
      samples: 1,
      evaluations: 1,
      region: { voxels: 30, millilitres: 0.3, slices: [2] },
      unit: 404,
      output: [{ kind: 'inpainted', path: 'result.nii.gz', files: 1 }],
      backend: { used: 'node' },
    });
    expect(text).not.toContain(work.path(''));
  });

  it('takes mean and standard deviation of several fillings, zero outside the region', async () => {
    const { read, paths, provenance } = await onNifti(input, '--mask', mask, '--samples', '3', '--steps', '6');
    expect(paths).toEqual(['result.nii.gz', 'uncertainty.nii.gz']);
    const [mean, deviation] = [read('inpainted'), read('uncertainty')];
    values.forEach((v, n) => v !== 4000 && expect([mean[n], deviation[n]]).toEqual([v, 0]));
    // The model's own spread is 0.1 units.
    const spread = Math.sqrt(hole.reduce((sum, n) => sum + deviation[n]! ** 2, 0) / hole.length) / 404;
    expect(spread).toBeGreaterThan(0.06);
    expect(spread).toBeLessThan(0.14);
    expect(provenance).toMatchObject({ sampler: 'dpmpp-2m', steps: 6, evaluations: 18, samples: 3 });
    const chosen = await onNifti(input, '--mask', mask, '--samples', '2');
    expect(chosen.report).toMatchObject({ steps: 10, samples: 2, sampler: 'dpmpp-2m' });
  });

  it('fills where the mask is not zero, whatever the number, in any order of axes', async () => {
    const plain = await onNifti(input, '--mask', mask);
    const signed = nifti('signed.nii', { values: each((...at) => (inHole(...at) ? -0.5 : 0)) });
    expect((await onNifti(input, '--mask', signed)).read('inpainted')).toEqual(plain.read('inpainted'));
    // Axes k, i, j.
    const turned = Array.from({ length: NX * NY * NZ }, (_, n) =>
      inHole(Math.floor(n / NZ) % NX, Math.floor(n / (NZ * NX)), n % NZ) ? 255 : 0,
    );
    const sform = [0, 1, 0, -12, 0, 0, 2, -20, 5, 0, 0, 0];
    const other = nifti('turned.nii', { size: [NZ, NX, NY], datatype: 2, values: turned, sform });
    expect((await onNifti(input, '--mask', other)).read('inpainted')).toEqual(plain.read('inpainted'));
  });

  it('takes one slice alone, and slices that have nothing to do with each other', async () => {
    const one = work.write('one.nii', niftiFile({ size: [NX, NY, 1], values: each((x, y) => value(x, y, 1), 1), sform: SFORM }));
    const oneMask = nifti('oneMask.nii', { size: [NX, NY, 1], values: each((x, y) => (inHole(x, y, 1) ? 1 : 0), 1) });
    const alone = await onNifti(one, '--mask', oneMask);
    expect(alone.provenance).toMatchObject({ region: { voxels: 30 } });
    expect(alone.provenance).not.toHaveProperty('region.millilitres');
    const apart = await onNifti(input, '--mask', mask, '--independent-slices', '--steps', '3');
    const same = await onNifti(one, '--mask', oneMask, '--steps', '3');
    expect(apart.read('inpainted').slice(NX * NY, 2 * NX * NY)).toEqual(same.read('inpainted'));
    expect(apart.read('inpainted').slice(0, NX * NY)).toEqual(Float32Array.from(values.slice(0, NX * NY)));
  });

  it('refuses one step of a model that is not told the known region, and runs RePaint on it', async () => {
    const { manifest } = shippedModel('tiny-random');
    const source = await niftiSource(input, 'stack-or-one');
    const ran = (...more: string[]) => inpaint(source, manifest, '--mask', mask, ...more);
    await expect(ran('--steps', '1')).rejects.toThrow(/1 steps, allowed 2 to 1000 for a model that is not told/);
    const { provenance, report, layers } = await ran('--steps', '3');
    // Two levels are gone through twice.
    const resampling = { jumpLength: 2, passes: 2 };
    expect(provenance).toMatchObject({ model: { id: 'tiny-random' }, sampler: 'repaint', steps: 3, resampling, evaluations: 5 });
    expect(report).toMatchObject({ sampler: 'repaint', steps: 3, resampling, evaluations: 5 });
    const { slices } = layers[0]!;
    values.forEach((v, n) => v !== 4000 && expect(slices[Math.floor(n / (NX * NY))]![n % (NX * NY)]).toBe(v));
  });
});

describe('inpaint refuses', () => {
  it.each<[string, RegExp, () => string]>([
    [
      'another grid',
      /^REGION_GRID: .*a mask of 24 × 20 × 2 voxels/,
      () => nifti('thin.nii', { size: [NX, NY, 2], values: each(() => 1, 2) }),
    ],
    ['a shifted grid', /^REGION_GRID: .*at the places of the series/, () => nifti('moved.nii', { sform: grid([1, 2, 5], [-11, -20, 0]) })],
    ['an empty mask', /^REGION_EMPTY: /, () => nifti('empty.nii', { values: each(() => 0) })],
    ['a mask of everything', /^REGION_COVERS_ALL: .*found no pixel left in slice 1/, () => nifti('all.nii', { values: each(() => 1) })],
    [
      'a mask of a whole slice',
      /^REGION_COVERS_ALL: .*slice 3/,
      () => nifti('slice.nii', { values: each((_x, _y, z) => (z === 2 ? 1 : 0)) }),
    ],
    ['NaN in the mask', /^BAD_PIXELS: .*in the mask: NaN at voxel/, () => nifti('nan.nii', { values: each((x) => (x === 3 ? NaN : 0)) })],
    ['a mask that is not there', /^INPUT_MISSING: .*no file at --mask/, () => work.path('none.nii')],
    ['a mask that is no NIfTI file', /^NIFTI_DAMAGED: .*in the mask: /, () => work.write('text.nii', Buffer.from('text'))],
    [
      'a DICOM file as the mask',
      /^REGION_GRID: .*a DICOM file at --mask, allowed a NIfTI file/,
      () => work.write('seg.dcm', new Uint8Array(dicomImage({ z: 0, pixels: Array<number>(12).fill(1) }))),
    ],
  ])('%s', async (_, line, file) => {
    const ended = onNifti(input, '--mask', file()).then(
      () => 'no error',
      (error: { code: string; message: string }) => `${error.code}: ${error.message}`,
    );
    expect(await ended).toMatch(line);
  });

  it.each<[string, RegExp, string[]]>([
    ['no mask', /^BAD_OPTION: .*no --mask for inpaint/, []],
    ['a strength', /^BAD_OPTION: .*--strength for inpaint/, ['--mask', mask, '--strength', 'low']],
    ['a sampler of another use', /^BAD_OPTION: .*partial-noising for inpaint/, ['--mask', mask, '--sampler', 'partial-noising']],
    ['an unknown sampler', /^BAD_OPTION: .*sampler nothing/, ['--mask', mask, '--sampler', 'nothing']],
    [
      'samples of one step',
      /^SAMPLES_ALIKE: .*2 samples of 1 step, allowed 2 steps or more/,
      ['--mask', mask, '--samples', '2', '--steps', '1'],
    ],
    ['a model that cannot', /^BAD_OPTION: .*model tiny-random for inpaint/, ['--mask', mask, '-m', 'tiny-random']],
    ['an unknown model', /^MODEL_UNKNOWN: .*best/, ['--mask', mask, '-m', 'best']],
  ])('%s, with one line and nothing written', async (_, line, more) => {
    const before = work.entries();
    const { code, stdout, stderr } = await runCli(['inpaint', '-q', '-i', input, '-o', work.path('refused'), ...more]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(work.entries()).toEqual(before);
  });

  it('an output folder that is not empty, and a series that no model fits', async () => {
    mkdirSync(work.path('full'));
    writeFileSync(work.path('full/file'), '');
    const full = await runCli(['inpaint', '-q', '-i', input, '-o', work.path('full'), '--mask', mask]);
    expect([full.code, full.stderr]).toEqual([2, expect.stringMatching(/^OUTPUT_EXISTS: /)]);
    const ct = work.write('ct.nii', niftiFile({ size: [NX, NY, NZ], values: values.map((v) => v - 1000), sform: SFORM }));
    const none = await runCli(['inpaint', '-q', '-i', ct, '-o', work.path('refused'), '--mask', mask]);
    expect([none.code, none.stderr]).toEqual([2, expect.stringMatching(/^MODEL_DOMAIN: .*found CT, 1.00 × 2.00 mm, allowed /)]);
    expect(work.entries()).not.toContain('refused');
  });
});

describe('inpaint on a DICOM series', () => {
  const PADDING = 0;
  const [rows, columns] = [NY, NX];
  const stored = (k: number) => each((x, y) => (inHole(x, y, k) ? (x === 10 ? PADDING : 900) : x < 2 ? PADDING : 300 + ((x + y) % 7)), 1);
  const images = Array.from({ length: NZ }, (_, k) =>
    dicomImage({
      z: 5 * k,
      pixels: stored(k),
      rows,
      columns,
      bitsStored: 12,
      padding: PADDING,
      position: `0\\0\\${5 * k}`,
      instance: k + 1,
    }),
  );
  const onGrid = nifti('dicomMask.nii', { sform: [-0.9, 0, 0, 0, 0, -0.8, 0, 0, 0, 0, 5, 0] });

  it('writes a derived series whose stored values outside the region are the source’s own', async () => {
    const source = await dicomSource(images, 'stack-or-one');
    const { written, provenance } = await inpaint(source, model.manifest, '--mask', onGrid, '--samples', '2', '--steps', '4');
    expect(written.map(({ kind, files }) => [kind, files[0]!.path, files.length])).toEqual([
      ['inpainted', 'result/0001.dcm', 3],
      ['uncertainty', 'uncertainty/0001.dcm', 1],
      ['region', 'region/0001.dcm', 1],
    ]);
    mkdirSync(work.path('derived'));
    written[0]!.files.forEach(({ bytes }, k) => writeFileSync(work.path(`derived/${k}.dcm`), bytes));
    const made = await readSeries((await readPartTenFiles(work.path('derived'), true)).files, DECODERS, { stack: true });
    made.images.forEach((image, k) => {
      const before = stored(k);
      Array.from(image.stored).forEach((v, n) => {
        if (inHole(n % columns, Math.floor(n / columns), k)) expect(v).not.toBe(PADDING);
        else expect(v).toBe(before[n]);
      });
      const { header: dataset } = image;
      expect(dataset.text('SeriesDescription')).toBe('inpainted · AX T1 (AI-DERIVED – research only)');
      expect(dataset.values('ImageType').slice(0, 4)).toEqual(['DERIVED', 'SECONDARY', 'M', 'INPAINTED']);
      expect(dataset.text('DerivationDescription')).toMatch(/A region of 30 voxels \(0.108 ml\) was inpainted .* mean of 2 samples/);
    });
    expect(provenance).toMatchObject({ region: { voxels: 30, millilitres: 0.108 } });
    const hole = (k: number) => Array.from({ length: rows * columns }, (_, n) => Number(inHole(n % columns, Math.floor(n / columns), k)));
    const spread = readParametricMap(new Uint8Array(written[1]!.files[0]!.bytes).buffer).frames;
    spread.forEach(({ values }, k) => expect(Array.from(values, (value) => Number(value > 0))).toEqual(hole(k)));
    const masks = readSegmentation(new Uint8Array(written[2]!.files[0]!.bytes).buffer).frames;
    expect(masks.map(({ mask }) => Array.from(mask))).toEqual([0, 1, 2].map(hole).filter((one) => one.includes(1)));
  });

  it('refuses a mask of another grid', async () => {
    const source = await dicomSource(images, 'stack-or-one');
    await expect(inpaint(source, model.manifest, '--mask', mask)).rejects.toThrow(refusal('REGION_GRID'));
  });
});
