import { suitability, type SeriesLook } from '../../src/tasks/suitability';
import { refusal } from '../support/refusal';
import { restorer } from '../support/restorer';

const AXIAL: SeriesLook['axes'] = { rowCosines: [1, 0, 0], columnCosines: [0, 1, 0] };
const look = (change: Partial<SeriesLook> = {}): SeriesLook => ({
  modality: 'MR',
  pixelSpacing: [0.9, 0.9],
  bodyPart: 'BRAIN',
  description: 't2_tirm_tra_dark-fluid',
  axes: AXIAL,
  ...change,
});

describe('whether a model that marks disease may be asked about a series', () => {
  it('has no doubt about what it was made for', () => {
    expect(suitability(restorer, look())).toEqual([]);
    expect(suitability(restorer, look({ axes: { rowCosines: [1, 0, 0], columnCosines: [0, 0.96, -0.27] } }))).toEqual([]);
  });

  it('reads T1 as well, where the model is one of T1', () => {
    const t1 = { ...restorer, domain: { ...restorer.domain, contrasts: ['T1'] } };
    expect(suitability(t1, look({ description: 't1_mprage_tra' }))).toEqual([]);
    expect(suitability(t1, look())).toEqual([expect.stringMatching(/does not name T1/)]);
    expect(suitability(t1, look({ description: 'sT1W_3D_GD' }))).toEqual([expect.stringMatching(/contrast agent/)]);
    expect(suitability(t1, look({ description: 'AX T1', contrastAgent: true }))).toEqual([expect.stringMatching(/contrast agent/)]);
  });

  it.each<[string, Partial<SeriesLook>]>([
    ['a CT', { modality: 'CT' }],
    ['sagittal slices', { axes: { rowCosines: [0, 1, 0], columnCosines: [0, 0, -1] } }],
    ['coronal slices', { axes: { rowCosines: [1, 0, 0], columnCosines: [0, 0, -1] } }],
  ])('refuses %s', (_, change) => {
    expect(() => suitability(restorer, look(change))).toThrow(refusal('MODEL_DOMAIN'));
  });

  it.each<[string, Partial<SeriesLook>, RegExp]>([
    ['a knee', { bodyPart: 'KNEE' }, /shows KNEE/],
    ['a T1', { description: 'T1 DOE^JANE' }, /does not name FLAIR/],
    ['no description', { description: undefined }, /does not say which contrast/],
    ['a coarse series', { pixelSpacing: [4, 4] }, /pixel spacing/],
    ['a contrast agent in the header', { contrastAgent: true }, /contrast agent/],
    ['+C in the description', { description: 'AX FLAIR +C' }, /contrast agent/],
    ['post Gd', { description: 'flair_post_gd' }, /contrast agent/],
  ])('has %s confirmed', (_, change, text) => {
    const doubts = suitability(restorer, look(change));
    expect(doubts).toEqual([expect.stringMatching(text)]);
    expect(doubts.join()).not.toContain('DOE');
  });
});
