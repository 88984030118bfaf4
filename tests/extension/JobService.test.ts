import { DiffusionError } from '../../src/core/errors';
import type { Job, JobControl, JobProgress, JobTask } from '../../extension/run/job';
import { JobService } from '../../extension/run/JobService';

const turn = () => new Promise((resolve) => setTimeout(resolve));

const progress = (slicesDone: number): JobProgress => ({
  stage: 'network',
  slicesDone,
  slices: 3,
  stepsDone: 0,
  steps: 1,
  fraction: slicesDone / 3,
  secondsLeft: 1,
});

/** A task that ends when the test says so, and writes down what was asked of it. */
function makeTask(seriesKey: string) {
  const calls: string[] = [];
  let control: JobControl | undefined;
  let end: (state: 'done' | 'cancelled') => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const task: JobTask = {
    task: 'denoise' as const,
    seriesKey,
    label: 'T2 axial',
    slices: 3,
    run: (given) => {
      calls.push('run');
      control = given;
      given.signal.addEventListener('abort', () => calls.push('abort'));
      return new Promise((resolve, reject) => ([end, fail] = [resolve, reject]));
    },
    keep: () => Promise.resolve(void calls.push('keep')),
    discard: () => void calls.push('discard'),
  };
  return {
    task,
    calls,
    control: () => control as JobControl,
    end: async (state: 'done' | 'cancelled') => {
      end(state);
      await turn();
    },
    fail: async (error: unknown) => {
      fail(error);
      await turn();
    },
  };
}

const states = (jobs: JobService) => jobs.list().map(({ state }) => state);

describe('jobs', () => {
  it('runs a job and reports its progress', async () => {
    const jobs = new JobService();
    const work = makeTask('a');
    jobs.start(work.task);
    expect(states(jobs)).toEqual(['pending']);
    await turn();
    expect(states(jobs)).toEqual(['running']);
    work.control().report(progress(2));
    expect(jobs.list()[0]?.progress.slicesDone).toBe(2);
    await work.end('done');
    expect(states(jobs)).toEqual(['done']);
  });

  it('refuses a second start on a series that waits or runs, and makes no second job', async () => {
    const jobs = new JobService();
    const work = makeTask('a');
    jobs.start(work.task);
    const again = () => jobs.start(makeTask('a').task);
    const refusal = expect.objectContaining({ code: 'ALREADY_RUNNING' }) as Error;
    expect(again).toThrow(refusal);
    await turn();
    expect(again).toThrow(refusal);
    expect(jobs.list()).toHaveLength(1);
    await work.end('done');
    expect(again).not.toThrow();
  });

  it('runs one job at a time, in the order of the clicks', async () => {
    const jobs = new JobService();
    const [first, second] = [makeTask('a'), makeTask('b')];
    jobs.start(first.task);
    jobs.start(second.task);
    await turn();
    expect(states(jobs)).toEqual(['running', 'pending']);
    expect(second.calls).toEqual([]);
    await first.end('done');
    expect(states(jobs)).toEqual(['done', 'running']);
  });

  it('keeps a cancelled job with finished slices until the reader has chosen', async () => {
    const jobs = new JobService();
    const work = makeTask('a');
    const { id } = jobs.start(work.task);
    await turn();
    work.control().report(progress(2));
    jobs.cancel(id);
    expect(jobs.list()[0]).toMatchObject({ state: 'running', stopping: true });
    await work.end('cancelled');
    expect(jobs.list()[0]).toMatchObject({ state: 'cancelled', stopping: false });
    expect(work.calls).toEqual(['run', 'abort']);
    await jobs.keep(id);
    expect(work.calls).toEqual(['run', 'abort', 'keep']);
    expect(jobs.list()).toEqual([]);
  });

  it('adds nothing when the finished slices are discarded', async () => {
    const jobs = new JobService();
    const work = makeTask('a');
    const { id } = jobs.start(work.task);
    await turn();
    work.control().report(progress(1));
    jobs.cancel(id);
    await work.end('cancelled');
    jobs.discard(id);
    expect(work.calls).toEqual(['run', 'abort', 'discard']);
    expect(jobs.list()).toEqual([]);
  });

  it.each(['keep', 'discard'] as const)('does not ask when the cancel says %s', async (choice) => {
    const jobs = new JobService();
    const work = makeTask('a');
    const { id } = jobs.start(work.task);
    await turn();
    work.control().report(progress(1));
    jobs.cancel(id, choice);
    await work.end('cancelled');
    expect(work.calls).toEqual(['run', 'abort', choice]);
    expect(jobs.list()).toEqual([]);
  });

  it('turns a job whose finished slices cannot be added into a failed one', async () => {
    const settled: Job[] = [];
    const jobs = new JobService((job) => settled.push(job));
    const work = makeTask('a');
    work.task.keep = () => Promise.reject(new DiffusionError('INTERNAL', { measured: '0 display sets' }));
    const { id } = jobs.start(work.task);
    await turn();
    work.control().report(progress(2));
    jobs.cancel(id);
    await work.end('cancelled');
    await jobs.keep(id);
    expect(settled.map(({ state }) => state)).toEqual(['cancelled', 'failed']);
    expect(jobs.list()[0]?.error).toMatchObject({ code: 'INTERNAL' });
  });

  it('says of a job cancelled before its first slice that there is nothing to keep', async () => {
    const jobs = new JobService();
    const work = makeTask('a');
    const { id } = jobs.start(work.task);
    await turn();
    jobs.cancel(id);
    await work.fail(new DOMException('stopped', 'AbortError'));
    expect(jobs.list()[0]).toMatchObject({ state: 'cancelled', progress: { slicesDone: 0 } });
    jobs.discard(id);
    expect(jobs.list()).toEqual([]);
  });

  it('offers nothing of a run that failed while it was being cancelled', async () => {
    const jobs = new JobService();
    const work = makeTask('a');
    const { id } = jobs.start(work.task);
    await turn();
    work.control().report(progress(2));
    jobs.cancel(id, 'keep');
    await work.fail(new DiffusionError('DEVICE_LOST'));
    expect(work.calls).toEqual(['run', 'abort', 'discard']);
    expect(jobs.list()).toEqual([]);
  });

  it('clears the failed and the empty jobs of a series when it is started again, and no others', async () => {
    const jobs = new JobService();
    const [failed, other] = [makeTask('a'), makeTask('b')];
    jobs.start(failed.task);
    await turn();
    await failed.fail(new Error('lost'));
    const { id } = jobs.start(other.task);
    await turn();
    other.control().report(progress(1));
    jobs.cancel(id);
    await other.end('cancelled');
    expect(states(jobs)).toEqual(['failed', 'cancelled']);
    jobs.start(makeTask('b').task);
    expect(states(jobs)).toEqual(['failed', 'cancelled', 'pending']);
    jobs.start(makeTask('a').task);
    expect(states(jobs)).toEqual(['cancelled', 'pending', 'pending']);
  });

  it('cancels a waiting job without running it', async () => {
    const jobs = new JobService();
    const [first, second] = [makeTask('a'), makeTask('b')];
    jobs.start(first.task);
    const { id } = jobs.start(second.task);
    jobs.cancel(id);
    await turn();
    await first.end('done');
    expect(second.calls).not.toContain('run');
    expect(states(jobs)).toEqual(['done']);
  });

  it('keeps what a failed job has left, and with a failure of that nothing more', async () => {
    const [jobs, work] = [new JobService(), makeTask('a')];
    work.task.left = () => 2;
    const { id } = jobs.start(work.task);
    await turn();
    await work.fail(new DiffusionError('DEVICE_LOST'));
    expect(jobs.list()[0]).toMatchObject({ state: 'failed', error: { code: 'DEVICE_LOST' }, progress: { slicesDone: 2 } });
    work.task.keep = () => Promise.reject(new DiffusionError('SOURCE_CLOSED'));
    await jobs.keep(id);
    expect(jobs.list()[0]).toMatchObject({ state: 'failed', error: { code: 'SOURCE_CLOSED' }, progress: { slicesDone: 0 } });
    await jobs.keep(id);
    expect(jobs.list()).toHaveLength(1);
  });

  it('keeps the coded error of a failed job until it is dismissed, and goes on with the next', async () => {
    const settled: Job[] = [];
    const jobs = new JobService((job) => settled.push(job));
    const [first, second] = [makeTask('a'), makeTask('b')];
    const { id } = jobs.start(first.task);
    jobs.start(second.task);
    await turn();
    await first.fail(new DiffusionError('SLICE_UNREADABLE', { measured: 'slice 2 of 3' }));
    expect(states(jobs)).toEqual(['failed', 'running']);
    expect(jobs.list()[0]?.error).toMatchObject({ code: 'SLICE_UNREADABLE', measured: 'slice 2 of 3' });
    expect(settled.map(({ state }) => state)).toEqual(['failed']);
    jobs.discard(id);
    expect(states(jobs)).toEqual(['running']);
  });

  it('tells nobody who has unsubscribed', async () => {
    const jobs = new JobService();
    let calls = 0;
    const unsubscribe = jobs.subscribe(() => (calls += 1));
    jobs.start(makeTask('a').task);
    expect(calls).toBe(1);
    unsubscribe();
    await turn();
    expect(calls).toBe(1);
  });

  it('gives the same list until something changes', () => {
    const jobs = new JobService();
    const before = jobs.list();
    expect(jobs.list()).toBe(before);
    jobs.start(makeTask('a').task);
    expect(jobs.list()).not.toBe(before);
  });

  it('stops everything when the mode is left, and starts nothing that waited', async () => {
    const settled: Job[] = [];
    const jobs = new JobService((job) => settled.push(job));
    const [first, second] = [makeTask('a'), makeTask('b')];
    jobs.start(first.task);
    jobs.start(second.task);
    await turn();
    jobs.dispose();
    expect(first.calls).toEqual(['run', 'abort', 'discard']);
    await first.end('cancelled');
    expect(second.calls).toEqual(['discard']);
    expect([jobs.list(), settled]).toEqual([[], []]);
  });
});
