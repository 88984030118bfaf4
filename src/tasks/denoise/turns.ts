import { at } from '../../core/at';
import type { Executor } from '../../execution/Executor';
import { type Before, checkNew } from '../../execution/picture';
import type { Hooks } from '../../execution/run';
import type { DenoiserManifest } from '../../models/manifest';
import { turnBack, turnGrid, turnSlice, type Turn } from '../../volume/turn';
import type { Volume } from '../../volume/Volume';
import type { Settings } from '../Task';
import { denoise, type DenoiseOptions, type DenoisePlan, type OnSlice } from './plan';

/** The eight ways in which one slice can lie: as it is first, those with rows and columns exchanged last, since they need a lane of their own. */
export const EIGHT_TURNS: readonly Turn[] = [false, true].flatMap((transpose) =>
  [false, true].flatMap((mirrorColumns) =>
    [false, true].map((mirrorRows) => ({ transpose, mirrorColumns, mirrorRows, reverseSlices: false })),
  ),
);

/**
 * Runs a plan on each slice as it lies, or in all eight turns before the next slice, so that a cancel leaves whole slices. `onSlice` gets each
 * estimate turned back. The noise of samplers has the same address in every turn, so it meets other pixels in each.
 */
export async function denoiseTurned(
  volume: Volume,
  plan: DenoisePlan,
  manifest: DenoiserManifest,
  { seed, turns }: Pick<DenoiseOptions, 'seed'> & Pick<Settings, 'turns'>,
  executor: Executor,
  { onStep, onSlice, ...hooks }: Omit<Hooks, 'onSlice'> & { onSlice: OnSlice },
  order: readonly number[],
): Promise<'done' | 'cancelled'> {
  if (turns === 1) return denoise(volume, plan, manifest, { seed }, executor, { ...hooks, onStep, onSlice }, order);
  const { rows, columns } = volume;
  let before: Before | undefined;
  for (const [slicesDone, index] of order.entries()) {
    for (const [n, turn] of EIGHT_TURNS.entries()) {
      const slice = turnSlice(at(volume.slices, index), rows, columns, turn);
      const slices: Float32Array[] = [];
      slices[index] = slice;
      const state = await denoise(
        { ...turnGrid(volume, turn), slices },
        plan,
        manifest,
        { seed },
        executor,
        {
          ...hooks,
          onStep: ({ stepsDone }) => onStep({ index, slicesDone, stepsDone: n * plan.rows.length + stepsDone }),
          onSlice: (_, estimate) => {
            // Each is a run of one slice, which has none before it to be compared with.
            checkNew(estimate, slice, before);
            before = { start: slice, state: estimate };
            onSlice(index, turnBack(estimate, rows, columns, turn));
          },
        },
        [index],
      );
      if (state === 'cancelled') return state;
    }
  }
  return 'done';
}
