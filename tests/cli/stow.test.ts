/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { readFileSync, writeFileSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readCommandLine } from '../../src/cli/options';
import { readDataset } from '../../src/dicom/dataset';
import { demoStudies } from '../../viewer/demoStudies';
import { faultyArchive, uidOf, type Fault, type FaultyArchive } from '../archive/faultyArchive';
import { describeWithOrthanc, startOrthanc } from '../support/orthanc';
import { demoFile } from '../viewer/servers';
import { drawnNifti, run, workFolder } from './runCli';

interface FiledReport {
  archive: {
    complete: boolean;
    alreadyFiled: boolean;
    remark?: string;
    series: {
      kind: string;
      objects: number;
      verified: number;
      others: { object: number; state: string; code: string; sentence: string }[];
    }[];
  };
}

const work = workFolder();
const [demo = ''] = demoStudies();
let running: FaultyArchive | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});
afterAll(() => work.remove());
const start = async (fault: Fault = () => false) => (running = await faultyArchive(fault));
const urlOf = ({ archive }: FaultyArchive) => archive.qidoUrl;
const denoise = (...more: string[]) => run(['denoise', '-i', demo, '-m', 'tiny-random', '-q', ...more]);
const reportOf = (name: string) => (work.report(name) as unknown as FiledReport).archive;

describe('denoise --stow', () => {
  it('files the very bytes of the files, and says so; a second time it is "already filed"', async () => {
    const there = await start();
    const ended = await denoise('-o', work.path('one'), '--stow', urlOf(there));
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toBe(`denoised: 20 files in ${work.path('one')}\ndenoised: 20 of 20 verified in the archive\n`);
    expect(reportOf('one')).toEqual({
      complete: true,
      alreadyFiled: false,
      series: [{ kind: 'denoised', objects: 20, verified: 20, others: [] }],
    });
    expect(there.store.instances).toHaveLength(20);
    for (const name of await readdir(work.path('one/result'))) {
      const file = readFileSync(work.path(`one/result/${name}`));
      const uid = readDataset(new Uint8Array(file).buffer)?.text('SOPInstanceUID') ?? '';
      expect((await there.held(uid))?.equals(file)).toBe(true);
    }

    const again = await denoise('--stow', `${urlOf(there)}/studies`);
    expect(again).toMatchObject({ code: 0, stdout: 'denoised: 20 of 20 already filed\n' });
    expect(there.store.instances).toHaveLength(20);
  });

  it('ends with 2 and a sentence where a part is not there, tells which, and leaves the files', async () => {
    let poison: string | undefined;
    const there = await start(({ kind, files, response }) => {
      if (kind !== 'store') return false;
      poison ??= uidOf(files[6]!);
      if (!files.some((file) => uidOf(file) === poison)) return false;
      response.status(400).end();
      return true;
    });
    const ended = await denoise('-o', work.path('part'), '--stow', urlOf(there));
    expect(ended.code).toBe(2);
    expect(ended.stderr).toBe(
      'ARCHIVE_PARTIAL: Only a part of the result is verified in the archive (found 19 of 20 objects). The same command sends only what is missing.\n',
    );
    expect(ended.stdout.split('\n').slice(1)).toEqual([
      'denoised: 19 of 20 verified in the archive',
      '1 object: The archive did not accept what was sent (found HTTP status 400).',
      '',
    ]);
    expect(reportOf('part')).toMatchObject({
      complete: false,
      series: [{ verified: 19, others: [{ object: 7, state: 'refused', code: 'ARCHIVE_REFUSED' }] }],
    });
    expect(JSON.stringify(reportOf('part'))).not.toContain(poison);
    expect(await readdir(work.path('part/result'))).toHaveLength(20);
  });

  it.each<[string, Fault, RegExp]>([
    ['wants a sign-in', ({ response }) => !!response.status(401).end(), /^ARCHIVE_SIGN_IN: /],
    ['is no DICOMweb archive', ({ response }) => !!response.send('<html>'), /^ARCHIVE_ANSWER: /],
  ])('finds out before the work that an archive %s', async (_, fault, line) => {
    const there = await start(fault);
    const ended = await denoise('-o', work.path('none'), '--stow', urlOf(there));
    expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(line) as unknown });
    expect(work.entries().filter((name) => name.startsWith('none'))).toEqual([]);
  });

  it('does not file into the study of another patient', async () => {
    const there = await start();
    const other = (await demoFile(1)).toString('latin1').replace('123565', '123566');
    await there.store.add(Buffer.from(other, 'latin1'));
    const ended = await denoise('--stow', urlOf(there));
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringMatching(/^STUDY_DIFFERS: .*another patient ID/) as unknown });
    expect(there.sent).toEqual([]);
  });

  it('is for DICOM alone', async () => {
    const nifti = work.write('head.nii', drawnNifti());
    const ended = await run(['denoise', '-i', nifti, '--stow', 'http://127.0.0.1:9/dicom-web', '-m', 'tiny-random']);
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringMatching(/BAD_OPTION: .*--stow for nifti, allowed DICOM/) as unknown });
  });
});

describe('the sign-in of --stow', () => {
  const stow = (args: string[], secrets = {}) => readCommandLine(['denoise', '-o', 'x', ...args], secrets).run().stow;
  const [pacs, other] = ['http://pacs/dicom-web', 'http://other/dicom-web'];
  const input = ['-i', `${pacs}/studies/1.2/series/1.2.3`];
  const given = { OHIF_DIFFUSION_DICOMWEB_USER: 'a:b' };

  it('is that of the input on the same server, and never goes to another', () => {
    expect(stow([...input, '--stow', pacs], given)).toEqual({ url: pacs, user: 'a:b', token: undefined });
    expect(stow([...input, '--stow', other], given)).toEqual({ url: other, user: undefined, token: undefined });
    expect(stow([...input, '--stow', other, '--stow-user', 'c'], given)?.user).toBe('c');
  });

  it('comes from the environment, where nobody sees it', () => {
    expect(stow([...input, '--stow', pacs], { ...given, OHIF_DIFFUSION_STOW_TOKEN: 'abc' })).toEqual({
      url: pacs,
      user: undefined,
      token: 'abc',
    });
    expect(stow(['-i', 'x', '--stow', pacs], { OHIF_DIFFUSION_STOW_USER: 'c:d', OHIF_DIFFUSION_STOW_TOKEN: 'abc' })?.user).toBe('c:d');
  });

  it.each([
    ['pacs/dicom-web', /--stow without an address/],
    ['http://me:secret@pacs/', /a name or a password in the address/],
  ])('%s is refused, and not repeated', (url, sentence) => {
    expect(() => stow(['-i', 'x', '--stow', url])).toThrow(sentence);
    expect(() => stow(['-i', 'x', '--stow', url])).not.toThrow(/secret/);
  });
});

describeWithOrthanc('denoise from Orthanc into Orthanc', () => {
  it('is verified there', async () => {
    const orthanc = await startOrthanc({ user: ['reader', 'drawn'] });
    for (const name of await readdir(demo)) await orthanc.add(await readFile(join(demo, name)));
    const series = '/studies/0.0.0.0.2.8811.20010413115754.12432/series/0.0.0.0.3.8811.2.20010413115754.12432';
    const signIn = work.path('sign-in');
    writeFileSync(signIn, 'reader:drawn\n', { mode: 0o600 });
    const args = [
      'denoise',
      '-i',
      `${orthanc.root}${series}`,
      '-m',
      'tiny-random',
      '-q',
      '--stow',
      orthanc.root,
      '--dicomweb-user-file',
      signIn,
    ];
    expect(await run(args)).toMatchObject({ code: 0, stdout: 'denoised: 20 of 20 verified in the archive\n', stderr: '' });
    expect(await orthanc.count()).toBe(40);
    expect(await run(args)).toMatchObject({ code: 0, stdout: 'denoised: 20 of 20 already filed\n' });
    expect(await orthanc.count()).toBe(40);
    await orthanc.stop();
  });
});
