import fc from 'fast-check';
import { checkRows, evaluations } from '../../src/diffusion/rows';
import { samplerById, SAMPLERS } from '../../src/diffusion/samplers';
import { karras } from '../../src/diffusion/schedules';
import { runReference } from '../../src/execution/reference';
import { refusal } from '../support/refusal';

/**
 * Gaussian data of variance 1 have a closed-form denoiser, D = x / (1 + σ²), and a closed-form path of the probability-flow ODE:
 * x(σ) = x(σ_max) √((1 + σ²) / (1 + σ_max²)).
 */
const SIGMA_MAX = 20;
const SIGMA_MIN = 0.01;
const denoiser = (x: Float64Array, sigma: number) => x.map((v) => v / (1 + sigma * sigma));

function errorAtSigmaMin(id: string, steps: number): number {
  const sigmas = karras(steps, SIGMA_MIN, SIGMA_MAX);
  const rows = samplerById(id).rows(sigmas);
  const upTo = rows.findLastIndex((row) => row.sigma > 0);
  const states = runReference(Float64Array.of(1), rows.slice(0, upTo + 1), denoiser);
  const exact = Math.sqrt((1 + SIGMA_MIN ** 2) / (1 + SIGMA_MAX ** 2));
  return Math.abs((states.at(-1)?.[0] ?? NaN) - exact);
}

describe.each(SAMPLERS.map((sampler) => [sampler.id, sampler] as const))('sampler %s', (id, sampler) => {
  it('converges at its stated order', () => {
    const slope = Math.log2(errorAtSigmaMin(id, 128) / errorAtSigmaMin(id, 256));
    expect(Math.abs(slope - sampler.order)).toBeLessThan(0.15);
  });

  it('costs what its row in the table says, and ends at σ = 0, for any grid', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.double({ min: 0.02, max: 30, noNaN: true }), (steps, sigmaMax) => {
        const rows = sampler.rows(karras(steps, 0.005, sigmaMax));
        expect(() => checkRows(rows)).not.toThrow();
        expect(rows.at(-1)?.sigma).toBe(0);
        expect(evaluations(rows)).toBe(steps * sampler.evaluationsPerStep - (sampler.evaluationsPerStep - 1));
      }),
    );
  });

  it('with one step returns the posterior mean', () => {
    const [state] = runReference(Float64Array.of(3), sampler.rows([0.5, 0]), denoiser);
    expect(state?.[0]).toBeCloseTo(3 / 1.25, 14);
  });

  it('leaves a constant picture alone when the denoiser does', () => {
    const states = runReference(Float64Array.of(0.7), sampler.rows(karras(6, 0.01, 5)), (x) => x.slice());
    for (const state of states) expect(state[0]).toBeCloseTo(0.7, 12);
  });
});

describe('grids and rows', () => {
  it('Karras grid starts at σ_max, falls strictly, ends at σ_min and 0', () => {
    const grid = karras(5, 0.1, 10);
    expect(grid[0]).toBeCloseTo(10, 12);
    expect(grid[4]).toBeCloseTo(0.1, 12);
    expect(grid[5]).toBe(0);
    expect([...grid].sort((a, b) => b - a)).toEqual(grid);
  });

  it.each([
    [0, 0.1, 1],
    [2.5, 0.1, 1],
    [3, 0, 1],
    [3, 2, 1],
    [3, 0.1, Infinity],
    [3, NaN, 1],
  ])('refuses %p steps from %p to %p with a coded error', (steps, low, high) => {
    expect(() => karras(steps, low, high)).toThrow(refusal('BAD_OPTION'));
  });

  it('refuses rows that ask for history that does not exist, and runs that do not end at 0', () => {
    const row = { evaluateAt: 1, sigma: 0, a: 0, b: [1, 1], c: [] };
    expect(() => checkRows([row])).toThrow(/asks for 2 pairs/);
    expect(() => checkRows([{ ...row, b: [1], sigma: 0.5 }])).toThrow(/last σ 0.5/);
    expect(() => checkRows([{ ...row, b: [NaN] }])).toThrow(refusal('BAD_OPTION'));
  });

  it('names the samplers there are when asked for another', () => {
    expect(() => samplerById('ddpm-xl')).toThrow(/dpmpp-2m, heun, ddim/);
  });
});
