import { at } from '../core/at';
import { DiffusionError } from '../core/errors';
import type { Manifest } from '../models/manifest';
import type { Provenance, UsedModel } from '../results/provenance';
import { inParts, surveyedInParts, type Survey } from '../volume/survey';
import type { Volume } from '../volume/Volume';
import type { Context, Order } from './Task';

export const usedModel = ({ id, version, file, origin }: Manifest): UsedModel => ({
  ...{ id, version, sha256: file.sha256 },
  ...(origin && { manifest: origin.sha256, pinned: origin.pinned }),
});

/** What every provenance holds, from the beginning of a run to the moment it is asked for. */
export function begun({ manifest, outside, independent }: Order, context: Context) {
  const started = performance.now();
  return (networkMilliseconds: number) => ({
    model: usedModel(manifest),
    versions: context.versions(),
    milliseconds: performance.now() - started,
    networkMilliseconds,
    ...(outside && outside.length > 0 && { outside }),
    ...(independent && { independent: { untouched: [] } }),
  });
}

/** @throws DiffusionError CANCELLED where a cancel has arrived */
export async function turn({ pause, signal }: Pick<Context, 'pause' | 'signal'>): Promise<void> {
  await pause();
  if (signal.aborted) throw new DiffusionError('CANCELLED');
}

/** What a survey finds of the source; a cancel that arrived meanwhile ends it. */
export const lookAt = <T>(survey: Survey<T>, context: Context): Promise<T> =>
  surveyedInParts(survey, context.slices, context.held, () => turn(context));

/** Progress of a run of equal steps, with the time left once one slice is done. */
export function stepTimer(steps: number, slices: number) {
  const started = performance.now();
  const total = steps * slices;
  return ({ stepsDone, slicesDone }: { stepsDone: number; slicesDone: number }) => {
    const done = slicesDone * steps + stepsDone;
    const secondsLeft = slicesDone > 0 ? ((performance.now() - started) / 1000 / done) * (total - done) : NaN;
    return { fraction: done / total, secondsLeft };
  };
}

/** Slices that are in memory together. */
export interface Slab {
  /** Holds the slices of `only`, each at its own index in the series, so that noise and masks find the same numbers as in the whole. */
  volume: Volume;
  only: readonly number[];
  /** How many slices were done before this slab. */
  before: number;
}

/**
 * Works through the slices of a stack, as many in memory at a time as the shell allows. What is true of the whole series (unit, noise level,
 * order) was found before by a survey; the networks see one slice at a time, so no slab needs its neighbours, and any size gives the same pixels.
 */
export async function bySlabs(
  { grid, count }: Order,
  { slices, held }: Context,
  order: readonly number[],
  work: (slab: Slab) => Promise<'done' | 'cancelled'>,
): Promise<'done' | 'cancelled'> {
  let before = 0;
  for (const only of inParts(order, held)) {
    const fetched = await slices.fetch(only);
    const own: Float32Array[] = [];
    own.length = count;
    only.forEach((index, n) => (own[index] = at(fetched, n)));
    if ((await work({ volume: { ...grid, slices: own }, only, before })) === 'cancelled') return 'cancelled';
    before += only.length;
  }
  return 'done';
}

/** @throws DiffusionError INTERNAL for a provenance of another task */
export function ofTask<T extends Provenance['task']>(provenance: Provenance, task: T): Extract<Provenance, { task: T }> {
  if (provenance.task !== task) throw new DiffusionError('INTERNAL', { measured: `a ${provenance.task}`, allowed: `a ${task}` });
  return provenance as Extract<Provenance, { task: T }>;
}
