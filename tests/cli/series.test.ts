/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readDataset, type Dataset } from '../../src/dicom/dataset';
import { readSeries } from '../../src/dicom/readSeries';
import { bare, besideFile, enhancedFile, GAP, headImage, headPixels, headSeries } from '../support/drawnDicom';
import { nativePixels } from '../support/nativePixels';
import { run, workFolder } from './runCli';

const work = workFolder();
afterAll(() => work.remove());

const MR = '1.2.840.10008.5.1.4.1.1.4.1';

function folder(name: string, files: Readonly<Record<string, ArrayBuffer | string>>): string {
  mkdirSync(work.path(name), { recursive: true });
  for (const [file, bytes] of Object.entries(files))
    writeFileSync(work.path(`${name}/${file}`), typeof bytes === 'string' ? bytes : new Uint8Array(bytes));
  return work.path(name);
}
const named = (files: readonly ArrayBuffer[], ending = '.dcm') => Object.fromEntries(files.map((file, k) => [`IM${k}${ending}`, file]));
/** Strength 0 gives back the source: what comes out must be what went in. */
const denoise = (input: string, name: string, ...more: string[]) =>
  run(['denoise', '-i', input, '-o', work.path(name), '-m', 'tiny-random', '--strength', '0', ...more]);
const results = (name: string) =>
  readdirSync(work.path(`${name}/result`)).map((file) => new Uint8Array(readFileSync(work.path(`${name}/result/${file}`))).buffer);
const values = async (name: string) => (await readSeries(results(name), {}, { stack: true, slicewise: true })).volume.slices;
const head = (...slices: number[]) => slices.map((k) => Float32Array.from(headPixels(k)));
const report = (name: string) =>
  work.report(name) as unknown as { input: { files: object; spacing: number[] }; gaps?: object[]; warnings: string[] };

describe('every file of a folder is accounted for', () => {
  it('in the notes and the report: what was read, and what was left out and why', async () => {
    const series = headSeries(5).map((file, k) => (k === 4 ? bare(file) : file));
    const input = folder('beside', {
      ...named(series),
      'IM1 (copy).dcm': headImage(1),
      'report.dcm': besideFile('1.2.840.10008.5.1.4.1.1.88.33', 'SR', 1),
      'rt.dcm': besideFile('1.2.840.10008.5.1.4.1.1.481.3', 'RTSTRUCT', 2),
      'notes.txt': 'Exported for a second opinion.',
      '._IM0.dcm': '\0\x05\x16\x07',
    });
    const ended = await denoise(input, 'out-beside');
    expect(ended.stderr).toContain('5 read, 5 left out because: 2 not DICOM, 1 report, 1 structure set, 1 the same image again\n');
    expect(ended.code).toBe(0);
    expect(report('out-beside').input.files).toEqual({
      read: 5,
      left: [
        { count: 2, because: 'not DICOM' },
        { count: 1, because: 'report' },
        { count: 1, because: 'structure set' },
        { count: 1, because: 'the same image again' },
      ],
    });
    expect(await values('out-beside')).toEqual(head(0, 1, 2, 3, 4));
    expect(report('out-beside').warnings).toEqual([]);
  });

  it.each<[string, string, ArrayBuffer | string, RegExp]>([
    ['an empty file', '.dcm', '', /^DICOM_DAMAGED: .*1 file named like the images, without DICOM inside/],
    ['a file of zeros without an ending', '', '\0'.repeat(300), /^DICOM_DAMAGED: .*1 file named like the images/],
    ['an image without its pixels', '.dcm', headImage(4, { bytes: Buffer.alloc(0) }), /^DICOM_DAMAGED: .*bytes of pixels, allowed 8400/],
  ])('%s among the images ends with 2, unless one goes on without: then the result says so', async (name, ending, bytes, line) => {
    const input = folder(name, { ...named(headSeries(4), ending), [`IM4${ending}`]: bytes });
    const refused = await denoise(input, `no ${name}`);
    expect(refused.code).toBe(2);
    expect(refused.stderr.trimEnd().split('\n').at(-1)).toMatch(line);
    expect(work.entries()).not.toContain(`no ${name}`);

    const out = `out ${name}`;
    expect((await denoise(input, out, '--partial')).code).toBe(0);
    expect(await values(out)).toEqual(head(0, 1, 2, 3));
    expect(report(out).input.files).toEqual({ read: 4, left: [{ count: 1, because: 'unreadable' }], partial: true });
    expect(report(out).warnings[0]).toMatch(/^Some files, which may belong to the series, could not be used \(found 1: /);
    expect(readDataset(results(out)[0]!)!.text('DerivationDescription')).toContain('INCOMPLETE INPUT: 4 read, 1 left out');
  });

  it('a text beside images without an ending is no fault', async () => {
    const input = folder('readme', { ...named(headSeries(3), ''), README: 'What this disc holds.\n' });
    expect((await denoise(input, 'out-readme')).stderr).toContain('3 read, 1 left out because: 1 not DICOM\n');
  });
});

it('slices are numbered as the viewer lists them, the head first, in what is said', async () => {
  const blank = headImage(0, { pixels: headPixels(0).map(() => 7) });
  const input = folder('numbered', named([blank, ...[1, 2, 3].map((k) => headImage(k))]));
  const ended = await denoise(input, 'out-numbered', '--independent-slices');
  expect(ended.stderr).toMatch(/warning: Some slices hold too little tissue.* \(found slice 4\)/);
  const { untouched, remarks } = work.report('out-numbered') as unknown as { untouched: number[]; remarks: object[] };
  expect(untouched).toEqual([4]);
  expect(remarks).toContainEqual({ code: 'SLICES_UNTOUCHED', slices: [3] });
});

describe('slices with gaps', () => {
  it('are denoised one by one; the result is marked, and claims no spacing', async () => {
    const input = folder('gap', named([0, 1, 3, 4].map((k) => headImage(k))));
    const ended = await denoise(input, 'out-gap');
    expect(ended).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('warning: A slice is missing from the stack (found 8.00 mm after slice 2') as unknown,
    });
    expect(await values('out-gap')).toEqual(head(0, 1, 3, 4));
    expect(report('out-gap').gaps).toEqual([{ code: 'MISSING_SLICE', measured: '8.00 mm after slice 2', allowed: '4.00 mm ± 5 %' }]);
    const header = readDataset(results('out-gap')[0]!)!;
    expect(header.text('DerivationDescription')).toContain('NO EVEN STACK: A slice is missing from the stack');
    expect(header.text('SpacingBetweenSlices')).toBe('');
  });

  it('are refused to the anomaly map, which needs a stack', async () => {
    const flair = [
      ['0008103E', 'LO', 'AX FLAIR'],
      ['00180015', 'CS', 'BRAIN'],
    ] as const;
    const input = folder('gap-flair', named([0, 1, 3, 4].map((k) => headImage(k, { more: flair }))));
    const ended = await run(['anomaly', '-i', input, '-o', work.path('out-flair')]);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/^MISSING_SLICE: .*8.00 mm after slice 2, allowed 4.00 mm/m);
  });

  it('of a tilted gantry, and one slice alone, are denoised too', async () => {
    const tilted = [0, 1, 2, 3].map((k) => headImage(k, { position: `-100.5\\${1.5 * k}\\${GAP * k}` }));
    expect((await denoise(folder('tilt', named(tilted)), 'out-tilt')).stderr).toContain(
      'warning: The slices are stacked at a slant, as by a tilted gantry (found 20.6°',
    );
    expect(await values('out-tilt')).toEqual(head(0, 1, 2, 3));
    expect((await denoise(folder('one', named([headImage(2)])), 'out-one')).code).toBe(0);
    expect(await values('out-one')).toEqual(head(2));
  });
});

describe('enhanced multi-frame objects', () => {
  const frames = [2, 0, 3, 1].map((slice) => ({ slice }));
  const positions = (object: Dataset) => object.frames().map((frame) => frame.numbers('ImagePositionPatient')[2]);

  it('give one object of their class, with the frames in their order at their places', async () => {
    const ended = await denoise(folder('mr', { 'one.dcm': enhancedFile({ frames, sopClass: MR }) }), 'out-mr');
    expect(ended).toMatchObject({ code: 0, stdout: `denoised: result/0001.dcm in ${work.path('out-mr')}\n` });
    const object = readDataset(results('out-mr')[0]!)!;
    expect([object.text('SOPClassUID'), object.number('NumberOfFrames')]).toEqual([MR, 4]);
    expect(positions(object)).toEqual([8, 0, 12, 4]);
    expect([...new Uint16Array(nativePixels(object))]).toEqual([2, 0, 3, 1].flatMap(headPixels));
    expect(await values('out-mr')).toEqual(head(0, 1, 2, 3));
  });
});
