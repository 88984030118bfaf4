import { contrastsIn } from '../../src/models/contrast';
import { modalityInName, modalityOf, signsOf } from '../../src/nifti/modality';
import { drawnVolume, randomNumbers } from '../support/pictures';

const random = randomNumbers(5);
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const filled = (of: (r: number, c: number) => number) => [Float32Array.from({ length: 96 * 96 }, (_, n) => of(Math.floor(n / 96), n % 96))];
/** A body of fat, soft tissue and bone in air, in whole HU. */
const ct = filled((r, c) => {
  const radius = Math.hypot(r - 48, c - 48);
  const clean = radius > 40 ? -1000 : radius > 34 ? -100 : radius > 30 ? 700 : c < 48 ? 40 : 60;
  return Math.round(clean + 12 * normal());
});
const from = (slices: Float32Array[], of: (value: number) => number) => slices.map((slice) => slice.map(of));
const clipped = (low: number, high: number) => from(ct, (v) => Math.min(high, Math.max(low, v)));
const mr = drawnVolume().slices;
const bytes = from(mr, (v) => Math.min(255, Math.round(v / 5)));

const of = (values: Float32Array[], name = '', more: { asked?: string; sidecar?: string } = {}) =>
  modalityOf({ asked: more.asked, sidecar: more.sidecar, name: modalityInName(name, contrastsIn(name)), values: signsOf(values) });

describe('what made a NIfTI file', () => {
  it('is told by all of its values: air and tissue in HU, or magnitudes', () => {
    expect(of(ct)).toMatchObject({ modality: 'CT', known: 'its values', said: [] });
    expect(of(mr)).toMatchObject({ modality: 'MR', known: 'its values', said: [] });
    expect(of(bytes)).toMatchObject({ modality: 'MR' });
    expect(of(from(mr, (v) => 40 * v))).toMatchObject({ modality: 'MR' });
  });

  it('is not told by one of them: MR with a voxel at -1024 is no CT, CT with padding at -3024 or -32768 is no less', () => {
    const spoiled = (slices: Float32Array[], value: number, count = 1) =>
      slices.map((slice) => slice.map((v, n) => (n < count ? value : v)));
    expect(of(spoiled(mr, -1024), 'sub-01_T1w.nii').modality).toBe('MR');
    expect(of(spoiled(ct, -3024, 900)).modality).toBe('CT');
    expect(of(spoiled(ct, -32768, 900)).modality).toBe('CT');
    expect(of(spoiled(ct, 30000)).modality).toBe('CT');
  });

  it.each<[string, Float32Array[]]>([
    ['a CT clipped to -200 to 300', clipped(-200, 300)],
    ['a CT clipped to 0 to 80', clipped(0, 80)],
    ['a CT clipped to 0 to 200', clipped(0, 200)],
    ['a CT with 1,024 added', from(ct, (v) => Math.max(0, v + 1024))],
    ['a CT with 32,768 added', from(ct, (v) => v + 32768)],
    [
      'a brain in HU, nothing around it',
      ct.map((slice) => slice.map((v, n) => (Math.hypot(Math.floor(n / 96) - 48, (n % 96) - 48) < 30 ? v : 0))),
    ],
    ['MR with mean 0 and deviation 1', from(mr, (v) => (v - 500) / 300)],
    ['a phase image', filled(() => 4096 * (2 * random() - 1))],
    ['a real part', filled(() => 700 * normal())],
  ])('is not guessed of %s', (_, values) => {
    expect(() => of(values, 'scan.nii.gz')).toThrow('Nothing tells whether this NIfTI file holds MR or CT.');
  });

  it.each([
    ['sub-01_T1w.nii.gz', 'MR'],
    ['sub-01_ses-02_run-1_FLAIR.nii', 'MR'],
    ['sub-01_acq-low_T2w.hdr', 'MR'],
    ['sub-01_PDw.img.gz', 'MR'],
    ['SUB-01_CT.NII.GZ', 'CT'],
    ['sub-01_space-T1w_ct.nii.gz', 'CT'],
    ['sub-ct01_T1w.nii.gz', 'MR'],
    ['head-ct-2mm.nii', 'CT'],
    ['mprage_sag.nii', 'MR'],
    ['sub-01_pet.nii.gz', 'PT'],
    ['ct_to_mr.nii', 'MR'],
    ['ct-on-t1-grid.nii', undefined],
    ['director.nii', undefined],
    ['scan.nii.gz', undefined],
  ])('is told by its name, the last word first: %s', (name, modality) => {
    expect(modalityInName(name, contrastsIn(name))).toBe(modality);
  });

  it('is what its name or its JSON file says where the values could be both', () => {
    expect(of(clipped(-200, 300), 'sub-01_ct.nii.gz')).toEqual({ modality: 'CT', known: 'its name', said: [{ code: 'CT_CLIPPED' }] });
    expect(of(clipped(0, 80), 'scan.nii', { sidecar: 'CT' })).toMatchObject({ modality: 'CT', known: 'its JSON file' });
    expect(of(bytes, 'scan.nii', { sidecar: 'PT' }).modality).toBe('PT');
  });

  it.each<[string, string, string, Float32Array[], object]>([
    ['a T1w whose values are HU', 'MR by its name, CT by its values', 'sub-01_T1w.nii.gz', ct, {}],
    ['a ct whose values are magnitudes', 'CT by its name, MR by its values', 'sub-01_ct.nii.gz', mr, {}],
    [
      'a JSON file that says another thing',
      'CT by its JSON file, MR by its name, MR by its values',
      'sub-01_T1w.nii.gz',
      mr,
      { sidecar: 'CT' },
    ],
  ])('is asked for where what is known does not agree: %s', (_, found, name, values, more) => {
    expect(() => of(values, name, more)).toThrow(`does not agree on whether it holds MR or CT. (found ${found})`);
    expect(of(values, name, { ...more, asked: 'MR' })).toEqual({ modality: 'MR', known: '--modality', said: [] });
  });

  it('is never a CT whose soft tissue lies a thousand above 0', () => {
    const shifted = from(ct, (v) => Math.max(0, v + 1024));
    expect(() => of(shifted, 'sub-01_ct.nii.gz')).toThrow(
      /not Hounsfield units. \(found tissue at about 10\d\d, allowed soft tissue near 0/,
    );
    expect(() => of(shifted, '', { asked: 'CT' })).toThrow(/not Hounsfield units/);
    expect(() =>
      of(
        from(ct, (v) => v + 32768),
        '',
        { asked: 'CT' },
      ),
    ).toThrow(/not Hounsfield units. \(found tissue at about 3\d\d\d\d/);
  });
});
