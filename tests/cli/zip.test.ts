/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { readDataset } from '../../src/dicom/dataset';
import { demoStudies } from '../../viewer/demoStudies';
import { itWith } from '../support/filing';
import { drawnNifti, run, workFolder, type Report } from './runCli';

const work = workFolder();
afterAll(() => work.remove());
const [demo = ''] = demoStudies();
const zip = work.path('new/demo.zip');
const denoise = (...more: string[]) => run(['denoise', '-i', demo, '-m', 'tiny-random', '-q', ...more]);

/** Every instance that the directory names, in its order. */
const FILE_SET = `
import sys
from pydicom.fileset import FileSet
for instance in FileSet(sys.argv[1] + '/DICOMDIR'): print(instance.load().SOPInstanceUID)
`;

describe('denoise --zip', () => {
  let files: Record<string, Uint8Array> = {};
  const uidsOf = () =>
    Object.entries(files).flatMap(([name, bytes]) =>
      name.startsWith('DICOM/') ? [readDataset(bytes.slice().buffer)?.text('SOPInstanceUID')] : [],
    );

  it('writes the files of the folder as one archive with a directory, and the report', async () => {
    const ended = await denoise('--zip', zip);
    expect(ended).toMatchObject({ code: 0, stdout: `denoised: 20 files in ${zip}\n` });
    files = unzipSync(readFileSync(zip));
    expect(Object.keys(files)).toHaveLength(22);
    expect(work.entries().filter((name) => name.includes('partial'))).toEqual([]);
    const report = JSON.parse(Buffer.from(files['report.json']!).toString()) as Report;
    expect(report.output).toEqual([{ kind: 'denoised', path: 'DICOM/S0001', files: 20 }]);

    await denoise('-o', work.path('folder'));
    const first = readDataset(new Uint8Array(readFileSync(work.path('folder/result/0001.dcm'))).buffer);
    expect(uidsOf()[0]).toBe(first?.text('SOPInstanceUID'));
    expect(new Set(uidsOf()).size).toBe(20);
  });

  itWith(
    'python3',
    '-c',
    'import pydicom',
  )('is read by pydicom as a file-set with every instance', () => {
    execFileSync('python3', ['-m', 'zipfile', '-e', zip, work.path('unpacked')]);
    const said = execFileSync('python3', ['-c', FILE_SET, work.path('unpacked')], { encoding: 'utf8' });
    expect(said.trim().split('\n').sort()).toEqual(uidsOf().sort());
  });

  it('leaves a file that is there alone, and refuses before the work what it cannot write', async () => {
    const there = work.write('there.zip', Buffer.from('mine'));
    const nifti = work.write('head.nii', drawnNifti());
    expect((await denoise('--zip', there)).stderr).toMatch(/^OUTPUT_EXISTS: .*found a file, allowed a new file/);
    expect(readFileSync(there, 'utf8')).toBe('mine');
    expect((await denoise('--zip', work.path('a.zip'), '-o', work.path('b'))).stderr).toMatch(/^BAD_OPTION: .*--output and --zip/);
    const ended = await run(['denoise', '-i', nifti, '--zip', work.path('a.zip'), '-m', 'tiny-random']);
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringMatching(/^BAD_OPTION: .*--zip for nifti, allowed DICOM/) as unknown });
    writeFileSync(work.path('file'), '');
    expect((await denoise('--zip', work.path('file/in.zip'))).stderr).toMatch(/^OUTPUT_FAILED: /);
    expect([existsSync(work.path('a.zip')), existsSync(work.path('b'))]).toEqual([false, false]);
  });
});
