import { at } from '../../core/at';
import { DiffusionError, type Remark } from '../../core/errors';
import type { Evaluates } from '../../execution/network';
import type { SegmenterManifest } from '../../models/manifest';
import { BRAIN_MASK } from '../../rules/pixels';
import { demand } from '../../rules/Rule';
import { cleanMask, maskOnSeries } from '../../volume/brainMask/finish';
import { headSurvey, type PreparedHead } from '../../volume/brainMask/prepare';
import { SIZE, SPACING } from '../../volume/brainMask/stack';
import { axialGrid, fromAxial, turnedSurvey } from '../../volume/canonicalAxial';
import type { Turn } from '../../volume/turn';
import { surveyed, type Survey } from '../../volume/survey';
import type { Volume, VolumeGrid } from '../../volume/Volume';

export interface BrainMask {
  /** One per slice of the series, in its order and orientation: 1 inside the brain. */
  masks: Uint8Array[];
  millilitres: number;
  /** Where the mask should be looked at before it is used. */
  warnings: Remark[];
}

/**
 * The brain in an axial MR series, by the network of `models/brain-mask` (models/training/brain_mask/README.md has every step).
 *
 * @param turn how the series lies (axialTurn); undefined is refused: five thick sagittal slices make no axial stack
 * @throws DiffusionError MODEL_DOMAIN, MODEL_MANIFEST, EMPTY_IMAGE, BAD_PIXELS, OUTPUT_NOT_FINITE
 */
export async function brainMask(
  volume: Volume,
  turn: Turn | undefined,
  manifest: SegmenterManifest,
  network: Evaluates,
): Promise<BrainMask> {
  const seen = surveyed(brainSurvey(volume, volume.slices.length, turn, manifest), volume.slices);
  return brainIn(seen, volume, manifest, network);
}

/** A series as the network reads it, and the way back. */
export interface SeenHead {
  head: PreparedHead;
  turn: Turn;
}

/** Its first half, for a series that is not in memory as a whole: what is left of it is 64 kB per slice. */
export function* brainSurvey(
  grid: VolumeGrid,
  slices: number,
  turn: Turn | undefined,
  { label, grid: own }: SegmenterManifest,
): Survey<SeenHead> {
  if (!turn) throw new DiffusionError('MODEL_DOMAIN', { measured: 'a series that is not axial', allowed: `axial series (${label})` });
  if (own.rows !== SIZE || own.columns !== SIZE || own.spacing !== SPACING)
    throw new DiffusionError('MODEL_MANIFEST', { measured: `a grid of ${own.rows} × ${own.columns}`, allowed: `${SIZE} × ${SIZE}` });
  return { head: yield* turnedSurvey(headSurvey(axialGrid(grid, turn)), grid, slices, turn), turn };
}

/** Its second half. `turn` is called before each slice; what it throws ends the search. */
export async function brainIn(
  { head, turn: axial }: SeenHead,
  volume: VolumeGrid,
  manifest: SegmenterManifest,
  network: Evaluates,
  turn = () => Promise.resolve(),
): Promise<BrainMask> {
  const { graph } = manifest;
  const probabilities: Float32Array[] = [];
  for (let k = 0; k < head.slices.length; k++) {
    await turn();
    const { [graph.output]: probability } = await network.run({ [graph.input]: at(head.slices, k) }, SIZE, SIZE);
    if (probability?.length !== SIZE * SIZE)
      throw new DiffusionError('MODEL_MANIFEST', { measured: `no output ${graph.output}`, allowed: manifest.id });
    probabilities.push(probability);
  }
  const onStack = maskOnSeries(cleanMask(probabilities).agreed, head, axialGrid(volume, axial));
  const masks = fromAxial(onStack, volume.rows, volume.columns, axial);
  const millilitres = millilitresOf(volume, masks);
  return { masks, millilitres, warnings: demand(BRAIN_MASK, { masks, millilitres, manifest }) };
}

/** What masks hold together. */
export function millilitresOf({ spacing }: Pick<VolumeGrid, 'spacing'>, masks: readonly Uint8Array[]): number {
  const voxels = masks.reduce((sum, mask) => sum + mask.reduce((a, b) => a + b, 0), 0);
  return (voxels * spacing[0] * spacing[1] * spacing[2]) / 1000;
}
