import fc from 'fast-check';
import type { Row } from '../../src/diffusion/rows';
import { SAMPLERS, samplerById } from '../../src/diffusion/samplers';
import { annealedLangevin } from '../../src/diffusion/samplers/annealedLangevin';
import { ddpm } from '../../src/diffusion/samplers/ddpm';
import { karras } from '../../src/diffusion/schedules';
import { runReference } from '../../src/execution/reference';

/**
 * With Gaussian data every row is linear, so a state is a sum of independent sources with known weights: slot 0 holds the mean, slot 1 the
 * weight of the start, slot k + 2 the weight of noise k. The reference executor then carries mean and variance exactly, without one random
 * number.
 */
const [MEAN, SPREAD] = [0.3, 0.5];
const data = SPREAD ** 2;

function moments(rows: readonly Row[], startVariance: number): { mean: number; variance: number }[] {
  const indices = rows.flatMap((row) => [...(row.noise ?? []).map(({ index }) => index), row.known?.noise ?? -1]);
  const start = new Float64Array(Math.max(-1, ...indices) + 3);
  start[0] = MEAN;
  start[1] = Math.sqrt(startVariance);
  const noise = (index: number) => start.map((_, slot) => (slot === index + 2 ? 1 : 0));
  const denoiser = (x: Float64Array, sigma: number) =>
    x.map((v, slot) => (data * v + (slot === 0 ? sigma ** 2 * MEAN : 0)) / (data + sigma ** 2));
  const states = runReference(start, rows, denoiser, { noise });
  return states.map((x) => ({ mean: x[0] ?? NaN, variance: x.slice(1).reduce((sum, weight) => sum + weight ** 2, 0) }));
}

/** Largest error of the variance at any σ of the run, as a share of what the forward process has there. */
function worst(rows: readonly Row[], startVariance: number): number {
  const found = moments(rows, startVariance);
  return Math.max(
    ...found.map(({ variance }, i) =>
      rows[i]?.stage || rows[i]?.sigma === 0 ? 0 : Math.abs(variance / (data + (rows[i]?.sigma ?? 0) ** 2) - 1),
    ),
  );
}

const SIGMA_MAX = 20;
const grid = (steps: number) => karras(steps, 0.02, SIGMA_MAX);

/** Langevin rows have a step from norms, which is not linear; they are tested below. */
const linear = SAMPLERS.filter(({ stochastic, use, id }) => stochastic && use === 'sample' && id !== 'ald');
const cases = linear.flatMap((sampler) => {
  const plain = 'sde' in sampler.options ? [{ correctorSteps: 0 }, { correctorSteps: 0, sde: 'vp' }] : [{}];
  return plain.map((options) => [sampler.id, JSON.stringify(options), sampler, options] as const);
});

it.each(cases)('%s %s reproduces the marginal variance at every σ, with its stated order', (_id, _text, sampler, options) => {
  const error = (steps: number) => worst(sampler.rows(grid(steps), options), data + SIGMA_MAX ** 2);
  expect(error(512)).toBeLessThan(0.05);
  expect(Math.log2(error(256) / error(512))).toBeGreaterThan(sampler.order - 0.1);
});

it.each([
  ['ddim', { eta: 1 }],
  ['ddim', { eta: 0.3 }],
  ['heun', { churn: 20 }],
  ['euler', { churn: 20 }],
  ['sde-reverse-diffusion', { corrector: 'ald', snr: 0.05, correctorSteps: 1 }],
] as const)('%s %o keeps the variance as steps are added', (id, options) => {
  const error = (steps: number) => worst(samplerById(id).rows(grid(steps), options), data + SIGMA_MAX ** 2);
  expect(error(512)).toBeLessThan(0.05);
  expect(error(512)).toBeLessThan(0.65 * error(256));
});

it('keeps the mean where it is, whatever the noise', () => {
  fc.assert(
    fc.property(fc.constantFrom(...linear), fc.integer({ min: 1, max: 30 }), (sampler, steps) => {
      const rows = sampler.rows(grid(steps), 'sde' in sampler.options ? { correctorSteps: 0 } : {});
      for (const { mean } of moments(rows, data + SIGMA_MAX ** 2)) expect(mean).toBeCloseTo(MEAN, 10);
    }),
  );
});

it('DDPM with the large variance is exact for data of variance 1, as the paper says', () => {
  const rows = ddpm(grid(8), { variance: 'large' });
  const start = new Float64Array(10);
  start[1] = Math.sqrt(1 + SIGMA_MAX ** 2);
  const noise = (index: number) => start.map((_, slot) => (slot === index + 2 ? 1 : 0));
  const states = runReference(start, rows, (x, sigma) => x.map((v) => v / (1 + sigma ** 2)), { noise });
  states.slice(0, -1).forEach((x, i) => expect(x.reduce((sum, v) => sum + v * v, 0)).toBeCloseTo(1 + (rows[i]?.sigma ?? 0) ** 2, 9));
});

it('annealed Langevin settles at the variance its step size allows', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.5, max: 5, noNaN: true }), fc.double({ min: 0.1, max: 0.5, noNaN: true }), (sigma, step) => {
      const rows = annealedLangevin([sigma], { stepsEach: 300, step });
      const variance = moments(rows, 3).at(-1)?.variance ?? NaN;
      const target = data + sigma ** 2;
      expect(variance / (target / (1 - (step * sigma ** 2) / (2 * target)))).toBeCloseTo(1, 6);
    }),
    { numRuns: 10 },
  );
});

it('partial noising takes a clean picture to the marginal of its level, and comes back to the data', () => {
  for (const path of ['once', 'levels']) {
    const rows = samplerById('partial-noising').rows(grid(200), { path, variance: 'small' });
    const found = moments(rows, data);
    const up = rows.findIndex(({ evaluateAt }) => evaluateAt !== undefined) - 1;
    expect(found[up]?.variance).toBeCloseTo(data + SIGMA_MAX ** 2, 8);
    expect(found.at(-1)?.variance).toBeGreaterThan(0.9 * data);
  }
});
