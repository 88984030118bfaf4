import fc from 'fast-check';
import { checkRows, evaluations } from '../../src/diffusion/rows';
import { samplerById, SAMPLERS, samplersFor, type Sampler } from '../../src/diffusion/samplers';
import { karras } from '../../src/diffusion/schedules';
import { runReference } from '../../src/execution/reference';

/** Gaussian data of variance 1 have a closed-form denoiser, D = x/(1 + σ²). */
const denoiser = (x: Float64Array, sigma: number) => x.map((v) => v / (1 + sigma * sigma));
const silent = { noise: () => new Float64Array(1), region: { picture: Float64Array.of(0.7), mask: Float64Array.of(1) } };
const named = (samplers: readonly Sampler[]) => samplers.map((sampler) => [sampler.id, sampler] as const);
const badOption = (allowed: string) =>
  expect.objectContaining({ code: 'BAD_OPTION', allowed: expect.stringContaining(allowed) as string }) as Error;

describe.each(named(SAMPLERS))('sampler %s', (id, sampler) => {
  it('ends at σ = 0 with rows every backend accepts, for any grid', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.double({ min: 0.02, max: 30, noNaN: true }), (steps, sigmaMax) => {
        const rows = sampler.rows(karras(steps, 0.005, sigmaMax));
        expect(() => checkRows(rows)).not.toThrow();
        expect(rows.at(-1)?.sigma).toBe(0);
      }),
    );
  });

  it('costs what its entry in the table says', () => {
    const cost = (steps: number) => evaluations(sampler.rows(karras(steps, 0.005, 20), id === 'repaint' ? { passes: 1 } : {}));
    expect(cost(40) - cost(20)).toBe(20 * sampler.evaluationsPerStep);
  });

  it('says whether it draws random numbers, each row from a number of its own', () => {
    const rows = sampler.rows(karras(12, 0.005, 20));
    const indices = rows.flatMap((row) => [...(row.noise ?? []).map(({ index }) => index), row.langevin?.noise, row.known?.noise]);
    const drawn = indices.filter((index) => index !== undefined);
    expect(drawn.length > 0).toBe(sampler.stochastic);
    expect(new Set(drawn).size).toBe(drawn.length);
  });

  it('leaves a constant picture alone when the denoiser does and no noise comes', () => {
    const states = runReference(Float64Array.of(0.7), sampler.rows(karras(12, 0.01, 5)), (x) => x.slice(), silent);
    for (const state of states) expect(state[0]).toBeCloseTo(0.7, 11);
  });

  it('refuses grids that are none, before anything runs', () => {
    const grids = [[], [1], [1, 0.5], [1, 1, 0], [0.5, 1, 0], [1, NaN, 0], [Infinity, 1, 0], [1, -1, 0], [1, 0, 0], [0, 0]];
    for (const grid of grids) expect(() => sampler.rows(grid)).toThrow(badOption('strictly falling'));
  });

  it('refuses unknown options and values outside the range it states', () => {
    expect(() => sampler.rows([1, 0], { colour: 1 })).toThrow(badOption(Object.keys(sampler.options).join(', ') || 'no options'));
    for (const [name, option] of Object.entries(sampler.options)) {
      const wrong = [NaN, -1, 'nonsense', true, 1e9].filter((value) => !option.accepts(value));
      for (const value of wrong) expect(() => sampler.rows([1, 0], { [name]: value })).toThrow(badOption(option.allowed));
      expect(() => checkRows(sampler.rows([1, 0.5, 0], { [name]: option.default }))).not.toThrow();
    }
  });
});

describe.each(named(samplersFor('sample').filter(({ id }) => id !== 'ald')))('sampler %s', (_id, sampler) => {
  it('with one step returns the posterior mean', () => {
    const rows = sampler.rows([0.5, 0], 'correctorSteps' in sampler.options ? { correctorSteps: 0 } : {});
    expect(runReference(Float64Array.of(3), rows, denoiser).at(-1)?.[0]).toBeCloseTo(3 / 1.25, 12);
  });
});

describe('the table', () => {
  it('has one entry per id, and each framework has samplers', () => {
    expect(new Set(SAMPLERS.map(({ id }) => id)).size).toBe(SAMPLERS.length);
    expect(new Set(SAMPLERS.map(({ framework }) => framework))).toEqual(new Set(['DDPM', 'NCSN', 'SDE']));
  });

  it('names the samplers there are when asked for another', () => {
    expect(() => samplerById('ddpm-xl')).toThrow(/dpmpp-2m, heun, ddim/);
  });

  it('inpaints with the known region put back at its own noise level, by RePaint, Langevin and the SDE samplers', () => {
    for (const [id, options] of [
      ['repaint', {}],
      ['ald', { known: true }],
      ['sde-ancestral', { known: true }],
    ] as const) {
      const levels = samplerById(id)
        .rows(karras(6, 0.01, 5), options)
        .flatMap(({ known }) => (known ? [known.sigma] : []));
      expect(levels.length).toBeGreaterThan(4);
    }
  });
});
