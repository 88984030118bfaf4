import { randomNumbers } from '../support/pictures';

export type Random = () => number;

/** Whether the long parts are run as well: by `npm run test:security`, or where SECURITY_FULL is set. */
export const ALL = process.env['SECURITY'] === 'all' || process.env['SECURITY_FULL'] !== undefined;

/** All of them, or so many as take some seconds. */
export const countOf = (full: number, fast: number): number => (ALL ? full : fast);

export const random = (seed: number): Random => randomNumbers(seed);
export const pick = <T>(list: readonly T[], draw: Random): T => list[Math.floor(draw() * list.length)] as T;

/** Runs work and says how long it took and by how much the process has grown: nothing may hang, or fill the memory. */
export async function bounded<T>(work: () => Promise<T>): Promise<{ seconds: number; megabytes: number; value: T }> {
  const [before, started] = [process.memoryUsage().rss, performance.now()];
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5);
  const value = await work().finally(() => clearInterval(timer));
  most = Math.max(most, process.memoryUsage().rss);
  return { seconds: (performance.now() - started) / 1000, megabytes: (most - before) / 2 ** 20, value };
}
