import { samplersFor } from '../../src/diffusion/samplers';
import { lms } from '../../src/diffusion/samplers/lms';
import { multistep } from '../../src/diffusion/samplers/multistep';
import { singlestep } from '../../src/diffusion/samplers/singlestep';
import { unipc } from '../../src/diffusion/samplers/unipc';
import type { Row } from '../../src/diffusion/rows';
import { karras } from '../../src/diffusion/schedules';
import { runReference } from '../../src/execution/reference';

/**
 * Gaussian data of variance 1 have a closed-form path of the probability-flow ODE, x(σ) = x(σ_max) √((1 + σ²)/(1 + σ_max²)), so that the order
 * of a sampler is the slope of its error over the number of steps. σ_max is far above the data, as in use: the first steps of multistep
 * methods, which have order 1, then cost next to nothing.
 */
const [SIGMA_MIN, SIGMA_MAX] = [0.01, 200];
const denoiser = (x: Float64Array, sigma: number) => x.map((v) => v / (1 + sigma * sigma));

function errorAtSigmaMin(make: (sigmas: number[]) => Row[], steps: number): number {
  const rows = make(karras(steps, SIGMA_MIN, SIGMA_MAX));
  const upTo = rows.findLastIndex((row) => row.sigma > 0);
  const states = runReference(Float64Array.of(100), rows.slice(0, upTo + 1), denoiser);
  return Math.abs((states.at(-1)?.[0] ?? NaN) / 100 - Math.sqrt((1 + SIGMA_MIN ** 2) / (1 + SIGMA_MAX ** 2)));
}

const slope = (make: (sigmas: number[]) => Row[]) => Math.log2(errorAtSigmaMin(make, 256) / errorAtSigmaMin(make, 512));

const deterministic = samplersFor('sample').filter(({ stochastic }) => !stochastic);

it.each(deterministic.map((s) => [s.id, s.order, s] as const))('%s converges with its stated order %d', (_id, order, sampler) => {
  expect(Math.abs(slope((sigmas) => sampler.rows(sigmas)) - order)).toBeLessThan(0.1);
});

it.each([
  ['linear multistep of order 2', 2, (s: number[]) => lms(s, { order: 2 })],
  ['linear multistep of order 3', 3, (s: number[]) => lms(s, { order: 3 })],
  ['DPM-Solver++ 2M, Taylor form', 2, (s: number[]) => multistep(s, { form: 'taylor' })],
  ['DPM-Solver 2M (ε)', 2, (s: number[]) => multistep(s, { predict: 'noise' })],
  ['DPM-Solver 2S (ε)', 2, (s: number[]) => singlestep(s, { predict: 'noise' })],
  ['DPM-Solver++ 3S', 3, (s: number[]) => singlestep(s, { order: 3 })],
  ['DPM-Solver++ 3S, Taylor form', 3, (s: number[]) => singlestep(s, { order: 3, form: 'taylor' })],
  ['UniPC-2 with B = h', 3, (s: number[]) => unipc(s, { order: 2, variant: 'bh1' })],
  ['UniPC-3 with B = h', 4, (s: number[]) => unipc(s, { order: 3, variant: 'bh1' })],
] as const)('%s converges with order %d', (_name, order, make) => {
  expect(Math.abs(slope(make) - order)).toBeLessThan(0.1);
});

it('DDIM inversion finds the noise of a picture, and DDIM brings it back', () => {
  const levels = karras(800, 0.01, 20).slice(0, -1);
  const rows =
    samplersFor('reconstruct')
      .find(({ id }) => id === 'ddim-inversion')
      ?.rows([...levels, 0]) ?? [];
  const states = runReference(Float64Array.of(0.6), rows, denoiser);
  const top = states[levels.length - 2]?.[0] ?? NaN;
  expect(top / 0.6).toBeCloseTo(Math.sqrt((1 + 20 ** 2) / (1 + 0.01 ** 2)), 0);
  expect(states.at(-1)?.[0]).toBeCloseTo(0.6, 2);
});
