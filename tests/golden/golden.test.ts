import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CLOSED_FORM } from './closedForm';
import { readCases, readFolder, type GoldenCase } from './format';
import { OUT_OF_SCOPE } from './outOfScope';
import { replayCase } from './replay';

/**
 * `npm run test:golden` prints the table; here the same replay runs as tests: the committed subset always, the recorded originals where they are.
 */
const here = path.join('tests', 'golden');
const shared = path.join('..', 'shared', 'golden');
const committed = readFileSync(path.join(here, 'closedForm.json'), 'utf8');
const own = readCases(committed);

const replayed = (cases: readonly GoldenCase[]) => cases.map((c) => [c.id, c] as const);

it.each(replayed(own))('%s, recomputed from its paper, is reproduced', (_id, c) => {
  expect(replayCase(c)).toEqual(expect.objectContaining({ kind: 'passed' }));
});

it('the committed subset is what its script makes', () => {
  expect(JSON.parse(committed)).toEqual(JSON.parse(JSON.stringify(CLOSED_FORM)));
});

if (existsSync(shared)) {
  const files = readFolder(shared);

  describe('recorded originals', () => {
    it.each(files.map(({ name, cases }) => [name, cases] as const))('%s', (_name, cases) => {
      expect(cases.map(replayCase).filter(({ kind }) => kind === 'failed')).toEqual([]);
    });

    it('every entry of the list of exclusions still excludes something', () => {
      const all = files.flatMap(({ cases }) => cases);
      for (const { ids, covers } of OUT_OF_SCOPE) expect([ids, all.filter(covers).length]).not.toEqual([ids, 0]);
    });
  });
}

describe('the replay notices', () => {
  const [langevin, heun] = ['own-ald', 'own-heun-churn3'].map((id) => own.find((c) => c.id === id));
  const changed = (c: GoldenCase | undefined, patch: (copy: GoldenCase) => void) => {
    const copy = structuredClone(c);
    if (!copy) throw new Error('no such case');
    patch(copy);
    return replayCase(copy).kind;
  };
  const scale = (list: number[] | undefined, factor: number) => list?.forEach((v, i) => (list[i] = v * factor));

  it.each<[string, GoldenCase | undefined, (c: GoldenCase) => void]>([
    ['a state off by 1e-8', heun, (c) => scale(c.states[3], 1 + 1e-8)],
    ['noise off by 0.1 %', langevin, (c) => c.noises.forEach((z) => scale(z, 1.001))],
    ['noise in another order', langevin, (c) => c.noises.reverse()],
    ['another step size', langevin, (c) => (c.sampler ? (c.sampler.params.step_lr = 0.0005) : undefined)],
    ['a level off by 1e-6', heun, (c) => (c.schedule.params.sigma_min = 0.02 * (1 + 1e-6))],
    ['a state that is missing', heun, (c) => c.states.pop()],
    ['an evaluation that is missing', heun, (c) => c.evals.pop()],
    ['an evaluation elsewhere', heun, (c) => scale(c.evals[2]?.input, 1 + 1e-8)],
    ['an unknown sampler', heun, (c) => (c.sampler ? (c.sampler.name = 'other') : undefined)],
    ['an array nobody computes', heun, (c) => (c.schedule.other = [1, 2])],
  ])('%s', (_what, c, patch) => {
    expect(changed(c, patch)).toBe('failed');
  });
});
