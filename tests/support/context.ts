import { at } from '../../src/core/at';
import { remarkText } from '../../src/core/errors';
import type { Kind } from '../../src/results/kinds';
import type { FinishedSlice, Result } from '../../src/results/Result';
import type { Supplies } from '../../src/tasks/inMemory';
import { runTask } from '../../src/tasks/runTask';
import type { Context, Order, Outcome, Progress, Task } from '../../src/tasks/Task';
import type { Volume } from '../../src/volume/Volume';
import { NODE } from './models';

const notNeeded = (what: string) => () => Promise.reject(new Error(`${what} was asked for, and is not needed`));

/** What a shell supplies, without any model: a task that asks for one fails by name. */
export const supplies = (change: Partial<Supplies> = {}): Supplies => ({
  signal: new AbortController().signal,
  pause: () => Promise.resolve(),
  models: notNeeded('the list of models'),
  executor: notNeeded('an executor'),
  network: notNeeded('a network'),
  cpu: NODE,
  versions: () => ({ workbench: '0', onnxruntime: '0' }),
  ...change,
});

/** Slices of a series, and how a test watches what is done to them. */
export interface Watched extends Partial<Supplies> {
  /** How many slices may be held at a time; all of them without. */
  held?: number | undefined;
  /** Where the slices come from; the volume itself without. */
  slices?: Context['slices'];
  /** Where the finished slices are put, for a run that ends with an error. */
  handed?: FinishedSlice[];
  /** Cancels once as many slices were handed over. */
  stopAfter?: number;
}

export interface Seen {
  outcome: Outcome;
  handed: FinishedSlice[];
  told: Partial<Progress>[];
}

/** A task as a shell runs it that takes slices one by one, the slice of `order.first` first. */
export async function watched(
  task: Task,
  { slices: own, ...grid }: Volume,
  order: Omit<Order, 'grid' | 'count'>,
  { held = own.length, slices, handed = [], stopAfter = Infinity, ...parts }: Watched = {},
): Promise<Seen> {
  const abort = new AbortController();
  const told: Partial<Progress>[] = [];
  const { pause = () => Promise.resolve(), ...supplied } = supplies({ signal: abort.signal, ...parts });
  const outcome = await runTask(
    task,
    { ...order, grid, count: own.length },
    {
      ...supplied,
      pause,
      slices: slices ?? { count: own.length, fetch: (indices) => Promise.resolve(indices.map((index) => at(own, index))) },
      held,
      tell: (progress) => void told.push(progress),
      hand: (slice) => {
        handed.push(slice);
        if (handed.length === stopAfter) abort.abort();
      },
    },
  );
  return { outcome, handed, told };
}

/** The slices of a layer; fails where the result has none of this kind. */
export function layerOf({ layers }: Pick<Result, 'layers'>, kind: Kind): Float32Array[] {
  const found = layers.find((layer) => layer.kind === kind);
  if (!found) throw new Error(`no layer ${kind} among ${layers.map((layer) => layer.kind).join(', ')}`);
  return found.slices;
}

export const wordsOf = ({ warnings }: Pick<Result, 'warnings'>): string[] => warnings.map(remarkText);

/** The bits of an array: equal numbers may differ in the sign of zero. */
export const bits = (pixels: Float32Array): Uint32Array => new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length);
