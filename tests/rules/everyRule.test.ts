import { RULES } from '../../src/rules/judge';
import { demand, judgeBy, type Rule } from '../../src/rules/Rule';
import { refusal } from '../support/refusal';
import { restorer } from '../support/restorer';
import { flair, SAGITTAL, TRIALS, type Groups, type Trials } from './trials';

const tables = (Object.keys(RULES) as (keyof Groups)[]).map((name) => {
  // Each table is read by its own trials; together they have no common case.
  const [rules, trials] = [RULES[name] as readonly unknown[] as readonly Rule<unknown>[], TRIALS[name] as Trials<unknown>];
  return [name, rules, trials] as const;
});

/** What a judgement says, in one list. */
const said = (rules: readonly Rule<unknown>[], one: unknown) => {
  const { refused, confirm, warn } = judgeBy(rules, one);
  return [
    ...(refused ? [['refuse', refused]] : []),
    ...confirm.map((remark) => ['confirm', remark]),
    ...warn.map((remark) => ['warn', remark]),
  ];
};

describe.each(tables)('the rules of %s', (_group, rules, { good, broken }) => {
  it('have nothing to say of a good case', () => {
    good.forEach((one) => expect(said(rules, one)).toEqual([]));
    expect(good.length).toBeGreaterThan(0);
  });

  it.each(rules.map((rule, n) => [`${n + 1}, ${rule.level} ${rule.code}`, rule] as const))('number %s finds its case', (_name, rule) => {
    const own = broken.filter(([level, { code }, one]) => level === rule.level && code === rule.code && said([rule], one).length > 0);
    expect(own.length).toBeGreaterThan(0);
    own.forEach(([level, remark, one]) => expect(said([rule], one)).toEqual([[level, remark]]));
  });

  it.each(
    broken.map(
      ([level, remark, one]) => [`${remark.code}, ${level}: ${remark.measured ?? remark.allowed ?? ''}`, level, remark, one] as const,
    ),
  )('say of a broken case that alone: %s', (_name, level, remark, one) => {
    expect(said(rules, one)).toEqual([[level, remark]]);
    if (level === 'refuse') expect(() => demand(rules, one)).toThrow(refusal(remark.code));
    else expect(demand(rules, one)).toEqual([remark]);
  });
});

it('say something at the level of each, so that a refusal names what was found before it', () => {
  const series = { ...flair, bodyPart: 'KNEE', contrastAgent: true };
  const judged = judgeBy(RULES.DOMAIN, { manifest: restorer, series: { ...series, pixelSpacing: [9, 9] } });
  expect(judged.confirm.map(({ code }) => code)).toEqual(['BODY_PART_DIFFERS', 'CONTRAST_AGENT', 'SPACING_DIFFERS']);
  expect(judgeBy(RULES.DOMAIN, { manifest: restorer, series: { ...series, axes: SAGITTAL } })).toEqual({
    confirm: [],
    warn: [],
    refused: { code: 'MODEL_DOMAIN', measured: 'a series that is not axial', allowed: 'axial series (FLAIR brain, drawn)' },
  });
});
