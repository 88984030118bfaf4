import { manifestOf, shippedModels } from '../../src/cli/models';
import type { Manifest } from '../../src/models/manifest';
import { chooseModel, modelsFor, type Wishes } from '../../src/rules/chooseModel';
import type { SeriesFacts } from '../../src/rules/facts';
import { shippedModel } from '../support/models';
import { refusal } from '../support/refusal';
import { restorer } from '../support/restorer';

const restore = shippedModel('mr-brain-restore').manifest;
const model = (id: string, domain: Partial<(typeof restore)['domain']>): Manifest => ({
  ...restore,
  id,
  domain: { ...restore.domain, ...domain },
});
const ct = model('ct-lowdose', { modalities: ['CT'], bodyPart: 'any' });
const series = (change: Partial<SeriesFacts> = {}): SeriesFacts => ({ modality: 'MR', pixelSpacing: [1, 1], ...change });
const chosen = (manifests: readonly Manifest[], facts: SeriesFacts, wishes?: Wishes) =>
  chooseModel(manifests, 'denoise', facts, wishes).manifest.id;

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

  it('never falls on a model without measured figures', async () => {
    expect((await manifestOf('tiny-random')).metrics).toEqual([]);
    const shipped = await shippedModels();
    expect(shipped.map(({ id }) => id)).toEqual(expect.arrayContaining(['ct-lowdose', 'mr-brain-restore']));
    expect(shipped.filter(({ metrics }) => metrics.length === 0)).toEqual([]);
  });

  it('says what was found and what each model needs', () => {
    const facts = series({ modality: 'PT', bodyPart: 'CHEST', pixelSpacing: [4.7, 4.7] });
    expect(() => chosen([restore, ct], facts)).toThrow(
      /found PT, CHEST, 4.70 × 4.70 mm, allowed mr-brain-restore: MR of the brain; ct-lowdose: CT of any body part/,
    );
    expect(() => chosen([restorer], facts)).toThrow(/no model for denoise is installed/);
    expect(() => chosen([], facts)).toThrow(refusal('MODEL_DOMAIN'));
  });

  it('is none for what no model reads, with that reason', () => {
    const phase = series({ kind: { component: 'phase' } });
    expect(() => chosen([ct, restore], phase)).toThrow(refusal('NOT_MAGNITUDE'));
    expect(() => chosen([ct, restore], phase)).toThrow(/a phase image by its Image Type/);
  });

  it('goes by the contrast that the series names', () => {
    const [flair, t1] = [model('flair', { contrasts: ['FLAIR'] }), model('t1', { contrasts: ['T1'] })];
    const choose = (description?: string) => chooseModel([flair, t1], 'denoise', series(description === undefined ? {} : { description }));
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

  it('takes a model of another part of the body where there is none for this one: that is for a person to confirm', () => {
    const knee = model('knee', { bodyPart: 'knee' });
    expect(chosen([restore], series({ bodyPart: 'KNEE' }))).toBe('mr-brain-restore');
    expect(chosen([restore, knee], series({ bodyPart: 'KNEE' }))).toBe('knee');
  });

  it('weighs what a person must confirm above what is merely said', () => {
    // One is made for another part of the body, the other for another spacing.
    const [elsewhere, coarse] = [model('elsewhere', { bodyPart: 'knee' }), model('coarse', { pixelSpacing: [3, 5] })];
    expect(chosen([elsewhere, coarse], series({ bodyPart: 'BRAIN' }))).toBe('coarse');
  });
});

describe('a wish for a model', () => {
  const [a, b] = [model('a', {}), model('b', {})];
  const fine = model('fine', { pixelSpacing: [0.1, 0.3] });
  const small = series({ pixelSpacing: [0.2, 0.2] });

  it('of a site puts its models in front where several fit alike, and no further', () => {
    expect(chosen([a, b], series())).toBe('a');
    expect(chosen([a, b], series(), { first: ['none', 'b'] })).toBe('b');
    expect(chosen([a, fine], small, { first: ['a'] })).toBe('fine');
    expect(modelsFor([a, restorer, b], 'denoise', ['b', 'b']).map(({ id }) => id)).toEqual(['b', 'a']);
  });

  it('that is chosen now stays until another fits better', () => {
    expect(chosen([a, b], series(), { current: 'b' })).toBe('b');
    expect(chosen([a, b], series(), { first: ['a'], current: 'b' })).toBe('b');
    expect(chosen([a, fine], small, { current: 'a' })).toBe('fine');
    expect(chosen([a, b], series(), { current: 'gone' })).toBe('a');
  });

  it('of a person stays unless the model cannot read the series at all', () => {
    expect(chosen([a, fine], small, { current: 'a', byHand: true })).toBe('a');
    expect(chosen([a, ct], series({ modality: 'CT' }), { current: 'a', byHand: true })).toBe('ct-lowdose');
    expect(chosen([a, fine], small, { byHand: true })).toBe('fine');
  });
});
