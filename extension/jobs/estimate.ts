import { isActive, type Job } from './job';

/** Seconds per unit of work of a running job; undefined until it can tell its time left. */
export function rateOf({ cost, progress }: Pick<Job, 'cost' | 'progress'>, elapsed: number): number | undefined {
  return cost && cost.work > 0 && Number.isFinite(progress.secondsLeft) ? (elapsed + progress.secondsLeft) / cost.work : undefined;
}

/** Adds the place to every waiting job; the order of the list is the order in which they run. */
export function withPlaces(jobs: readonly Job[], rates: ReadonlyMap<string, number>): readonly Job[] {
  let [before, seconds] = [0, 0];
  return jobs.map((job) => {
    if (!isActive(job)) return job;
    const startsIn = seconds;
    const own = job.cost ? (rates.get(job.cost.key) ?? NaN) * job.cost.work : NaN;
    seconds += job.state === 'running' ? job.progress.secondsLeft : own;
    const place = { before: before++, startsIn, readyIn: seconds };
    return job.state === 'pending' ? { ...job, place } : job;
  });
}
