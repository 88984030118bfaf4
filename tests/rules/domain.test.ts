import { DOMAIN } from '../../src/rules/domain';
import type { SeriesFacts } from '../../src/rules/facts';
import { demand, judgeBy } from '../../src/rules/Rule';
import type { Manifest } from '../../src/models/manifest';
import { shippedModel } from '../support/models';
import { restorer } from '../support/restorer';

const restore = shippedModel('mr-brain-restore').manifest;
const forTests = shippedModel('tiny-random').manifest;
const ct: Manifest = { ...restore, id: 'ct-lowdose', domain: { ...restore.domain, modalities: ['CT'], bodyPart: 'any' } };
const series = (change: Partial<SeriesFacts> = {}): SeriesFacts => ({ modality: 'MR', pixelSpacing: [1, 1], ...change });
const codes = (manifest: Manifest, facts: SeriesFacts) => demand(DOMAIN, { manifest, series: facts }).map(({ code }) => code);
const confirmed = (manifest: Manifest, facts: SeriesFacts) => judgeBy(DOMAIN, { manifest, series: facts }).confirm;

describe('the domain of a model', () => {
  it('refuses another modality, naming both', () => {
    expect(() => demand(DOMAIN, { manifest: forTests, series: series({ modality: 'CT' }) })).toThrow(
      /found a series of modality CT, allowed MR/,
    );
  });

  it('warns of a pixel spacing far from the training images', () => {
    const brain = { bodyPart: 'BRAIN' };
    expect(demand(DOMAIN, { manifest: restore, series: series({ ...brain, pixelSpacing: [0.9, 0.9] }) })).toEqual([]);
    expect(judgeBy(DOMAIN, { manifest: restore, series: series({ ...brain, pixelSpacing: [3, 3] }) })).toEqual({
      confirm: [],
      warn: [{ code: 'SPACING_DIFFERS', measured: '3.00 × 3.00 mm', allowed: '0.43 to 2 mm' }],
    });
  });
});

describe('the body part', () => {
  it.each(['', 'BRAIN', 'HEAD', 'HEADNECK', 'FH-HEAD^Brain', 'PARTIALBODY'])('%p does not rule out a model of the brain', (bodyPart) => {
    expect(confirmed(restore, series({ bodyPart }))).toEqual([]);
  });

  it.each(['KNEE', 'LIVER', 'TH CT CHEST WO C', 'LSPINE', 'Shoulder'])('%p has to be confirmed', (bodyPart) => {
    expect(confirmed(ct, series({ modality: 'CT', bodyPart }))).toEqual([]);
    const differs = [{ code: 'BODY_PART_DIFFERS', measured: bodyPart, allowed: 'brain' }];
    expect(judgeBy(DOMAIN, { manifest: restore, series: series({ bodyPart }) })).toEqual({ confirm: differs, warn: [] });
  });

  it('is read in the texts where the code is silent, by whole words, and only the region is repeated', () => {
    expect(confirmed(restore, series({ description: 'AX T2 LIVER DOE^JANE' }))).toEqual([
      { code: 'BODY_PART_DIFFERS', measured: 'abdomen', allowed: 'brain' },
    ]);
    expect(confirmed(restore, series({ study: 'MRI Knee left' }))).toEqual([
      { code: 'BODY_PART_DIFFERS', measured: 'limb', allowed: 'brain' },
    ]);
    expect(confirmed(restore, series({ description: 'hippocampus T2' }))).toEqual([]);
    expect(confirmed(restore, series({ bodyPart: 'HEAD', study: 'MRI Knee left' }))).toEqual([]);
  });

  it('is said to be unknown where nothing names one, and the format could', () => {
    expect(codes(restore, series())).toEqual(['BODY_PART_UNKNOWN']);
    expect(codes(restore, series({ silent: true }))).toEqual([]);
    expect(codes(ct, series({ modality: 'CT' }))).toEqual([]);
  });
});

describe('the contrast of a series', () => {
  const contrast = (manifest: Manifest, facts: SeriesFacts) =>
    demand(DOMAIN, { manifest, series: facts }).filter(({ code }) => code.startsWith('CONTRAST'));

  it.each(['AX FLAIR', 't2_tirm_tra_dark-fluid', 'ep2d Dark Fluid'])('is FLAIR in %s', (description) => {
    expect(contrast(restorer, series({ description }))).toEqual([]);
  });

  it('is asked for where the description names another, or is missing, without repeating it', () => {
    const allowed = 'FLAIR (FLAIR brain, drawn)';
    expect(contrast(restorer, series({ description: 'T1 DOE^JANE' }))).toEqual([{ code: 'CONTRAST_DIFFERS', allowed }]);
    expect(contrast(restorer, series())).toEqual([{ code: 'CONTRAST_UNKNOWN', allowed }]);
    expect(contrast(forTests, series())).toEqual([]);
  });

  it('is worth a word for a model that marks nothing only where another one is named', () => {
    const t1 = { ...restore, domain: { ...restore.domain, contrasts: ['T1'] } };
    expect(judgeBy(DOMAIN, { manifest: t1, series: series({ bodyPart: 'HEAD', description: 'AX T2' }) })).toEqual({
      confirm: [],
      warn: [{ code: 'CONTRAST_DIFFERS', allowed: `T1 (${restore.label})` }],
    });
    expect(codes(t1, series({ bodyPart: 'HEAD', description: 'localizer' }))).toEqual([]);
    expect(codes(t1, series({ bodyPart: 'HEAD' }))).toEqual([]);
  });
});
