/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { HeldSlices } from '../../extension/worker/HeldSlices';
import { planMemory } from '../../src/execution/budget';
import type { Executor } from '../../src/execution/Executor';
import type { TaskName } from '../../src/results/Result';
import { TASKS } from '../../src/tasks';
import type { Region } from '../../src/tasks/Task';
import type { Volume } from '../../src/volume/Volume';
import { watched } from '../support/context';
import { shippedModel, smallExecutor } from '../support/models';
import { drawnVolume } from '../support/pictures';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const tiny = shippedModel('tiny-random');
const SIDE = 128;
const SLICES = 24;
const drawn = drawnVolume({ rows: SIDE, columns: SIDE, slices: 2, noise: 0.1 });
const PADDING = -500;
const axes = (turned: boolean): Volume['axes'] => ({ rowCosines: [turned ? -1 : 1, 0, 0], columnCosines: [0, 1, 0] });
/** The slice itself stays on the page: it is drawn anew for each message. */
const sliceOf = (k: number, padded: boolean) =>
  Float32Array.from(drawn.slices[k % 2]!, (value, i) => (padded && i < SIDE ? PADDING : value + k / 10));

let executor: Executor;
beforeAll(async () => {
  executor = await smallExecutor(tiny);
});
afterAll(() => executor.dispose());

const bytes = () => {
  // Twice: what the first leaves to finalizers.
  collect();
  collect();
  return process.memoryUsage().arrayBuffers;
};

/** The most that the worker holds of slices and masks while slices are worked on, in bytes. */
async function peak(task: TaskName, turned: boolean, padded: boolean): Promise<number> {
  const grid = {
    ...drawn,
    axes: axes(turned),
    ...(padded && { padding: Array.from({ length: SLICES }, () => [[PADDING, PADDING]] as const) }),
  };
  // As long as the series, and empty: the slices come by message.
  const volume: Volume = { ...grid, slices: Array.from({ length: SLICES }, () => new Float32Array(0)) };
  const spot = () => Uint8Array.from({ length: SIDE * SIDE }, (_, i) => (i % SIDE > 55 && i % SIDE < 62 && i > 7000 && i < 8000 ? 1 : 0));
  const region: Region | undefined = task === 'inpaint' ? Array.from({ length: SLICES }, spot) : undefined;
  const stack = new HeldSlices(SLICES, (indices) => Promise.resolve(indices.map((k) => sliceOf(k, padded))));
  const settings = TASKS[task].settle({ steps: 2, sampler: 'euler' }, tiny.manifest);
  const before = bytes();
  let [most, handed] = [0, 0];
  const look = () => {
    // In the middle: looking takes long, and the first slice is handed over before all that is held is there.
    if (++handed === SLICES / 2) most = bytes() - before;
    return 0;
  };
  await watched(
    TASKS[task],
    volume,
    { manifest: tiny.manifest, settings, region, first: 0 },
    {
      slices: stack,
      executor: () => Promise.resolve(executor),
      // As the worker does, which hands slices over: here they would be held.
      handed: Object.assign([], { push: look }),
    },
  );
  return most;
}

const planned = (task: TaskName, turned: boolean, padded: boolean) => {
  const plan = { task, rows: SIDE, columns: SIDE, slices: SLICES, samples: 1, workingBytes: 0, turned, padded };
  return planMemory(plan).wholeBytes - planMemory({ ...plan, turned: false, padded: false }).wholeBytes;
};

describe.each<TaskName>(['denoise', 'inpaint'])('memory of a run of %s', (task) => {
  const V = SIDE * SIDE * SLICES * 4;

  it('grows by what the plan counts for slices that are turned, or whose padding is left out', async () => {
    // The first run makes what later ones find.
    await peak(task, true, true);
    const plain = await peak(task, false, false);
    for (const [turned, padded] of [
      [true, false],
      [false, true],
      [true, true],
    ] as const) {
      const more = (await peak(task, turned, padded)) - plain;
      // A slice or two more are in the hands of the loop.
      expect(Math.abs(more - planned(task, turned, padded))).toBeLessThan(0.2 * V);
    }
  });
});
