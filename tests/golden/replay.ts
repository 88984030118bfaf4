import { runReference } from '../../src/execution/reference';
import { networkDenoiser, type NetworkCall } from './denoiser';
import type { GoldenCase } from './format';
import { outOfScope } from './outOfScope';
import { replayOf, scaleOf } from './samplers';
import { computeSchedule, type Arrays } from './schedules';

/** max|x − ref| / max|ref|: the golden set's relative error. */
export const TOLERANCE = { float64: 1e-9, float32: 2e-4 } as const;

export interface Errors {
  schedule: number;
  states: number;
  evaluations: number;
  float32: number;
}

export type Outcome = { id: string } & (
  { kind: 'passed'; errors: Errors } | { kind: 'out of scope'; reason: string } | { kind: 'failed'; why: string }
);

type Numbers = ArrayLike<number>;

function relative(found: Numbers, reference: Numbers): number {
  if (found.length !== reference.length) return Infinity;
  let [worst, largest] = [0, 0];
  for (let i = 0; i < reference.length; i++) {
    const difference = Math.abs((found[i] ?? NaN) - (reference[i] ?? NaN));
    worst = Number.isNaN(difference) ? Infinity : Math.max(worst, difference);
    largest = Math.max(largest, Math.abs(reference[i] ?? NaN));
  }
  return worst === 0 ? 0 : worst / largest;
}

const most = (errors: readonly number[]): number => errors.reduce((a, b) => Math.max(a, b), 0);

const isNumbers = (value: unknown): value is number[] => Array.isArray(value) && value.every((v) => typeof v === 'number');

/** Every recorded array against the computed one; an array that the project does not compute is a failure, not a gap. */
function scheduleError({ schedule }: GoldenCase, arrays: Arrays): number {
  const skipped = ['name', 'params', 'every', 'step_ratio'];
  const recorded = Object.entries(schedule).filter(([key]) => !skipped.includes(key));
  return most(
    recorded.map(([key, value]) => {
      const reference = typeof value === 'number' ? [value] : value;
      const found = arrays[key];
      if (!isNumbers(reference) || !found) throw new Error(`schedule array ${key} is not computed`);
      const error = relative(found, reference);
      // Levels differ by orders of magnitude, so the small ones are held to the tolerance on their own.
      const each = key === 'sigmas' ? reference.map((v, i) => relative([found[i] ?? NaN], [v])) : [];
      return most([error, ...each]);
    }),
  );
}

/** A vector for part of the picture (the known columns of ncsnv2's inpainting) written into a whole one. */
function widen(noise: readonly number[], mask: readonly number[] | undefined, length: number): readonly number[] {
  if (noise.length === length || !mask) return noise;
  let next = 0;
  return mask.map((known) => (known === 1 ? (noise[next++] ?? NaN) : 0));
}

function run<T extends Float64Array | Float32Array>(c: GoldenCase, arrays: Arrays, make: (numbers: readonly number[]) => T) {
  if (!c.model || !c.x0) throw new Error('no model or start');
  const replay = replayOf(c, arrays);
  const { rows, region, firstNoise = 0, shown = (row) => !row.stage } = replay;
  const calls: NetworkCall[] = [];
  const start = c.x0.map((v) => v / scaleOf(replay.states, replay.from));
  const noise = (index: number) => {
    const recorded = c.noises[index + firstNoise];
    if (!recorded) throw new Error(`noise ${index + firstNoise} was not recorded`);
    return make(widen(recorded, region?.mask, start.length));
  };
  const sources = { noise, batch: c.shape?.[0] ?? 1, region: region && { picture: make(region.picture), mask: make(region.mask) } };
  const states = runReference(make(start), rows, networkDenoiser(c.model, replay.network, calls, replay.told), sources);
  const visible = states.flatMap((state, i) => {
    const row = rows[i];
    return row && shown(row) ? [Array.from(state, (v) => v * scaleOf(replay.states, row.sigma))] : [];
  });
  return { states: replay.startHidden ? visible : [c.x0, ...visible], calls };
}

function stateError(found: readonly Numbers[], reference: readonly Numbers[]): number {
  if (found.length !== reference.length) throw new Error(`${found.length} states, ${reference.length} recorded`);
  return most(found.map((state, i) => relative(state, reference[i] ?? [])));
}

function evaluationError(calls: readonly NetworkCall[], evals: GoldenCase['evals']): number {
  if (calls.length !== evals.length) throw new Error(`${calls.length} evaluations, ${evals.length} recorded`);
  return most(
    calls.flatMap(({ input, sigma }, i) => [relative(input, evals[i]?.input ?? []), relative([sigma], [evals[i]?.sigma ?? NaN])]),
  );
}

function compare(c: GoldenCase): Errors {
  const arrays = computeSchedule(c);
  const schedule = scheduleError(c, arrays);
  if (!c.sampler) return { schedule, states: 0, evaluations: 0, float32: 0 };
  const double = run(c, arrays, (numbers) => Float64Array.from(numbers));
  const single = run(c, arrays, (numbers) => Float32Array.from(numbers));
  return {
    schedule,
    states: stateError(double.states, c.states),
    evaluations: evaluationError(double.calls, c.evals),
    float32: stateError(single.states, c.states),
  };
}

/** One case through the project's schedule, sampler and executor. */
export function replayCase(c: GoldenCase): Outcome {
  const excluded = outOfScope(c);
  if (excluded) return { id: c.id, kind: 'out of scope', reason: excluded.reason };
  try {
    const errors = compare(c);
    const exact = Math.max(errors.schedule, errors.states, errors.evaluations) <= TOLERANCE.float64;
    if (exact && errors.float32 <= TOLERANCE.float32) return { id: c.id, kind: 'passed', errors };
    const { schedule, states, evaluations, float32 } = errors;
    const [a, b, d, e] = [schedule, states, evaluations, float32].map((error) => error.toExponential(1));
    return { id: c.id, kind: 'failed', why: `schedule ${a}, states ${b}, evaluations ${d}, states in float32 ${e}` };
  } catch (error) {
    return { id: c.id, kind: 'failed', why: error instanceof Error ? error.message : String(error) };
  }
}
