import { checkDomain, chooseModel, contrastNote, fitsBodyPart, type SeriesFacts } from '../../src/models/domain';
import type { Manifest } from '../../src/models/manifest';
import { shippedModel } from '../support/models';
import { refusal } from '../support/refusal';
import { restorer } from '../support/restorer';

const restore = shippedModel('mr-brain-restore').manifest;
const forTests = shippedModel('tiny-random').manifest;
const model = (id: string, domain: Partial<Manifest['domain']>): Manifest => ({ ...restore, id, domain: { ...restore.domain, ...domain } });
const ct = model('ct-lowdose', { modalities: ['CT'], bodyPart: 'any' });
const series = (change: Partial<SeriesFacts> = {}): SeriesFacts => ({ modality: 'MR', pixelSpacing: [1, 1], ...change });
const chosen = (manifests: Manifest[], facts: SeriesFacts) => chooseModel(manifests, 'denoise', facts).manifest.id;

describe('the choice of a model', () => {
  it('goes by the modality', () => {
    expect(chosen([ct, restore], series())).toBe('mr-brain-restore');
    expect(chosen([restore, ct], series({ modality: 'CT', bodyPart: 'CHEST' }))).toBe('ct-lowdose');
  });

  it('prefers the model that was trained at this pixel spacing, and takes another where there is none', () => {
    const fine = model('mr-fine', { pixelSpacing: [0.1, 0.3] });
    expect(chosen([restore, fine], series({ pixelSpacing: [0.2, 0.2] }))).toBe('mr-fine');
    expect(chosen([restore], series({ pixelSpacing: [0.2, 0.2] }))).toBe('mr-brain-restore');
  });

  it('never falls on a model without measured figures', () => {
    expect(() => chosen([forTests], series())).toThrow(refusal('MODEL_DOMAIN'));
  });

  it('says what was found and what each model needs', () => {
    const facts = series({ modality: 'PT', bodyPart: 'CHEST', pixelSpacing: [4.7, 4.7] });
    expect(() => chosen([restore, ct, forTests], facts)).toThrow(
      /found PT, CHEST, 4.70 × 4.70 mm, allowed mr-brain-restore: MR of the brain; ct-lowdose: CT of any body part/,
    );
  });

  it('goes by the contrast that the series names', () => {
    const [flair, t1] = [model('flair', { contrasts: ['FLAIR'] }), model('t1', { contrasts: ['T1'] })];
    const choose = (description?: string) => chooseModel([flair, t1], 'denoise', series({ description }));
    expect(['AX FLAIR', 'sub-01_T1w.nii.gz', 'Ax T1 FLAIR'].map((text) => choose(text).manifest.id)).toEqual(['flair', 't1', 't1']);
    expect(choose('t1_mprage DOE').reason).toBe('made for MR of the brain; the series is MR, 1.00 × 1.00 mm, its name says T1');
    expect(choose().reason).toMatch(/, its name says no contrast \(also installed: t1 for T1\)$/);
    expect(choose('T2').reason).toMatch(/, its name says T2 \(also installed: t1 for T1\)$/);
  });

  it('gives its reason', () => {
    expect(chooseModel([restore], 'denoise', series({ bodyPart: 'HEAD' })).reason).toBe(
      'made for MR of the brain; the series is MR, HEAD, 1.00 × 1.00 mm',
    );
  });
});

describe('the body part', () => {
  it.each(['', 'BRAIN', 'HEAD', 'HEADNECK', 'FH-HEAD^Brain', 'PARTIALBODY'])('%p does not rule out a model of the brain', (bodyPart) => {
    expect(fitsBodyPart(restore, bodyPart)).toBe(true);
  });

  it.each(['KNEE', 'LIVER', 'TH CT CHEST WO C', 'LSPINE', 'Shoulder'])('%p does', (bodyPart) => {
    expect(fitsBodyPart(restore, bodyPart)).toBe(false);
    expect(fitsBodyPart(ct, bodyPart)).toBe(true);
    expect(checkDomain(restore, series({ bodyPart }))).toEqual([`The series shows ${bodyPart}; the model was made for brain.`]);
  });
});

describe('the contrast of a series', () => {
  it.each(['AX FLAIR', 't2_tirm_tra_dark-fluid', 'ep2d Dark Fluid'])('is FLAIR in %s', (description) => {
    expect(contrastNote(restorer, series({ description }))).toBeUndefined();
  });

  it('is asked for where the description names another, or is missing, without repeating it', () => {
    expect(contrastNote(restorer, series({ description: 'T1 DOE^JANE' }))).toBe(
      'The series description does not name FLAIR; the model reads FLAIR only (FLAIR brain, drawn).',
    );
    expect(contrastNote(restorer, series())).toMatch(/^The file does not say which contrast it holds/);
    expect(contrastNote(forTests, series())).toBeUndefined();
  });
});
