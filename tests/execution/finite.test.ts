/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { restRow, type Row } from '../../src/diffusion/rows';
import { runReference } from '../../src/execution/reference';
import type { OnnxExecutor } from '../../src/execution/onnx';
import { run } from '../../src/execution/run';
import { shippedModel, smallExecutor } from '../support/models';

const evaluation: Row = { evaluateAt: 0.5, sigma: 0.2, a: 1, b: [], c: [] };
const last: Row = { evaluateAt: 0.2, sigma: 0, a: 0, b: [1], c: [] };

/** Each first row makes a number that is not finite; without the check, none of them shows in the last state. */
const HIDDEN: [string, Row][] = [
  ['given no weight', evaluation],
  ['a weight of 0', { ...evaluation, b: [0] }],
  ['brought back by a limit', { ...evaluation, a: 0, b: [1], limit: { clip: [0, 1] } }],
];

describe('a number that is not finite, in the reference', () => {
  it.each(HIDDEN)('is refused at its row: %s', (_, row) => {
    const denoiser = (x: Float64Array, sigma: number) => (sigma === 0.5 ? Float64Array.of(0, Infinity, 0) : x);
    expect(() => runReference(new Float64Array(3), [row, last], denoiser)).toThrow(
      expect.objectContaining({ code: 'OUTPUT_NOT_FINITE', measured: 'Infinity at pixel 1 of the estimate' }) as Error,
    );
  });

  it('is refused in the state, before a mask hides it', () => {
    const grown = { ...restRow(0.2), a: 1e200, known: { sigma: 0, noise: undefined } };
    const region = { picture: new Float64Array(1), mask: Float64Array.of(1) };
    expect(() =>
      runReference(Float64Array.of(1e200), [grown], (x) => x, {
        noise: (): never => {
          throw new Error();
        },
        region,
      }),
    ).toThrow(expect.objectContaining({ code: 'OUTPUT_NOT_FINITE', measured: 'Infinity at pixel 0 of the state' }) as Error);
  });
});

describe('a network that gives no numbers, on the CPU', () => {
  let executor: OnnxExecutor;
  beforeAll(async () => void (executor = await smallExecutor(shippedModel('tiny-random'))));
  afterAll(() => executor.dispose());

  /** A finite picture with a pixel that no convolution survives. */
  const start = Float32Array.from({ length: 256 }, (_, i) => (i === 100 ? 3e38 : i / 256));
  const hooks = { signal: new AbortController().signal, onStep: () => undefined, onSlice: () => undefined, pause: () => Promise.resolve() };

  it.each([...HIDDEN, ['without limits', { ...evaluation, a: 0.4, b: [0.6] }] as [string, Row]])(
    'is refused at the row of its evaluation: %s',
    async (_, row) => {
      let steps = 0;
      const plan = { shape: { rows: 16, columns: 16 }, rows: [row, restRow(0.1), last], seed: 1, order: [0], start: () => start };
      await expect(run(plan, executor, { ...hooks, onStep: () => void steps++ })).rejects.toMatchObject({
        code: 'OUTPUT_NOT_FINITE',
        measured: expect.stringMatching(/^(NaN|-?Infinity) at pixel \d+ of the estimate$/) as string,
      });
      expect(steps).toBe(0);
    },
  );
});
