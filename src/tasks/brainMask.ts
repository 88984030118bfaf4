import { DiffusionError } from '../core/errors';
import type { Evaluates } from '../execution/network';
import type { SegmenterManifest } from '../models/manifest';
import { cleanMask, maskOnSeries } from '../volume/brainMask/finish';
import { headSurvey, type PreparedHead } from '../volume/brainMask/prepare';
import { SIZE, SPACING } from '../volume/brainMask/stack';
import { axialGrid, fromAxial, turnedSurvey, type AxialTurn } from '../volume/canonicalAxial';
import { surveyed, type Survey } from '../volume/survey';
import type { Volume, VolumeGrid } from '../volume/Volume';

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
  const seen = surveyed(brainSurvey(volume, volume.slices.length, turn, manifest), volume.slices);
  return brainIn(seen, volume, manifest, network);
}

/** A series as the network reads it, and the way back. */
export interface SeenHead {
  head: PreparedHead;
  turn: AxialTurn;
}

/** Its first half, for a series that is not in memory as a whole: what is left of it is 64 kB per slice. */
export function* brainSurvey(
  grid: VolumeGrid,
  slices: number,
  turn: AxialTurn | undefined,
  { label, grid: own }: SegmenterManifest,
): Survey<SeenHead> {
  if (!turn) throw new DiffusionError('MODEL_DOMAIN', { measured: 'a series that is not axial', allowed: `axial series (${label})` });
  if (own.rows !== SIZE || own.columns !== SIZE || own.spacing !== SPACING)
    throw new DiffusionError('MODEL_MANIFEST', { measured: `a grid of ${own.rows} × ${own.columns}`, allowed: `${SIZE} × ${SIZE}` });
  return { head: yield* turnedSurvey(headSurvey(axialGrid(grid, turn)), grid, slices, turn), turn };
}

/** Its second half. */
export async function brainIn(
  { head, turn }: SeenHead,
  volume: VolumeGrid,
  { graph, mask }: SegmenterManifest,
  network: Evaluates,
): Promise<BrainMask> {
  const probabilities: Float32Array[] = [];
  for (const slice of head.slices) {
    const outputs = await network.run({ [graph.input]: slice }, SIZE, SIZE);
    probabilities.push(outputs[graph.output] ?? new Float32Array(SIZE * SIZE));
  }
  const onStack = maskOnSeries(cleanMask(probabilities).agreed, head, axialGrid(volume, turn));
  const masks = fromAxial(onStack, volume.rows, volume.columns, turn);
  const voxels = masks.reduce((sum, slice) => sum + slice.reduce((a, b) => a + b, 0), 0);
  const millilitres = (voxels * volume.spacing[0] * volume.spacing[1] * volume.spacing[2]) / 1000;
  return { masks, millilitres, warnings: judge(masks, millilitres, mask.plausibleVolume) };
}
