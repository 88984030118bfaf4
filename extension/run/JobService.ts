import { DiffusionError } from '../../src/core/errors';
import { rateOf, withPlaces, isActive, isEmpty, type Job, type JobControl, type JobTask } from './job';

export type CancelChoice = 'keep' | 'discard';

interface Entry {
  job: Job;
  task: JobTask;
  abort: AbortController;
  /** Given together with the cancel, so that nothing has to be asked afterwards. */
  choice?: CancelChoice | undefined;
  /** Milliseconds of the page's clock. */
  startedAt?: number;
}

const since = ({ startedAt }: Entry) => (startedAt === undefined ? 0 : performance.now() - startedAt);

/**
 * The jobs of one visit to the mode. One runs, the others wait in order; a series has at most one per task that waits or runs. A job that
 * was cancelled, or failed, stays until the reader keeps or discards what it finished; one that failed with nothing, until it is dismissed or its
 * series is started again.
 */
export class JobService {
  private entries: Entry[] = [];
  private readonly listeners = new Set<() => void>();
  private snapshot: readonly Job[] = [];
  /** Seconds per unit of work, by the key of the cost. */
  private readonly rates = new Map<string, number>();
  private closed = false;
  private count = 0;

  /** @param onSettled called once when a job is done, has failed or was cancelled */
  constructor(private readonly onSettled: (job: Job) => void = () => undefined) {}

  /** The same array until something changes. */
  readonly list = (): readonly Job[] => this.snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  /** @throws DiffusionError ALREADY_RUNNING, and then no second job was made */
  start(task: JobTask): Job {
    if (this.entries.some(({ job }) => job.seriesKey === task.seriesKey && isActive(job))) throw new DiffusionError('ALREADY_RUNNING');
    const progress = {
      stage: 'reading',
      slicesDone: 0,
      slices: task.slices,
      stepsDone: 0,
      steps: 0,
      fraction: 0,
      secondsLeft: NaN,
    } as const;
    const job: Job = {
      id: `job-${++this.count}`,
      task: task.task,
      seriesKey: task.seriesKey,
      label: task.label,
      state: 'pending',
      stopping: false,
      progress,
      cost: task.cost,
    };
    const over = this.entries.filter(
      (entry) => entry.job.state === 'done' || (entry.job.seriesKey === task.seriesKey && isEmpty(entry.job)),
    );
    over.forEach((entry) => entry.task.discard());
    this.entries = [...this.entries.filter((entry) => !over.includes(entry)), { job, task, abort: new AbortController() }];
    this.publish();
    // Not at once: the caller gets the id of the job before anything can happen to it.
    queueMicrotask(() => void this.pump());
    return job;
  }

  /** Takes effect between two steps. Jobs that have ended are left alone. */
  cancel(id: string, choice?: CancelChoice): void {
    const entry = this.find(id);
    if (!entry || !isActive(entry.job)) return;
    entry.choice = choice;
    entry.abort.abort();
    if (entry.job.state === 'running') return this.change(entry, { stopping: true });
    entry.choice = 'discard';
    this.settle(entry, { state: 'cancelled' });
  }

  /** Adds the finished slices of a job that was cancelled or failed. When that fails the job has failed with nothing, and nothing is thrown. */
  async keep(id: string): Promise<void> {
    const entry = this.find(id);
    if (!entry || isActive(entry.job) || isEmpty(entry.job)) return;
    this.drop(entry);
    try {
      await entry.task.keep();
    } catch (thrown) {
      if (this.closed) return;
      this.entries = [...this.entries, entry];
      this.settle(entry, {
        state: 'failed',
        error: DiffusionError.from(thrown).toData(),
        progress: { ...entry.job.progress, slicesDone: 0 },
      });
    }
  }

  /** Forgets a cancelled or failed job. */
  discard(id: string): void {
    const entry = this.find(id);
    if (!entry || isActive(entry.job)) return;
    this.drop(entry);
    entry.task.discard();
  }

  /** Stops and forgets everything; what still runs ends unheard. */
  dispose(): void {
    this.closed = true;
    for (const { abort, task } of this.entries) {
      abort.abort();
      task.discard();
    }
    this.entries = [];
    this.publish();
    this.listeners.clear();
  }

  private readonly find = (id: string) => this.entries.find(({ job }) => job.id === id);

  private async pump(): Promise<void> {
    const next = this.entries.find(({ job }) => job.state === 'pending');
    if (this.closed || !next || this.entries.some(({ job }) => job.state === 'running')) return;
    next.startedAt = performance.now();
    this.change(next, { state: 'running' });
    const { task } = next;
    const { signal } = next.abort;
    const control: JobControl = {
      id: next.job.id,
      signal,
      report: (progress) => {
        const rate = rateOf({ cost: task.cost, progress }, since(next) / 1000);
        if (task.cost && rate !== undefined) this.rates.set(task.cost.key, rate);
        this.change(next, { progress });
      },
      preview: (preview) => this.change(next, { preview }),
    };
    try {
      this.settle(next, { state: await task.run(control) });
    } catch (thrown) {
      const progress = { ...next.job.progress, slicesDone: task.left?.() ?? 0 };
      const error = DiffusionError.from(thrown).toData();
      this.settle(next, signal.aborted ? { state: 'cancelled', progress } : { state: 'failed', error, progress });
    }
    void this.pump();
  }

  private settle(entry: Entry, change: Partial<Job>): void {
    if (this.closed) return;
    this.change(entry, { ...change, stopping: false, milliseconds: since(entry) });
    const { id, state } = entry.job;
    this.onSettled(entry.job);
    if (state !== 'cancelled') return;
    if (entry.choice === 'discard' || (entry.choice === 'keep' && isEmpty(entry.job))) this.discard(id);
    else if (entry.choice === 'keep') void this.keep(id);
  }

  private change(entry: Entry, change: Partial<Job>): void {
    if (this.closed || !this.entries.includes(entry)) return;
    entry.job = { ...entry.job, ...change };
    this.publish();
  }

  private drop(entry: Entry): void {
    this.entries = this.entries.filter((other) => other !== entry);
    this.publish();
  }

  private publish(): void {
    const jobs = this.entries.map(({ job }) => job);
    this.snapshot = withPlaces(jobs, this.rates);
    this.listeners.forEach((listener) => listener());
  }
}
