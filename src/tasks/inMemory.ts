import { at } from '../core/at';
import { DiffusionError } from '../core/errors';
import { Assembly } from '../results/Assembly';
import type { Result } from '../results/Result';
import type { Volume } from '../volume/Volume';
import { runTask } from './runTask';
import type { Context, Order, Progress, Task } from './Task';

/** What a shell still has to supply where the source is in memory. */
export type Supplies = Pick<Context, 'signal' | 'models' | 'executor' | 'network' | 'cpu' | 'versions'> & {
  pause?: Context['pause'];
  tell?: (progress: Partial<Progress>) => void;
};

/**
 * A task on a volume that is in memory as a whole, several pictures as their mean.
 *
 * @throws DiffusionError CANCELLED, and those of the task
 */
export async function runInMemory(
  task: Task,
  volume: Volume,
  order: Omit<Order, 'grid' | 'count' | 'first' | 'each'>,
  supplies: Supplies,
): Promise<Result> {
  const { slices, ...grid } = volume;
  const worked = task.region === 'needed' ? slices.map((_, k) => order.region?.[k]?.some((value) => value !== 0) ?? false) : undefined;
  const assembly = new Assembly(task.makes, slices, worked);
  const context: Context = {
    ...supplies,
    // The network blocks the event loop; an interrupt arrives in between.
    pause: supplies.pause ?? (() => new Promise((resolve) => setTimeout(resolve))),
    slices: { count: slices.length, fetch: (indices) => Promise.resolve(indices.map((index) => at(slices, index))) },
    held: slices.length,
    tell: (progress) => supplies.tell?.(progress),
    hand: (slice) => void assembly.add(slice),
  };
  const outcome = await runTask(task, { ...order, grid, count: slices.length, first: 0 }, context);
  if (outcome.state === 'cancelled') throw new DiffusionError('CANCELLED');
  return assembly.result(outcome, grid);
}
