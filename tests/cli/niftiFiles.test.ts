/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { execFileSync } from 'node:child_process';
import { truncateSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { readMaskFile, readNiftiSlices } from '../../src/cli/niftiFile';
import { niftiSource } from '../../src/cli/niftiSource';
import type { ErrorCode } from '../../src/core/errors';
import { readNifti } from '../../src/nifti/readNifti';
import { grid, niftiFile, type NiftiFile } from '../support/niftiFile';
import { refusal } from '../support/refusal';
import { workFolder } from './runCli';

const work = workFolder();
afterAll(() => work.remove());

const size = [5, 4, 3];
const values = Array.from({ length: 60 }, (_, n) => 200 + n);
const file = (change: Partial<NiftiFile> = {}) => niftiFile({ size, values, sform: grid([1, 1, 3]), datatype: 4, ...change });
const voxelsAlone = (change: Partial<NiftiFile> = {}) => file(change).subarray(352);
const read = (path: string) => readNiftiSlices(path, 'stack-or-one');
const all = (slices: readonly Float32Array[]) => slices.flatMap((slice) => [...slice]);
const zeros = (length: number) => gzipSync(new Uint8Array(length), { level: 1 });
/** Of zeros, in some 5 MB. */
const gigabyte = Buffer.concat(Array.from({ length: 64 }, () => zeros(2 ** 24)));
const seconds = async (action: () => Promise<unknown>) => {
  const started = performance.now();
  await action();
  return (performance.now() - started) / 1000;
};

describe('a NIfTI file', () => {
  it.each<[string, () => string]>([
    ['alone', () => work.write('a.nii', file())],
    ['packed', () => work.write('a.nii.gz', gzipSync(file()))],
    [
      'packed in several members, as bgzip does',
      () => work.write('b.nii.gz', Buffer.concat([gzipSync(file().subarray(0, 400)), gzipSync(file().subarray(400))])),
    ],
    ['packed under a name that does not say so', () => work.write('c.nii', gzipSync(file()))],
    ['not packed under a name that says so', () => work.write('d.nii.gz', file())],
    ['packed, with zeros behind it', () => work.write('e.nii.gz', Buffer.concat([gzipSync(file()), new Uint8Array(512)]))],
    [
      'with an extension',
      () => work.write('f.nii', Buffer.concat([file({ voxOffset: 384 }).subarray(0, 352), new Uint8Array(32), voxelsAlone()])),
    ],
    ['of NIfTI-2, packed', () => work.write('g.nii.gz', gzipSync(file({ version: 2 })))],
    ['of two files', () => (work.write('h.img', voxelsAlone()), work.write('h.hdr', file({ pair: true }).subarray(0, 348)))],
    ['of two files, by the other one', () => (work.write('i.hdr', file({ pair: true })), work.write('i.img', voxelsAlone()))],
    [
      'of two packed files',
      () => (work.write('j.hdr.gz', gzipSync(file({ pair: true }))), work.write('j.img.gz', gzipSync(voxelsAlone()))),
    ],
    [
      'of two files of NIfTI-2, the voxels after an offset',
      () => (
        work.write('k.img', Buffer.concat([new Uint8Array(16), voxelsAlone()])),
        work.write('k.hdr', file({ pair: true, version: 2, voxOffset: 16 }).subarray(0, 540))
      ),
    ],
  ])('is read: %s', async (_, path) => {
    expect(all((await read(path())).slices)).toEqual(values);
  });

  it.each<[ErrorCode, string, () => string]>([
    ['NIFTI_DAMAGED', 'a packed file that ends too soon', () => work.write('cut.nii.gz', gzipSync(file()).subarray(0, -20))],
    [
      'NIFTI_DAMAGED',
      'a packed file whose checksum is another',
      () =>
        work.write(
          'sum.nii.gz',
          gzipSync(file()).map((byte, n, { length }) => (n === length - 6 ? byte ^ 1 : byte)),
        ),
    ],
    ['NIFTI_DAMAGED', 'fewer voxels than its header says', () => work.write('few.nii', file().subarray(0, -2))],
    ['NIFTI_DAMAGED', 'a header alone', () => work.write('alone.hdr', file({ pair: true }))],
    ['NIFTI_DAMAGED', 'a header of two files, alone', () => work.write('alone.nii', file({ pair: true }))],
    [
      'NIFTI_DAMAGED',
      'a header of a single file beside voxels',
      () => (work.write('both.img', voxelsAlone()), work.write('both.hdr', file())),
    ],
    ['NIFTI_DAMAGED', 'nothing at all', () => work.write('empty.nii', new Uint8Array(0))],
    ['NIFTI_DAMAGED', 'packed zeros', () => work.write('zeros.nii.gz', zeros(1000))],
  ])('is refused with %s: %s', async (code, _, path) => {
    await expect(read(path())).rejects.toThrow(refusal(code));
  });

  it('of more than 2 GiB is read as far as its header says, and what lies behind is told', async () => {
    const path = work.write('long_T1w.nii', file());
    truncateSync(path, 2200 * 2 ** 20);
    expect(await seconds(async () => expect(all((await read(path)).slices)).toEqual(values))).toBeLessThan(1);
    const { notes } = await niftiSource(path, 'stack-or-one');
    expect(notes).toContain(`${2200 * 2 ** 20 - 352 - 120} bytes behind the voxels that the header tells of were left out.`);
  });

  it('whose voxels begin behind 4 GiB is read', async () => {
    const path = work.write('far.nii', file({ version: 2, voxOffset: 2 ** 32 + 2 ** 20 }));
    truncateSync(path, 2 ** 32 + 2 ** 20 + 120);
    expect(all((await read(path)).slices)).toEqual(values.map(() => 0));
  });

  it.each<[ErrorCode, string, Partial<NiftiFile>]>([
    ['NOT_ONE_VOLUME', 'many volumes', { size: [500, 500, 100, 100] }],
    ['NIFTI_UNSUPPORTED', 'colour', { size: [500, 500, 100], datatype: 128 }],
    ['NIFTI_DAMAGED', 'far fewer voxels than it unpacks to', { size: [4, 4, 4] }],
  ])('that unpacks to a gigabyte is refused in no time with %s: %s', async (code, _, change) => {
    const bomb = Buffer.concat([gzipSync(file({ ...change, values: [] })), gigabyte]);
    const path = work.write('bomb.nii.gz', bomb);
    expect(await seconds(() => expect(read(path)).rejects.toThrow(refusal(code)))).toBeLessThan(1);
  });

  it('of more voxels than memory is refused before one of them is read', async () => {
    const path = work.write('huge.nii', file({ size: [30000, 30000, 3000], datatype: 2, values: [] }));
    truncateSync(path, 2.8e12);
    await expect(read(path)).rejects.toThrow(refusal('INPUT_TOO_LARGE'));
  });

  it('that could not hold its voxels, however tightly packed, is refused before it is unpacked', async () => {
    const path = work.write('tight.nii.gz', gzipSync(file({ size: [1000, 1000, 100], values: [] })));
    await expect(read(path)).rejects.toThrow(/at most \d+ bytes when unpacked, allowed at least 200000352/);
  });

  it('as a mask is refused by the number of its voxels before one of them is read', async () => {
    const { planes } = await read(work.write('series.nii', file()));
    const path = work.write('mask.nii.gz', Buffer.concat([gzipSync(file({ size: [500, 500, 400], values: [] })), zeros(2 ** 27)]));
    await expect(readMaskFile(path, planes, Boolean)).rejects.toThrow(refusal('REGION_GRID'));
  });

  it('as a mask that is a pipe or a folder is not waited for', async () => {
    const { planes } = await read(work.write('series2.nii', file()));
    execFileSync('mkfifo', [work.path('pipe.nii')]);
    for (const path of [work.path('pipe.nii'), work.path('.')])
      await expect(readMaskFile(path, planes, Boolean)).rejects.toThrow(refusal('INPUT_UNREADABLE'));
  });

  it('is read no further once the run is stopped', async () => {
    const stop = new AbortController();
    stop.abort();
    const path = work.write('stopped.nii', file());
    await expect(readNiftiSlices(path, 'stack-or-one', stop.signal)).rejects.toThrow(refusal('CANCELLED'));
  });
});

describe('a NIfTI source', () => {
  const source = (name: string, change: Partial<NiftiFile> = {}) => niftiSource(work.write(name, file(change)), 'stack-or-one');

  it('says how it was read: axis, unit and modality', async () => {
    const { notes, facts } = await source('sub-01_T1w.nii', { sform: grid([3000, 1000, 1000]), xyztUnits: 3 });
    expect(notes).toEqual([
      'A NIfTI file names no modality; it is taken for MR by its name.',
      'Slices are taken across the first axis, along which the voxels are longest.',
      'The file gives its voxels in micrometres: 1.00 × 1.00 × 3.00 mm.',
    ]);
    expect(facts).toMatchObject({ modality: 'MR', unoriented: false });
  });

  it('takes the modality of the JSON file beside it, and passes over one that is none', async () => {
    work.write('scan.json', Buffer.from('{"Modality":"CT"}'));
    await expect(source('scan.nii')).resolves.toMatchObject({ volume: { modality: 'CT', units: 'HU' }, said: [{ code: 'CT_CLIPPED' }] });
    work.write('other.json', Buffer.from('not JSON'));
    await expect(source('other_T1w.nii')).resolves.toMatchObject({ volume: { modality: 'MR' } });
  });

  it('has no axes where its orientation is not known', async () => {
    const { facts, volume } = await source('loose_T1w.nii', { sform: undefined });
    expect(facts.unoriented).toBe(true);
    expect([facts.axes, volume.axes]).toEqual([undefined, undefined]);
  });

  it('gives the packed file of a layer back on its own grid, in its own order', async () => {
    const made = await source('order_T1w.nii', {
      size: [40, 36, 34],
      values: Array.from({ length: 40 * 36 * 34 }, (_, n) => n % 977),
      sform: [0, 0, -1, 9, 1, 0, 0, 8, 0, -1, 0, 7],
    });
    const done = { result: { layers: [{ kind: 'denoised', slices: made.volume.slices }] } };
    const [written] = await made.encode(done as unknown as Parameters<typeof made.encode>[0], new Date());
    const back = readNifti(gunzipSync(Buffer.concat(written!.files[0]!.bytes as Uint8Array[])));
    expect([...back.values]).toEqual(Array.from({ length: 40 * 36 * 34 }, (_, n) => n % 977));
    expect(back.header.orientation.srow).toEqual([0, 0, -1, 9, 1, 0, 0, 8, 0, -1, 0, 7]);
  });
});
