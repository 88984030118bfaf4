/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dicomImage, marked } from '../support/dicomFile';
import { grid, niftiFile } from '../support/niftiFile';
import { drawnNifti, run, workFolder } from './runCli';

const work = workFolder();
afterAll(() => work.remove());

const nifti = (name: string, bytes: Uint8Array) => work.write(name, bytes);
function folder(name: string, files: ArrayBuffer[]): string {
  mkdirSync(work.path(name), { recursive: true });
  files.forEach((file, k) => writeFileSync(work.path(`${name}/${k}.dcm`), new Uint8Array(file)));
  return work.path(name);
}

const good = nifti('good.nii', drawnNifti());
const small = [4, 4, 2];
const values = Array.from({ length: 32 }, (_, n) => n);
const full = folder('full', [new ArrayBuffer(3)]);
const images = (count: number, change: object = {}) =>
  Array.from({ length: count }, (_, k) => dicomImage({ z: 5 * k, pixels: marked(k), instance: k + 1, ...change }));

const out = work.path('out');
const task = (input: string, ...more: string[]) => ['denoise', '-i', input, '-o', out, ...more];

describe('the command line ends with 2, one line and nothing written', () => {
  it.each<[string, RegExp, () => string[]]>([
    ['nothing asked', /^COMMAND_UNKNOWN: .*allowed denoise, inpaint, anomaly, models list/, () => []],
    ['an unknown command', /^COMMAND_UNKNOWN: .*found segment, allowed denoise/, () => ['segment', '-i', good, '-o', out]],
    ['an unknown option', /^BAD_OPTION: .*'--foo'/, () => task(good, '--foo')],
    ['no input', /^BAD_OPTION: .*no --input/, () => ['denoise', '-o', out]],
    ['no output', /^BAD_OPTION: .*no --output/, () => ['denoise', '-i', good]],
    ['a strength beyond 1.2', /^BAD_OPTION: .*--strength 1.5, allowed low, medium, high/, () => task(good, '--strength', '1.5')],
    ['a strength that is no word', /^BAD_OPTION: .*--strength much/, () => task(good, '--strength', 'much')],
    ['half a step', /^BAD_OPTION: .*--steps 1.5, allowed 1 to 100/, () => task(good, '--steps', '1.5')],
    ['a negative seed', /^BAD_OPTION: .*--seed/, () => task(good, '--seed=-1')],
    ['an unknown sampler', /^BAD_OPTION: .*sampler nothing, allowed dpmpp-2m, heun/, () => task(good, '--sampler', 'nothing')],
    ['a sampler of another use', /^BAD_OPTION: .*sampler repaint for denoise/, () => task(good, '--sampler', 'repaint')],
    [
      'samples without noise',
      /^SAMPLES_ALIKE: .*2 samples of heun, which draws no random numbers, allowed ddpm, /,
      () => task(good, '--samples', '2', '--sampler', 'heun'),
    ],
    [
      'samples of one step',
      /^SAMPLES_ALIKE: .*2 samples of 1 step, allowed 2 steps or more/,
      () => task(good, '--samples', '2', '--steps', '1'),
    ],
    ['a mask for denoise', /^BAD_OPTION: .*--mask for denoise/, () => task(good, '--mask', good)],
    [
      'the best setting for anomaly',
      /^BAD_OPTION: .*--best for anomaly, allowed --seed, --samples/,
      () => ['anomaly', '-i', good, '-o', out, '--best'],
    ],
    ['steps for anomaly', /^BAD_OPTION: .*--steps for anomaly/, () => ['anomaly', '-i', good, '-o', out, '--steps', '4']],
    ['an unknown model', /^MODEL_UNKNOWN: .*found best, allowed .*mr-brain-restore.*tiny-random/, () => task(good, '-m', 'best')],
    ['nothing at the input', /^INPUT_MISSING: /, () => task(work.path('nowhere'))],
    ['an input of another kind', /^INPUT_UNREADABLE: .*1 file, none of them DICOM/, () => task(nifti('text.txt', Buffer.from('text')))],
    ['a folder without images', /^INPUT_UNREADABLE: .*1 file, none of them DICOM/, () => task(full)],
    ['an output folder that is not empty', /^OUTPUT_EXISTS: .*1 entries/, () => ['denoise', '-i', good, '-o', full]],
    ['an output that is a file', /^OUTPUT_EXISTS: .*a file/, () => ['denoise', '-i', good, '-o', good]],
    [
      'mixed series',
      /^MIXED_SERIES: .*MR series 3 \(2 images\), MR series 7 \(2 images\)/,
      () => task(folder('mixed', [...images(2), ...images(2, { series: '1.2.3.8', seriesNumber: '7' })])),
    ],
    [
      'two images at one place',
      /^DUPLICATE_POSITION: .*2 images/,
      () =>
        task(
          folder(
            'gap',
            [0, 5, 10, 10, 25].map((z, k) => dicomImage({ z, pixels: marked(1), instance: k + 1 })),
          ),
        ),
    ],
    [
      'a missing slice, for a task that needs a stack',
      /^MISSING_SLICE: .*10.00 mm after slice 3/,
      () => [
        ...['anomaly', '-o', out, '-i'],
        folder(
          'hole',
          [0, 5, 10, 20, 25].map((z) => dicomImage({ z, pixels: marked(1) })),
        ),
      ],
    ],
    [
      'an image without its rows',
      /^DICOM_DAMAGED: .*without Rows/,
      () => task(folder('rows', images(2, { more: [['00280010', 'US', Buffer.alloc(0)]] }))),
    ],
    [
      'a series that no model fits',
      /^MODEL_DOMAIN: .*found PT, 0.90 × 0.80 mm, allowed ct-lowdose: CT of any body part; mr-brain-restore: MR of the brain/,
      () => task(folder('pet', images(2, { modality: 'PT' }))),
    ],
    [
      'another part of the body',
      /^CONFIRMATION_NEEDED: .*found BODY_PART_DIFFERS: KNEE, allowed MR brain restoration/,
      () => task(folder('knee', images(2, { more: [['00180015', 'CS', 'KNEE']] }))),
    ],
    [
      'a model of another modality',
      /^MODEL_DOMAIN: /,
      () =>
        task(
          nifti('air.nii', niftiFile({ size: small, values: values.map((v) => v - 1000), sform: grid([1, 1, 1]) })),
          '-m',
          'tiny-random',
        ),
    ],
    [
      'NaN',
      /^BAD_PIXELS: .*NaN at voxel/,
      () => task(nifti('nan.nii', niftiFile({ size: small, values: values.map(() => NaN), sform: grid([1, 1, 1]) }))),
    ],
    ['a singular affine', /^SINGULAR_AFFINE: /, () => task(nifti('flat.nii', niftiFile({ size: small, values, sform: grid([1, 1, 0]) })))],
    ['four dimensions', /^NOT_ONE_VOLUME: .*2 volumes/, () => task(nifti('4d.nii', niftiFile({ size: [4, 4, 1, 2], values })))],
    ['broken gzip', /^NIFTI_DAMAGED: .*gzip/, () => task(nifti('broken.nii.gz', Uint8Array.of(0x1f, 0x8b, 8, 0, 1, 2, 3)))],
    [
      'too little tissue',
      /^NOISE_UNKNOWN: /,
      () => task(nifti('tiny_T1w.nii', niftiFile({ size: small, values, sform: grid([1, 1, 1]) })), '-m', 'tiny-random'),
    ],
    ['an address without a series', /^BAD_OPTION: .*studies\/UID\/series/, () => task('http://127.0.0.1:9/dicomweb')],
    ['an archive that does not answer', /^DICOMWEB_FAILED: /, () => task('http://127.0.0.1:9/dicomweb/studies/1.2/series/1.3')],
  ])('%s', async (_, line, args) => {
    const asked = args();
    const before = work.entries();
    const ended = await run(asked);
    expect(ended.code).toBe(2);
    expect(ended.stdout).toBe('');
    const lines = ended.stderr.trimEnd().split('\n');
    expect(lines.at(-1)).toMatch(line);
    expect(lines.filter((text) => /^[A-Z_]+: /.test(text))).toHaveLength(1);
    expect(work.entries()).toEqual(before);
  });

  it('an interrupt, in the middle of the work', async () => {
    const before = work.entries();
    const interrupt = new AbortController();
    interrupt.abort();
    const ended = await run(task(good, '-m', 'tiny-random', '-q'), { signal: interrupt.signal });
    expect(ended).toMatchObject({ code: 130, stderr: 'CANCELLED: The run was stopped before its end. Start it again.\n' });
    expect(work.entries()).toEqual(before);
  });

  it('names no patient and no file of the input', async () => {
    const { stderr } = await run(
      task(
        folder(
          'gap2',
          [0, 5, 10, 20, 25].map((z) => dicomImage({ z, pixels: marked(1) })),
        ),
      ),
    );
    expect(stderr).not.toMatch(/DOE|P-77|gap2|1\.2\.3/);
  });
});
