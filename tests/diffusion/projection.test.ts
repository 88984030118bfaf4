import { checkRows, evaluations } from '../../src/diffusion/rows';
import { samplersFor } from '../../src/diffusion/samplers';
import { projected } from '../../src/diffusion/samplers/projection';
import { karras } from '../../src/diffusion/schedules';
import { kernelCan } from '../../src/execution/rowKernel';
import { runReference } from '../../src/execution/reference';

const sigmas = karras(6, 0.01, 5);
/** The first two of three pixels are known. */
const region = { picture: Float64Array.of(9, -4, 0), mask: Float64Array.of(1, 1, 0) };
const noise = () => Float64Array.of(1, 1, 1);

describe('projection', () => {
  it.each(samplersFor('sample').map((sampler) => [sampler.id, sampler] as const))(
    '%s sees the known region at the very level it is told, at every evaluation',
    (_, sampler) => {
      const plain = sampler.rows(sigmas);
      const rows = projected(plain, sampler.stochastic);
      checkRows(rows);
      expect(rows.every(kernelCan)).toBe(true);
      expect(evaluations(rows)).toBe(evaluations(plain));
      const seen: number[][] = [];
      const start = Float64Array.of(9 + 5, -4 + 5, 5);
      const states = runReference(
        start,
        rows,
        (x, sigma) => {
          seen.push([(x[0] ?? NaN) - sigma, (x[1] ?? NaN) - sigma]);
          return Float64Array.of(1, 1, 1);
        },
        { noise, region },
      );
      expect(seen).toHaveLength(evaluations(plain));
      for (const [first, second] of seen) {
        expect(first).toBeCloseTo(9, 9);
        expect(second).toBeCloseTo(-4, 9);
      }
      expect(states.at(-1)?.every(Number.isFinite)).toBe(true);
    },
  );

  it('draws noise of its own, one vector for solvers that draw none and a new one per row for the others', () => {
    const indices = (fresh: boolean) =>
      projected(
        samplersFor('sample')
          .find(({ id }) => id === 'ddpm')!
          .rows(sigmas),
        fresh,
      );
    const own = new Set(indices(true).flatMap(({ noise = [] }) => noise.map(({ index }) => index)));
    const known = (fresh: boolean) => indices(fresh).flatMap((row) => row.known?.noise ?? []);
    expect(known(true)).toHaveLength(5);
    expect(new Set(known(true)).size).toBe(5);
    expect(new Set(known(false)).size).toBe(1);
    expect([...known(true), ...known(false)].some((index) => own.has(index))).toBe(false);
  });
});
