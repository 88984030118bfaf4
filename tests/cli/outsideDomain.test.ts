/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { DECODERS } from '../../src/cli/decoders';
import { readPartTenFiles } from '../../src/cli/dicomSource';
import { readSeries } from '../../src/dicom/readSeries';
import { dicomImage } from '../support/dicomFile';
import { drawnVolume } from '../support/pictures';
import { run, workFolder } from './runCli';

const work = workFolder();
afterAll(() => work.remove());

const REAL = '../shared/data/dicom/mr-abdomen-haste-coronal';
const { rows, columns, slices } = drawnVolume({ slices: 2 });
mkdirSync(work.path('drawn'));
slices.forEach((slice, k) => {
  const pixels = Array.from(slice, Math.round);
  const image = dicomImage({ z: 5 * k, rows, columns, pixels, instance: k + 1, more: [['00180015', 'CS', 'LIVER']] });
  writeFileSync(work.path(`drawn/${k}.dcm`), new Uint8Array(image));
});

const MARK = 'OUT OF DOMAIN: the series is not what the model was made for; confirmed by the reader.';
const DIFFERS = 'The series shows another part of the body than the model was made for (found LIVER, allowed brain).';
const remark = { code: 'BODY_PART_DIFFERS', measured: 'LIVER', allowed: 'brain' };

const cases: [name: string, folder: string, slices: number][] = [
  ['drawn, whose header says LIVER', work.path('drawn'), 2],
  // A title says why it was passed over.
  [`of a real abdomen (needs ${REAL.replace('../', '')} beside the repository)`, REAL, 4],
];

describe.each(cases)('a liver %s', (name, folder, count) => {
  const found = existsSync(folder) ? it : it.skip;
  const out = `${name.split(' ')[0]}-result`.replace(',', '');
  const task = ['denoise', '-q', '-i', folder, '-o', work.path(out)];

  found('is denoised by a model of the brain only when a person has confirmed it; nothing is written before', async () => {
    const before = work.entries();
    expect(await run(task)).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'CONFIRMATION_NEEDED: The series is not what the model was made for (found BODY_PART_DIFFERS: LIVER, allowed MR brain restoration, or --confirm). ' +
        'Choose another series, or go on by --confirm: the result is then marked.\n',
    });
    expect(work.entries()).toEqual(before);
  });

  found('is then marked in the report and in each image', async () => {
    expect(await run([...task, '--confirm'])).toEqual({ code: 0, stdout: `denoised: ${count} files in ${work.path(out)}\n`, stderr: '' });
    const report = work.report(out);
    expect(report).toMatchObject({ model: { id: 'mr-brain-restore' }, outsideDomain: [remark] });
    expect(report.warnings[0]).toBe(DIFFERS);
    const { files } = await readPartTenFiles(work.path(`${out}/result`), true);
    const { images } = await readSeries(files, DECODERS, { stack: true });
    expect(images).toHaveLength(count);
    images.forEach(({ header: dataset }) => {
      const text = dataset.text('DerivationDescription');
      // The mark comes before anything that could be cut off, what differs last.
      expect(text).toMatch(`AI-derived, research only, not for diagnosis. ${MARK} Denoised by mr-brain-restore`);
      expect(text.endsWith(DIFFERS)).toBe(true);
    });
  });
});

it('asks for no confirmation where nothing differs: the report has no such word', async () => {
  mkdirSync(work.path('brain'));
  slices.forEach((slice, k) => {
    const pixels = Array.from(slice, Math.round);
    const image = dicomImage({ z: 5 * k, rows, columns, pixels, instance: k + 1, more: [['00180015', 'CS', 'BRAIN']] });
    writeFileSync(work.path(`brain/${k}.dcm`), new Uint8Array(image));
  });
  // Confirmed beforehand, for nothing: no mark.
  const ended = await run(['denoise', '-q', '-i', work.path('brain'), '-o', work.path('brain-result'), '--confirm']);
  expect(ended.code).toBe(0);
  expect(work.report('brain-result')).not.toHaveProperty('outsideDomain');
  const { files } = await readPartTenFiles(work.path('brain-result/result'), true);
  const { images } = await readSeries(files, DECODERS, { stack: true });
  images.forEach(({ header: dataset }) => {
    expect(dataset.text('DerivationDescription')).not.toContain('OUT OF DOMAIN');
  });
});
