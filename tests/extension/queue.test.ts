import { rateOf, withPlaces, type Job, type JobState } from '../../extension/run/job';
import { groupResults } from '../../extension/results/rows';
import type { ResultRow } from '../../extension/results/rows';

const job = (id: string, state: JobState, key: string, work: number, secondsLeft = NaN): Job => ({
  id,
  task: 'denoise',
  seriesKey: id,
  label: id,
  state,
  stopping: false,
  cost: { key, work },
  progress: { stage: 'network', slicesDone: 0, slices: 3, stepsDone: 0, steps: 1, fraction: 0, secondsLeft },
});
const places = (jobs: Job[], rates: [string, number][] = []) =>
  withPlaces(jobs, new Map(rates)).map(({ place }) => place && [place.before, place.startsIn, place.readyIn]);

describe('the queue', () => {
  it('says of each waiting job when it starts and when it is done', () => {
    const jobs = [job('a', 'running', 'mr', 10, 20), job('b', 'pending', 'mr', 5), job('c', 'pending', 'mr', 10)];
    expect(places(jobs, [['mr', 2]])).toEqual([undefined, [0 + 1, 20, 30], [2, 30, 50]]);
  });

  it('says nothing that it does not know', () => {
    const jobs = [job('a', 'running', 'mr', 10, 20), job('b', 'pending', 'ct', 5), job('c', 'pending', 'mr', 5)];
    expect(places(jobs, [['mr', 2]])).toEqual([undefined, [1, 20, NaN], [2, NaN, NaN]]);
    expect(places([job('a', 'running', 'mr', 10), job('b', 'pending', 'mr', 5)])).toEqual([undefined, [1, NaN, NaN]]);
  });

  it('does not count jobs that have ended', () => {
    const jobs = [job('x', 'cancelled', 'mr', 10), job('a', 'running', 'mr', 10, 4), job('b', 'pending', 'mr', 1)];
    expect(places(jobs, [['mr', 1]])).toEqual([undefined, undefined, [1, 4, 5]]);
  });

  it('learns its rate from what has passed and what is left', () => {
    expect(rateOf(job('a', 'running', 'mr', 10, 15), 5)).toBe(2);
    expect(rateOf(job('a', 'running', 'mr', 10), 5)).toBeUndefined();
    expect(rateOf(job('a', 'running', 'mr', 0, 15), 5)).toBeUndefined();
  });
});

describe('the results', () => {
  const row = (id: string, sourceUID: string) =>
    ({ id, uid: id, sets: { denoised: id }, note: { sourceUID, sourceLabel: sourceUID } }) as unknown as ResultRow;
  const rows = [row('1', 'a'), row('2', 'b'), row('3', 'a'), row('4', 'c')];
  const order = (active?: string) =>
    groupResults(rows, active).map((group) => [group.sourceUID, ...group.rows.map(({ id }) => id)].join(' '));

  it('stand by series, the newest first', () => {
    expect(order()).toEqual(['c 4', 'a 3 1', 'b 2']);
  });

  it('begin with the active series, also when one of its results is looked at', () => {
    expect(order('b')).toEqual(['b 2', 'c 4', 'a 3 1']);
    expect(order('1')).toEqual(['a 3 1', 'c 4', 'b 2']);
    expect(order('elsewhere')).toEqual(order());
  });
});
