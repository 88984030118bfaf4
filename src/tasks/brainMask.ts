import { DiffusionError } from '../core/errors';
import type { Evaluates } from '../execution/network';
import type { SegmenterManifest } from '../models/manifest';
import { cleanMask, maskOnSeries } from '../volume/brainMask/finish';
import { prepareHead } from '../volume/brainMask/prepare';
import { SIZE, SPACING } from '../volume/brainMask/stack';
import { fromAxial, toAxial, type AxialTurn } from '../volume/canonicalAxial';
import type { Volume } from '../volume/Volume';

export interface BrainMask {
  /** One per slice of the series, in its order and orientation: 1 inside the brain. */
  masks: Uint8Array[];
  millilitres: number;
  /** In plain words, where the mask should be looked at before it is used. */
  warnings: string[];
}

/** Share of the slices between the first and the last one with a mask that must have one. */
const GAPLESS = 0.6;

function judge(masks: readonly Uint8Array[], millilitres: number, [least, most]: SegmenterManifest['mask']['plausibleVolume']): string[] {
  const filled = masks.map((mask) => mask.includes(1));
  const [first, last] = [filled.indexOf(true), filled.lastIndexOf(true)];
  if (first < 0) return ['No brain was found in this series.'];
  const share = filled.slice(first, last + 1).filter(Boolean).length / (last - first + 1);
  const [found, range] = [`${millilitres.toFixed(0)} ml`, `${least} to ${most} ml`];
  return [
    // A part of the head is smaller, and says nothing.
    ...(millilitres > most ? [`The brain mask holds ${found}, more than a brain (${range}).`] : []),
    ...(share < GAPLESS ? ['The brain mask has gaps between its slices.'] : []),
  ];
}

/**
 * The brain in an axial MR series, by the network of `models/brain-mask` (models/training/brain_mask/README.md has every step).
 *
 * @param turn how the series lies (axialTurn); undefined is refused: five thick sagittal slices make no axial stack
 * @throws DiffusionError MODEL_DOMAIN, MODEL_MANIFEST, EMPTY_IMAGE, BAD_PIXELS, OUTPUT_NOT_FINITE
 */
export async function brainMask(
  volume: Volume,
  turn: AxialTurn | undefined,
  manifest: SegmenterManifest,
  network: Evaluates,
): Promise<BrainMask> {
  if (!turn)
    throw new DiffusionError('MODEL_DOMAIN', { measured: 'a series that is not axial', allowed: `axial series (${manifest.label})` });
  const { grid, graph, mask } = manifest;
  if (grid.rows !== SIZE || grid.columns !== SIZE || grid.spacing !== SPACING)
    throw new DiffusionError('MODEL_MANIFEST', { measured: `a grid of ${grid.rows} × ${grid.columns}`, allowed: `${SIZE} × ${SIZE}` });
  const stack = toAxial(volume, turn);
  const head = prepareHead(stack);
  const probabilities: Float32Array[] = [];
  for (const slice of head.slices) {
    const outputs = await network.run({ [graph.input]: slice }, SIZE, SIZE);
    probabilities.push(outputs[graph.output] ?? new Float32Array(SIZE * SIZE));
  }
  const onStack = maskOnSeries(cleanMask(probabilities).agreed, head, stack);
  const masks = fromAxial(onStack, volume.rows, volume.columns, turn);
  const voxels = masks.reduce((sum, slice) => sum + slice.reduce((a, b) => a + b, 0), 0);
  const millilitres = (voxels * volume.spacing[0] * volume.spacing[1] * volume.spacing[2]) / 1000;
  return { masks, millilitres, warnings: judge(masks, millilitres, mask.plausibleVolume) };
}
