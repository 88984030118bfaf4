import type { Row } from '../../src/diffusion/rows';
import type { Executor, Lane } from '../../src/execution/Executor';
import { run, type Hooks, type Plan } from '../../src/execution/run';
import { NODE } from '../support/models';

const twoSteps: Row[] = [
  { evaluateAt: 1, sigma: 0.5, a: 0.5, b: [0.5], c: [] },
  { evaluateAt: 0.5, sigma: 0, a: 0, b: [1], c: [] },
];

/** An executor whose network is a function of the pixel, with a log of what was asked of it. */
function executorOf(network: (v: number) => number) {
  const log: string[] = [];
  let x = new Float32Array(0);
  const lane: Lane = {
    load: ({ state }) => void (x = state.slice()),
    step: (row) => {
      log.push(`step to ${row.sigma}`);
      x = x.map((v) => row.a * v + (row.b[0] ?? 0) * network(v));
      return Promise.resolve();
    },
    read: () => Promise.resolve(x.slice()),
    dispose: () => Promise.resolve(void log.push('disposed')),
  };
  const executor: Executor = {
    describe: () => NODE,
    open: () => Promise.resolve(lane),
    networkMilliseconds: () => 0,
    dispose: () => Promise.resolve(),
  };
  return { executor, log };
}

const plan: Plan = { shape: { rows: 1, columns: 2 }, rows: twoSteps, seed: 1, order: [1, 0, 2], start: (k) => Float32Array.of(k, k + 1) };

function hooks(change: Partial<Hooks> = {}) {
  const slices: [number, number[]][] = [];
  const abort = new AbortController();
  const all: Hooks = {
    signal: abort.signal,
    onStep: () => undefined,
    onSlice: (index, state) => slices.push([index, [...state]]),
    pause: () => Promise.resolve(),
    ...change,
  };
  return { all, abort, slices };
}

describe('the loop', () => {
  it('hands out finished slices in the order of the plan', async () => {
    const { executor, log } = executorOf((v) => v);
    const { all, slices } = hooks();
    await expect(run(plan, executor, all)).resolves.toBe('done');
    expect(slices).toEqual([
      [1, [1, 2]],
      [0, [0, 1]],
      [2, [2, 3]],
    ]);
    expect(log.filter((entry) => entry === 'disposed')).toHaveLength(1);
  });

  it('stops between two steps when cancelled, and keeps to itself what is not finished', async () => {
    const { executor, log } = executorOf((v) => v);
    const { all, abort, slices } = hooks();
    let steps = 0;
    const outcome = await run(plan, executor, { ...all, onStep: () => void (++steps === 3 && abort.abort()) });
    expect(outcome).toBe('cancelled');
    expect(slices.map(([index]) => index)).toEqual([1]);
    expect(log.at(-1)).toBe('disposed');
  });

  it('does nothing at all when cancelled before the first step', async () => {
    const { executor, log } = executorOf((v) => v);
    const { all, abort, slices } = hooks();
    abort.abort();
    expect(await run(plan, executor, all)).toBe('cancelled');
    expect([slices.length, log]).toEqual([0, ['disposed']]);
  });

  it('counts steps and slices as they are finished', async () => {
    const { executor } = executorOf((v) => v);
    const seen: string[] = [];
    await run(plan, executor, hooks({ onStep: (s) => seen.push(`${s.index}:${s.slicesDone}/${s.stepsDone}`) }).all);
    expect(seen).toEqual(['1:0/1', '1:0/2', '0:1/1', '0:1/2', '2:2/1', '2:2/2']);
  });

  it.each([
    ['NaN', NaN, 'OUTPUT_NOT_FINITE'],
    ['infinite', Infinity, 'OUTPUT_NOT_FINITE'],
    ['all-zero', 0, 'OUTPUT_CONSTANT'],
    ['constant', 0.4, 'OUTPUT_CONSTANT'],
  ])('refuses %s output before anyone sees it', async (_, value, code) => {
    const { executor, log } = executorOf(() => value);
    const { all, slices } = hooks();
    await expect(run(plan, executor, all)).rejects.toMatchObject({ code });
    expect(slices).toEqual([]);
    expect(log.at(-1)).toBe('disposed');
  });

  it('refuses a start or a region of another size than the lane, before the device gets it', async () => {
    const { executor, log } = executorOf((v) => v);
    const { all } = hooks();
    const measured = { start: 'slice 1: start of 3 pixels, not 1 × 2', mask: 'slice 1: mask of 1 pixels, not 1 × 2' };
    await expect(run({ ...plan, start: () => new Float32Array(3) }, executor, all)).rejects.toMatchObject({
      code: 'INTERNAL',
      measured: measured.start,
    });
    const region = () => ({ picture: new Float32Array(2), mask: new Float32Array(1) });
    await expect(run({ ...plan, region }, executor, all)).rejects.toMatchObject({ code: 'INTERNAL', measured: measured.mask });
    expect(log).toEqual(['disposed', 'disposed']);
  });

  it('accepts a flat result where the slice itself is flat', async () => {
    const { executor } = executorOf(() => 0);
    const { all, slices } = hooks();
    await run({ ...plan, order: [0], start: () => Float32Array.of(0, 0) }, executor, all);
    expect(slices).toEqual([[0, [0, 0]]]);
  });
});
