import { DiffusionError } from '../core/errors';
import { checkRows, type Row } from '../diffusion/rows';
import type { Executor, LaneShape, Region } from './Executor';
import { type Before, checkPicture } from './picture';

/** A run before it starts: what is done to each slice, in which order. */
export interface Plan {
  shape: LaneShape;
  rows: readonly Row[];
  /** Where slices have noise levels of their own: their rows, as many as `rows`, of the same kind. */
  rowsOf?(index: number): readonly Row[];
  /** Slice indices in the order of work. */
  order: readonly number[];
  /** For samplers that draw random numbers. */
  seed: number;
  /** The start state of a slice in intensity units, already of the lane's shape. */
  start(index: number): Float32Array<ArrayBuffer>;
  /** What rows put back on the way: inpainting. */
  region?(index: number): Region;
}

export interface Hooks {
  signal: AbortSignal;
  onStep(step: { index: number; stepsDone: number; slicesDone: number }): void;
  onSlice(index: number, state: Float32Array): void;
  /** Gives the event loop a turn, so that a cancel can arrive: a wasm run blocks it. */
  pause(): Promise<void>;
}

/** @throws DiffusionError INTERNAL for a start or a region of another size than the lane's: a device would fill it up with what it held before */
function checkSize({ rows, columns }: LaneShape, index: number, start: Float32Array, region: Region | undefined): void {
  for (const [what, { length }] of Object.entries({ start, ...region }))
    if (length !== rows * columns)
      throw new DiffusionError('INTERNAL', { measured: `slice ${index}: ${what} of ${length} pixels, not ${rows} × ${columns}` });
}

/**
 * THE loop: every task runs its rows here. Owns order, abort, progress and the check of what comes out; knows neither samplers nor devices.
 * `onSlice` gets each finished state; slices reported before a cancel are whole.
 */
export async function run(plan: Plan, executor: Executor, hooks: Hooks): Promise<'done' | 'cancelled'> {
  checkRows(plan.rows);
  const lane = await executor.open(plan.shape, plan.rows);
  let before: Before | undefined;
  try {
    for (const [slicesDone, index] of plan.order.entries()) {
      const [start, rows] = [plan.start(index), plan.rowsOf?.(index) ?? plan.rows];
      if (rows !== plan.rows) checkRows(rows);
      const region = plan.region?.(index);
      checkSize(plan.shape, index, start, region);
      lane.load({ state: start, noise: { seed: plan.seed, slice: index }, region, rows });
      for (const [step, row] of rows.entries()) {
        await hooks.pause();
        if (hooks.signal.aborted) return 'cancelled';
        await lane.step(row);
        hooks.onStep({ index, stepsDone: step + 1, slicesDone });
      }
      const state = await lane.read();
      checkPicture(state, start, before);
      before = { start, state };
      hooks.onSlice(index, state);
    }
    return 'done';
  } finally {
    await lane.dispose();
  }
}
