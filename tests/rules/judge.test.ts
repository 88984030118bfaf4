import { judge } from '../../src/rules/judge';
import { unconfirmed } from '../../src/rules/Rule';
import { shippedModel } from '../support/models';
import { plane, planesAt } from '../support/planes';
import { restorer } from '../support/restorer';

const maker = shippedModel('mr-brain-restore').manifest;
const brain = { modality: 'MR', bodyPart: 'BRAIN', description: 'AX FLAIR' };
const slices = { planes: planesAt([5, 0, 10]), samplesPerPixel: 1 };

describe('what may be done to a series, without a pixel of it', () => {
  it('is judged by geometry first, which gives the stack and its spacing', () => {
    const { stack, ...said } = judge(slices, brain, maker);
    expect(said).toEqual({ confirm: [], warn: [] });
    expect(stack?.spacing).toEqual([0.86, 0.86, 5]);
    expect(judge({ ...slices, isResult: true }, { modality: 'CT' }, maker)).toEqual({
      confirm: [],
      warn: [],
      refused: { code: 'OWN_RESULT' },
    });
  });

  it('then by the domain of the model, where there is one, at the spacing of the stack', () => {
    const coarse = { ...slices, planes: [0, 5].map((z) => plane(z, { columnSpacing: 4, rowSpacing: 3 })) };
    expect(judge(coarse, brain, maker)).toMatchObject({ warn: [{ code: 'SPACING_DIFFERS', measured: '4.00 × 3.00 mm' }], confirm: [] });
    expect(judge(coarse, brain, restorer)).toMatchObject({ confirm: [{ code: 'SPACING_DIFFERS', measured: '4.00 × 3.00 mm' }] });
    expect(judge(slices, { modality: 'CT' }, maker)).toEqual({
      confirm: [],
      warn: [],
      refused: { code: 'MODEL_DOMAIN', measured: 'a series of modality CT', allowed: `MR (${maker.label})` },
    });
    expect(judge(slices, { modality: 'CT' }, undefined)).toMatchObject({ confirm: [], warn: [] });
  });

  it('takes one slice alone for a model that marks disease, and for others where they say so', () => {
    const one = { ...slices, planes: planesAt([7]) };
    expect(judge(one, brain, maker).refused?.code).toBe('SINGLE_SLICE');
    expect(judge(one, brain, undefined).refused?.code).toBe('SINGLE_SLICE');
    expect(judge(one, brain, restorer).stack?.count).toBe(1);
    expect(judge({ ...one, oneSlice: true }, brain, maker).stack?.count).toBe(1);
  });
});

it('names what stands between a run and a person’s word', () => {
  expect(unconfirmed([{ code: 'BODY_PART_DIFFERS', measured: 'LIVER', allowed: 'brain' }, { code: 'CONTRAST_AGENT' }])).toBe(
    'BODY_PART_DIFFERS: LIVER; CONTRAST_AGENT',
  );
});
