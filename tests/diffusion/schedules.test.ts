import fc from 'fast-check';
import { checkReach } from '../../src/diffusion/options';
import { roundHalfEven, solve } from '../../src/diffusion/numbers';
import * as s from '../../src/diffusion/schedules';
import { sdeTimes, veSde, vpSde } from '../../src/diffusion/sde';

const badOption = expect.objectContaining({ code: 'BAD_OPTION' }) as Error;
const GRIDS = [
  ['karras', s.karras],
  ['exponential', s.exponential],
  ['polyexponential', (n: number, low: number, high: number) => s.polyexponential(n, low, high, 1.5)],
  ['edmGrid', s.edmGrid],
  ['geometric', (n: number, low: number, high: number) => [...s.geometric(n, high, low), 0]],
  ['uniform', (n: number, low: number, high: number) => [...s.uniform(n, high, low), 0]],
  ['veGrid', s.veGrid],
] as const;

describe.each(GRIDS)('%s', (_name, grid) => {
  it('falls strictly from σ_max to σ_min and ends at 0', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 60 }),
        fc.double({ min: 1e-3, max: 0.1, noNaN: true }),
        fc.double({ min: 0.2, max: 200, noNaN: true }),
        (steps, low, high) => {
          const sigmas = grid(steps, low, high);
          expect(sigmas).toHaveLength(steps + 1);
          expect(sigmas[0]).toBe(high);
          expect(sigmas[steps - 1]).toBe(low);
          expect(sigmas[steps]).toBe(0);
          sigmas.slice(1).forEach((sigma, i) => expect(sigma).toBeLessThan(sigmas[i] ?? 0));
        },
      ),
    );
  });

  it.each([
    [0, 0.1, 1],
    [2.5, 0.1, 1],
    [-3, 0.1, 1],
    [NaN, 0.1, 1],
    [3, 0, 1],
    [3, -1, 1],
    [3, 2, 1],
    [3, 1, 1],
    [3, 0.1, Infinity],
    [3, NaN, 1],
    [3, 0.1, NaN],
  ])('refuses %p steps from %p to %p with a coded error', (steps, low, high) => {
    expect(() => grid(steps, low, high)).toThrow(badOption);
  });
});

describe('grids', () => {
  it('one step starts at σ_max, also where the model knows one level only', () => {
    expect(s.karras(1, 0.1, 2)).toEqual([2, 0]);
    expect(s.karras(1, 2, 2)).toEqual([2, 0]);
  });

  it.each([0, -1, NaN, Infinity])('refuses ρ = %p', (rho) => {
    expect(() => s.karras(5, 0.1, 1, rho)).toThrow(badOption);
  });

  it('VP grid starts at the σ of t = 1', () => {
    expect(s.vpGrid(10)[0]).toBeCloseTo(Math.sqrt(Math.expm1(19.9 / 2 + 0.1)), 9);
    expect(s.vpGrid(10).at(-1)).toBe(0);
  });

  it('a discrete chain gives its own levels back at whole indices', () => {
    const levels = s.alphaBars(s.linearBetas(100)).map(s.sigmaOf);
    expect(s.sigmaAtIndex(levels, 42)).toBeCloseTo(levels[42] ?? NaN, 12);
    expect(s.indexOfSigma(levels, levels[42] ?? NaN)).toBeCloseTo(42, 9);
    expect(s.indexOfSigma(levels, (levels[42] ?? NaN) * 1.001, true)).toBe(42);
  });

  it('a model is not asked for a level it does not know', () => {
    expect(() => checkReach(s.karras(4, 0.05, 20).slice(0, -1), [0.05, 20])).not.toThrow();
    expect(() => checkReach([20.1, 1], [0.05, 20])).toThrow(
      expect.objectContaining({ code: 'NOISE_OUT_OF_RANGE', allowed: '0.05 to 20' }) as Error,
    );
    expect(() => checkReach([NaN], [0.05, 20])).toThrow(expect.objectContaining({ code: 'NOISE_OUT_OF_RANGE' }) as Error);
  });
});

describe('chains', () => {
  it.each([
    ['linear', s.linearBetas(1000)],
    ['cosine', s.cosineBetas(1000)],
    ['scaled linear', s.scaledLinearBetas(1000, 0.00085, 0.012)],
  ] as const)('%s β lies in (0, 1) and takes ᾱ down to little', (_name, betas) => {
    expect(betas.every((beta) => beta > 0 && beta < 1)).toBe(true);
    expect(s.alphaBars(betas).at(-1)).toBeLessThan(0.006);
  });

  it('respacing keeps the levels it visits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 100 }), (count) => {
        const betas = s.linearBetas(1000);
        const kept = s.respacedTimesteps(1000, [count]);
        const bars = s.alphaBars(betas);
        expect([kept[0], kept.at(-1), kept.length]).toEqual([0, 999, count]);
        s.alphaBars(s.respacedBetas(betas, kept)).forEach((bar, i) => expect(bar / (bars[kept[i] ?? 0] ?? NaN)).toBeCloseTo(1, 10));
      }),
    );
  });

  it('refuses sections that do not fit', () => {
    expect(() => s.respacedTimesteps(10, [11])).toThrow(badOption);
    expect(() => s.respacedTimesteps(10, [0])).toThrow(badOption);
    expect(() => s.respacedTimesteps(1000, 'ddim999')).toThrow(badOption);
    for (const steps of [0, -1, 2.5, NaN]) {
      expect(() => s.linearBetas(steps)).toThrow(badOption);
      expect(() => s.cosineBetas(steps)).toThrow(badOption);
      expect(() => s.spacedTimesteps(1000, steps, 'leading')).toThrow(badOption);
      expect(() => s.ddimSequence(1000, steps, 'uniform')).toThrow(badOption);
      expect(() => s.discreteGrid([0.1, 1], steps)).toThrow(badOption);
      expect(() => s.solverTimes(s.cosineSchedule(), 'logSNR', 0.99, 0.01, steps)).toThrow(badOption);
      expect(() => sdeTimes(steps, 1e-3)).toThrow(badOption);
    }
    expect(() => veSde(2, 1)).toThrow(badOption);
    expect(() => vpSde(20, 0.1)).toThrow(badOption);
  });

  it('zero terminal SNR leaves no signal in the last level', () => {
    expect(s.alphaBars(s.zeroTerminalSnr(s.linearBetas(100))).at(-1)).toBeCloseTo(0, 15);
  });
});

it.each([
  ['linear', s.linearSchedule(0.1, 20)],
  ['cosine', s.cosineSchedule()],
  ['discrete', s.discreteSchedule(s.linearBetas(1000))],
])('%s noise schedule: time and λ are inverse to each other, σ rises with t', (_name, schedule) => {
  fc.assert(
    fc.property(fc.double({ min: 0.002, max: 0.99, noNaN: true }), (t) => {
      expect(schedule.timeOf(s.lambdaOf(schedule, t))).toBeCloseTo(t, 8);
      expect(s.sigmaAtTime(schedule, t)).toBeLessThan(s.sigmaAtTime(schedule, t + 0.005));
    }),
  );
});

describe('numbers', () => {
  it('rounds halves to even, as the published tables were', () => {
    expect([0.5, 1.5, 2.5, 3.5, 2.4, 2.6].map(roundHalfEven)).toEqual([0, 2, 2, 4, 2, 3]);
  });

  it('solves small systems', () => {
    const vector = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(vector, vector, vector, vector, (a, b, c, x) => {
        const matrix = [a, b, c].map((row, i) => row.map((v, j) => v + (i === j ? 10 : 0)));
        const right = matrix.map((row) => row.reduce((sum, v, j) => sum + v * (x[j] ?? 0), 0));
        solve(matrix, right).forEach((v, i) => expect(v).toBeCloseTo(x[i] ?? NaN, 9));
      }),
    );
  });
});
