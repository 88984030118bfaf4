import { at } from '../../core/at';
import { DiffusionError, type Remark } from '../../core/errors';
import type { AnomalyManifest } from '../../models/manifest';
import { directionOf, scoreTable } from '../../models/prior';
import type { AnomalyMapNote } from '../../results/provenance';
import { coverage } from '../../rules/coverage';
import { LIKENESS, type Unlikeness } from '../../rules/pixels';
import { demand } from '../../rules/Rule';
import { toCanvas } from '../../volume/brainCanvas/canvas';
import { unlikeness } from '../../volume/brainCanvas/likeness';
import { evidence } from '../../volume/brainCanvas/score';
import { axialGrid } from '../../volume/canonicalAxial';
import { turnIndex, turnSlice, type Turn } from '../../volume/turn';
import type { Survey } from '../../volume/survey';
import type { VolumeGrid } from '../../volume/Volume';
import { brainOf, type ScoredSlice } from './slice';

/** What is known before the first evaluation, of the whole series. */
export interface AnomalyPlan {
  /** Slices that get a score, from below, by their index in the series. */
  scored: ReadonlyMap<number, ScoredSlice>;
  covered: boolean[];
  /** How the series lies. */
  turn: Turn;
  unlike: Unlikeness | undefined;
  warnings: Remark[];
}

/**
 * Which slices are scored, and how the network sees them: those with enough brain, at levels that the model knows.
 *
 * @param masks the brain, one per slice of the series: 1 inside
 * @param turn how the series lies (axialTurn); undefined is refused
 * @throws DiffusionError MODEL_DOMAIN
 */
export function* anomalySurvey(
  grid: VolumeGrid,
  masks: readonly Uint8Array[],
  turn: Turn | undefined,
  manifest: AnomalyManifest,
): Survey<AnomalyPlan> {
  if (!turn)
    throw new DiffusionError('MODEL_DOMAIN', { measured: 'a series that is not axial', allowed: `axial series (${manifest.label})` });
  const { rows, columns, spacing } = axialGrid(grid, turn);
  const pixels = masks.map((mask) => mask.reduce((sum, value) => sum + value, 0));
  const upwards = turn.reverseSlices ? pixels.reverse() : pixels;
  const covering = coverage(upwards, { ...spacing, z: grid.spacing[2] }, manifest);
  const rules = { spacing: manifest.canvas.spacing, multiple: manifest.graph.multiple, clip: manifest.scaling.clip };
  const place = (k: number) => turnIndex(k, masks.length, turn);
  const scored = new Map<number, ScoredSlice>();
  yield {
    only: covering.scored.map(place),
    visit: (slice, index) => {
      const [own, brain] = [turnSlice(slice, grid.rows, grid.columns, turn), brainOf(at(masks, index), grid, turn)];
      const canvas = toCanvas({ pixels: own, brain, rows, columns, spacing }, rules);
      // Turning twice leads back.
      if (canvas) scored.set(index, { fromFeet: place(index), canvas });
    },
  };
  const found = [...scored.values()].map(({ canvas }) => canvas);
  if (found.length === 0) throw new DiffusionError('MODEL_DOMAIN', { measured: 'a brain without signal', allowed: manifest.label });
  const unlike = manifest.likeness && unlikeness(found, manifest.likeness);
  const warnings = [...demand(LIKENESS, { unlike, manifest }), ...covering.warnings];
  return { scored, covered: masks.map((_, index) => scored.has(index)), turn, unlike, warnings };
}

/** Largest score of a slice. */
export const peakOf = (score: Float32Array): number => score.reduce((most, value) => Math.max(most, value), 0);

/** What a result says of its maps. `peaks`: the largest score of each slice. */
export function mapNote(
  { covered, unlike }: Pick<AnomalyPlan, 'covered' | 'unlike'>,
  peaks: readonly number[],
  manifest: AnomalyManifest,
): AnomalyMapNote {
  const score = Math.max(...peaks);
  return {
    covered,
    peak: { score, slice: peaks.indexOf(score) },
    cut: evidence(scoreTable(manifest))(manifest.score.cut),
    smoothingMm: manifest.score.smoothingMm,
    unlike,
    direction: directionOf(manifest),
    secondFor: manifest.kind === 'restorer' ? manifest.secondScore?.for : undefined,
  };
}
