import { at } from '../../core/at';
import { type Before, checkNew } from '../../execution/picture';
import { turnBack, turnGrid, turnSlice, type Turn } from '../../volume/turn';
import type { Volume } from '../../volume/Volume';

/** The eight ways in which one slice can lie: as it is first, those with rows and columns exchanged last, since they need a lane of their own. */
export const EIGHT_TURNS: readonly Turn[] = [false, true].flatMap((transpose) =>
  [false, true].flatMap((mirrorColumns) =>
    [false, true].map((mirrorRows) => ({ transpose, mirrorColumns, mirrorRows, reverseSlices: false })),
  ),
);

/** What is told of a run: a slice may have several estimates. */
interface Seen {
  onStep: (step: { index: number; stepsDone: number; slicesDone: number }) => void;
  onSlice: (index: number, estimate: Float32Array<ArrayBuffer>) => void;
}

/** Denoises the slices of `order`, each at its own index in the volume. */
export type Denoises = (volume: Volume, order: readonly number[], seen: Seen) => Promise<'done' | 'cancelled'>;

/**
 * Has each slice denoised in all eight turns before the next one, so that a cancel leaves whole slices; `onSlice` gets each of the eight
 * estimates, turned back. The noise of samplers has the same address in every turn, so it meets other pixels in each.
 *
 * @param steps of one turn
 * @returns what throws OUTPUT_STALE beside all that `run` throws
 */
export function inEightTurns(run: Denoises, steps: number): Denoises {
  return async (volume, order, { onStep, onSlice }) => {
    const { rows, columns } = volume;
    let before: Before | undefined;
    for (const [slicesDone, index] of order.entries()) {
      for (const [n, turn] of EIGHT_TURNS.entries()) {
        const slice = turnSlice(at(volume.slices, index), rows, columns, turn);
        const slices: Float32Array[] = [];
        slices[index] = slice;
        const state = await run({ ...turnGrid(volume, turn), slices }, [index], {
          onStep: ({ stepsDone }) => onStep({ index, slicesDone, stepsDone: n * steps + stepsDone }),
          onSlice: (_, estimate) => {
            // Each is a run of one slice, which has none before it to be compared with.
            checkNew(estimate, slice, before);
            before = { start: slice, state: estimate };
            onSlice(index, turnBack(estimate, rows, columns, turn));
          },
        });
        if (state === 'cancelled') return state;
      }
    }
    return 'done';
  };
}
