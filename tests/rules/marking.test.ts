import type { ErrorCode } from '../../src/core/errors';
import { DOMAIN } from '../../src/rules/domain';
import type { SeriesFacts } from '../../src/rules/facts';
import { demand, judgeBy } from '../../src/rules/Rule';
import type { Manifest } from '../../src/models/manifest';
import { refusal } from '../support/refusal';
import { restorer } from '../support/restorer';

const AXIAL: SeriesFacts['axes'] = { rowCosines: [1, 0, 0], columnCosines: [0, 1, 0] };
const look = (change: Partial<SeriesFacts> = {}): SeriesFacts => ({
  modality: 'MR',
  pixelSpacing: [0.9, 0.9],
  bodyPart: 'BRAIN',
  description: 't2_tirm_tra_dark-fluid',
  axes: AXIAL,
  ...change,
});
const asked = (manifest: Manifest, series: SeriesFacts) => judgeBy(DOMAIN, { manifest, series });
const codes = (manifest: Manifest, series: SeriesFacts) => asked(manifest, series).confirm.map(({ code }) => code);
/** Nothing is refused, confirmed or said. */
const FITS = { confirm: [], warn: [] };

describe('whether a model that marks disease may be asked about a series', () => {
  it('has no doubt about what it was made for', () => {
    expect(asked(restorer, look())).toEqual(FITS);
    expect(asked(restorer, look({ axes: { rowCosines: [1, 0, 0], columnCosines: [0, 0.96, -0.27] } }))).toEqual(FITS);
  });

  it('reads T1 as well, where the model is one of T1', () => {
    const t1 = { ...restorer, domain: { ...restorer.domain, contrasts: ['T1'] } };
    expect(asked(t1, look({ description: 't1_mprage_tra' }))).toEqual(FITS);
    expect(asked(t1, look())).toEqual({ confirm: [{ code: 'CONTRAST_DIFFERS', allowed: 'T1 (FLAIR brain, drawn)' }], warn: [] });
    expect(codes(t1, look({ description: 'sT1W_3D_GD' }))).toEqual(['CONTRAST_AGENT']);
    expect(codes(t1, look({ description: 'AX T1', contrastAgent: true }))).toEqual(['CONTRAST_AGENT']);
  });

  it.each<[string, Partial<SeriesFacts>]>([
    ['a CT', { modality: 'CT' }],
    ['sagittal slices', { axes: { rowCosines: [0, 1, 0], columnCosines: [0, 0, -1] } }],
    ['coronal slices', { axes: { rowCosines: [1, 0, 0], columnCosines: [0, 0, -1] } }],
  ])('refuses %s', (_, change) => {
    expect(() => demand(DOMAIN, { manifest: restorer, series: look(change) })).toThrow(refusal('MODEL_DOMAIN'));
  });

  const NO_TEXT = { ...look() };
  delete NO_TEXT.description;

  it.each<[string, SeriesFacts, { code: ErrorCode; measured?: string; allowed?: string }]>([
    ['a knee', look({ bodyPart: 'KNEE' }), { code: 'BODY_PART_DIFFERS', measured: 'KNEE', allowed: 'brain' }],
    ['a T1', look({ description: 'T1 DOE^JANE' }), { code: 'CONTRAST_DIFFERS', allowed: 'FLAIR (FLAIR brain, drawn)' }],
    ['no description', NO_TEXT, { code: 'CONTRAST_UNKNOWN', allowed: 'FLAIR (FLAIR brain, drawn)' }],
    ['a coarse series', look({ pixelSpacing: [4, 4] }), { code: 'SPACING_DIFFERS', measured: '4.00 × 4.00 mm', allowed: '0.5 to 2 mm' }],
    ['a contrast agent in the header', look({ contrastAgent: true }), { code: 'CONTRAST_AGENT' }],
    ['+C in the description', look({ description: 'AX FLAIR +C' }), { code: 'CONTRAST_AGENT' }],
    ['post Gd', look({ description: 'flair_post_gd' }), { code: 'CONTRAST_AGENT' }],
  ])('has %s confirmed', (_, series, remark) => {
    expect(asked(restorer, series)).toEqual({ confirm: [remark], warn: [] });
  });

  it('asks nothing of a format that has no place for the contrast, and says that it is not known', () => {
    expect(asked(restorer, { ...NO_TEXT, silent: true })).toEqual({
      confirm: [],
      warn: [{ code: 'CONTRAST_UNKNOWN', allowed: 'FLAIR (FLAIR brain, drawn)' }],
    });
  });
});
