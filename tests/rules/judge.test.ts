import { judge } from '../../src/rules/judge';
import { unconfirmed } from '../../src/rules/Rule';
import { shippedModel } from '../support/models';
import { member } from '../support/member';
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

  it('takes one slice alone', () => {
    const one = { ...slices, planes: planesAt([7]) };
    for (const manifest of [maker, undefined, restorer]) expect(judge(one, brain, manifest).stack?.count).toBe(1);
    expect(judge({ ...one, slicewise: false }, brain, maker).refused?.code).toBe('SINGLE_SLICE');
  });

  it('lets a gap pass, with a word, where each slice is worked on by itself, and refuses it to a model that reads a stack', () => {
    const gap = { ...slices, planes: planesAt([0, 5, 10, 20]) };
    const remark = { code: 'MISSING_SLICE', measured: '10.00 mm after slice 3', allowed: '5.00 mm ± 5 %' };
    const { stack, warn, refused } = judge(gap, brain, maker);
    expect([warn, refused]).toEqual([[remark], undefined]);
    expect([stack?.count, stack?.spacing[2], stack?.evenSpacing, stack?.gaps]).toEqual([4, 5, undefined, [remark]]);
    expect(judge(gap, brain, undefined).refused).toBeUndefined();
    expect(judge(gap, brain, restorer)).toEqual({ confirm: [], warn: [], refused: remark });
  });

  it('refuses what is no one series before it looks at places', () => {
    const members = [{}, {}, { patient: 'other' }].map((change) => member(change));
    expect(judge({ ...slices, members }, brain, maker).refused).toEqual({ code: 'MIXED_IMAGES', measured: '2 patients', allowed: 'one' });
  });
});

it('names what stands between a run and a person’s word', () => {
  expect(unconfirmed([{ code: 'BODY_PART_DIFFERS', measured: 'LIVER', allowed: 'brain' }, { code: 'CONTRAST_AGENT' }])).toBe(
    'BODY_PART_DIFFERS: LIVER; CONTRAST_AGENT',
  );
});
