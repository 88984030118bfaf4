import { DiffusionError, type ErrorCode } from '../../src/core/errors';
import type { Row } from '../../src/diffusion/rows';
import type { Executor, Lane } from '../../src/execution/Executor';
import { RecoveringExecutor } from '../../src/execution/recover';
import { run, type Plan } from '../../src/execution/run';

const rows: Row[] = [
  { evaluateAt: 1, sigma: 0.5, a: 0.5, b: [0.5], c: [] },
  { evaluateAt: 0.5, sigma: 0, a: 0, b: [1], c: [] },
];
const plan: Plan = { shape: { rows: 1, columns: 2 }, rows, seed: 1, order: [0, 1, 2], start: (k) => Float32Array.of(k, k + 1) };
const done = [
  [0, 1.25],
  [1.25, 2.5],
  [2.5, 3.75],
].map(([a, b], k) => [k, [a, b]]);

/**
 * Devices that double what they are given, one after the other; each fails at one of its calls.
 *
 * @param fails per device: at which step (or `open`, `read`) it fails, and how
 */
function devices(...fails: (readonly [at: number | 'open' | 'read', code: ErrorCode] | undefined)[]) {
  const log: string[] = [];
  let made = 0;
  const device = (used: 'webgpu' | 'wasm'): Executor => {
    const number = ++made;
    const fail = used === 'webgpu' ? fails[number - 1] : undefined;
    const at = (place: number | 'open' | 'read') => {
      if (fail?.[0] === place) throw new DiffusionError(fail[1]);
    };
    let [x, steps] = [new Float32Array(0), 0];
    const lane: Lane = {
      load: ({ state }) => void (x = state.slice()),
      step: async (row) => {
        at((steps += 1));
        log.push(`${used} ${number} to ${row.sigma}`);
        x = x.map((v) => row.a * v + 2 * (row.b[0] ?? 0) * v * (row.sigma === 0 ? 0.5 : 0.75));
        return Promise.resolve();
      },
      read: async () => {
        at('read');
        return Promise.resolve(x.slice());
      },
      dispose: () => Promise.resolve(void log.push(`lane of ${number} disposed`)),
    };
    return {
      describe: () => ({ asked: 'auto', used, reason: `device ${number}`, device: 'd' }),
      open: async () => {
        at('open');
        return Promise.resolve(lane);
      },
      networkMilliseconds: () => 10,
      dispose: () => {
        log.push(`${number} disposed`);
        // A dead device may never answer.
        return new Promise(() => undefined);
      },
    };
  };
  const small: boolean[] = [];
  const first = device('webgpu');
  const recovery = {
    again: (_: unknown, less: boolean) => {
      small.push(less);
      return Promise.resolve(device('webgpu'));
    },
    without: (): Promise<Executor> => Promise.resolve(device('wasm')),
  };
  return {
    log,
    small,
    recovery,
    executor: new RecoveringExecutor(first, recovery),
    byHand: new RecoveringExecutor(first, { again: recovery.again }),
  };
}

async function perform(executor: Executor) {
  const slices: [number, number[]][] = [];
  const steps: string[] = [];
  await run(plan, executor, {
    signal: new AbortController().signal,
    pause: () => Promise.resolve(),
    onStep: ({ index, stepsDone }) => steps.push(`${index}:${stepsDone}`),
    onSlice: (index, state) => slices.push([index, [...state]]),
  });
  return { slices, steps };
}

describe('a device that fails', () => {
  it('in mid-run gives way to another, which begins the slice at work anew: what was finished stays, and nothing is told twice', async () => {
    const { executor, log } = devices([4, 'DEVICE_LOST']);
    const { slices, steps } = await perform(executor);
    expect(slices).toEqual(done);
    expect(steps).toEqual(['0:1', '0:2', '1:1', '1:2', '2:1', '2:2']);
    expect(log).toEqual([
      ...['webgpu 1 to 0.5', 'webgpu 1 to 0', 'webgpu 1 to 0.5', '1 disposed'],
      ...['webgpu 2 to 0.5', 'webgpu 2 to 0', 'webgpu 2 to 0.5', 'webgpu 2 to 0', 'lane of 2 disposed'],
    ]);
    expect(executor.describe().reason).toBe('device 2');
    expect(executor.networkMilliseconds()).toBe(20);
  });

  it('when the picture is read is found there, and the picture made again', async () => {
    const { executor } = devices(['read', 'DEVICE_LOST']);
    expect((await perform(executor)).slices).toEqual(done);
  });

  it('between two runs is found when the next one begins', async () => {
    const { executor } = devices(['open', 'DEVICE_LOST']);
    expect((await perform(executor)).slices).toEqual(done);
    expect((await perform(executor)).slices).toEqual(done);
  });

  it('is lost at most twice; the third time the run goes on without one', async () => {
    const { executor, log } = devices([3, 'DEVICE_LOST'], [2, 'DEVICE_LOST'], ['open', 'DEVICE_LOST']);
    expect((await perform(executor)).slices).toEqual(done);
    expect(executor.describe()).toMatchObject({ used: 'wasm', reason: 'device 4' });
    expect(log.filter((entry) => entry.startsWith('wasm'))).toHaveLength(4);
  });

  it('and was chosen by hand is an error after the second time, never a silent change', async () => {
    const { byHand } = devices([1, 'DEVICE_LOST'], [1, 'DEVICE_LOST'], [1, 'DEVICE_LOST']);
    await expect(perform(byHand)).rejects.toMatchObject({ code: 'DEVICE_LOST' });
  });

  it('for want of memory is asked for less once, and then left alone', async () => {
    const { executor, small } = devices([1, 'GPU_MEMORY'], ['open', 'GPU_MEMORY']);
    expect((await perform(executor)).slices).toEqual(done);
    expect(small).toEqual([true]);
    expect(executor.describe().used).toBe('wasm');
  });

  it('at what it cannot do (limits too low for this size of picture) is left alone at once', async () => {
    const { executor, small } = devices([1, 'MODEL_RUNTIME']);
    expect((await perform(executor)).slices).toEqual(done);
    expect([small, executor.describe().used]).toEqual([[], 'wasm']);
  });

  it('and has no successor gives way to wasm', async () => {
    const { executor, recovery } = devices([1, 'DEVICE_LOST']);
    recovery.again = () => Promise.reject(new DiffusionError('BACKEND_UNAVAILABLE'));
    expect((await perform(executor)).slices).toEqual(done);
    expect(executor.describe().used).toBe('wasm');
  });

  it('is not the reason where a network returns no numbers: that ends the run', async () => {
    const { executor } = devices([2, 'OUTPUT_NOT_FINITE']);
    await expect(perform(executor)).rejects.toMatchObject({ code: 'OUTPUT_NOT_FINITE' });
  });
});
