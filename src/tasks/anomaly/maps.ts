import { DiffusionError } from '../../core/errors';
import type { AnomalyManifest } from '../../models/manifest';
import { directionOf, scoreTable } from '../../models/prior';
import type { AnomalyMapNote } from '../../results/provenance';
import { toCanvas } from '../../volume/brainCanvas/canvas';
import { unlikeness } from '../../volume/brainCanvas/likeness';
import { evidence } from '../../volume/brainCanvas/score';
import { axialGrid, turnIndex, turnSlice, type AxialTurn } from '../../volume/canonicalAxial';
import { surveyed, type Survey } from '../../volume/survey';
import type { Volume, VolumeGrid } from '../../volume/Volume';
import { coverage, type Coverage } from '../coverage';
import { brainOf, scoreSlice, unscored, type Ask, type ScoredSlice, type SliceScore } from './slice';

/** All on the grid and in the order of the series. */
export interface AnomalyMaps {
  /** -log10 of the share of healthy pixels above the model's score: 3 is one healthy pixel in 1000. 0 outside the brain. */
  score: Float32Array[];
  /** The same for brightness alone, above or below the brain's median as the manifest has it, without a model: the map to beat. */
  brightness: Float32Array[];
  /** The series as it would be if it were healthy, in its units; its own values outside the brain. */
  healthy: Float32Array[];
  /** Where a prior draws several reconstructions: their standard deviation, in the units of the series; 0 outside the brain. */
  uncertainty?: Float32Array[] | undefined;
  /** Which slices have a score. */
  covered: boolean[];
  /** The largest score and the slice (from 0) that holds it. */
  largest: { score: number; slice: number };
  /** How far the series is from those of the training, and how far it may be; undefined where it cannot be told. */
  unlike: { distance: number; limit: number } | undefined;
  /** In plain words. */
  warnings: string[];
}

export interface AnomalyEvents {
  signal: AbortSignal;
  /** Lets the event loop turn between slices. */
  pause: () => Promise<void>;
  /** Slices done, of those that get a score. */
  onSlice: (done: number, total: number) => void;
}

const unlikeText = ({ distance, limit }: { distance: number; limit: number }, { label, domain }: AnomalyManifest) =>
  `The grey levels of this series are not those of the ${domain.contrasts.join(' or ')} that the model was trained on (distance ` +
  `${distance.toFixed(1)}, at most ${limit.toFixed(1)}): the map may mean nothing (${label}).`;

/** What is known before the first evaluation, of the whole series. */
export interface AnomalyPlan {
  /** Slices that get a score, from below. */
  scored: ScoredSlice[];
  covered: boolean[];
  /** How the series lies. */
  turn: AxialTurn;
  unlike: { distance: number; limit: number } | undefined;
  warnings: string[];
}

/**
 * Which slices are scored, and how the network sees them.
 *
 * @throws DiffusionError MODEL_DOMAIN
 */
export function* anomalySurvey(
  grid: VolumeGrid,
  masks: readonly Uint8Array[],
  turn: AxialTurn | undefined,
  manifest: AnomalyManifest,
): Survey<AnomalyPlan> {
  if (!turn)
    throw new DiffusionError('MODEL_DOMAIN', { measured: 'a series that is not axial', allowed: `axial series (${manifest.label})` });
  const { rows, columns, spacing } = axialGrid(grid, turn);
  const pixels = masks.map((mask) => mask.reduce((sum, value) => sum + value, 0));
  const upwards = turn.reverseSlices ? pixels.reverse() : pixels;
  const { scored, warnings }: Coverage = coverage(upwards, { ...spacing, z: grid.spacing[2] }, manifest);
  const rules = { spacing: manifest.canvas.spacing, multiple: manifest.graph.multiple, clip: manifest.scaling.clip };
  const place = (k: number) => turnIndex(k, masks.length, turn);
  const pictures: ScoredSlice[] = [];
  yield {
    only: scored.map(place),
    visit: (slice, index) => {
      const [own, brain] = [turnSlice(slice, grid.rows, grid.columns, turn), brainOf(masks[index], grid, turn)];
      const canvas = toCanvas({ pixels: own, brain, rows, columns, spacing }, rules);
      // Turning twice leads back.
      pictures.push({ index, fromFeet: place(index), canvas });
    },
  };
  const found = pictures.flatMap(({ canvas }) => canvas ?? []);
  if (found.length === 0) throw new DiffusionError('MODEL_DOMAIN', { measured: 'a brain without signal', allowed: manifest.label });
  const unlike = manifest.likeness && unlikeness(found, manifest.likeness);
  const seen = new Set(pictures.flatMap(({ index, canvas }) => (canvas ? [index] : [])));
  return {
    scored: pictures,
    covered: masks.map((_, index) => seen.has(index)),
    turn,
    unlike,
    warnings: [...(unlike && unlike.distance > unlike.limit ? [unlikeText(unlike, manifest)] : []), ...warnings],
  };
}

/** Largest score of a slice. */
export const peakOf = (score: Float32Array): number => score.reduce((most, value) => Math.max(most, value), 0);

/** The largest of all and its slice. */
export function largestOf(peaks: readonly number[]): AnomalyMaps['largest'] {
  const peak = Math.max(...peaks);
  return { score: peak, slice: peaks.indexOf(peak) };
}

/**
 * The anomaly map of an axial series by a prior of healthy anatomy. Slices with too little brain, or outside the levels that the model knows,
 * get no score.
 *
 * @param masks the brain, one per slice of the series: 1 inside
 * @param turn how the series lies (axialTurn); undefined is refused
 * @throws DiffusionError MODEL_DOMAIN, CANCELLED, and what `ask` throws
 */
export async function mapsBy(
  ask: Ask,
  volume: Volume,
  masks: readonly Uint8Array[],
  turn: AxialTurn | undefined,
  manifest: AnomalyManifest,
  { signal, pause, onSlice }: AnomalyEvents,
): Promise<AnomalyMaps> {
  const { scored, turn: lies, ...plan } = surveyed(anomalySurvey(volume, masks, turn, manifest), volume.slices);
  await pause();
  const made: SliceScore[] = [];
  for (const [done, one] of scored.entries()) {
    if (signal.aborted) throw new DiffusionError('CANCELLED');
    const pixels = volume.slices[one.index] ?? new Float32Array(0);
    made[one.index] = await scoreSlice(ask, one, pixels, masks[one.index], lies, volume, manifest);
    onSlice(done + 1, scored.length);
    await pause();
  }
  const maps = volume.slices.map((slice, index) => made[index] ?? unscored(slice));
  const score = maps.map((one) => one.score);
  const spread = maps.some(({ uncertainty }) => uncertainty);
  return {
    ...plan,
    score,
    brightness: maps.map(({ brightness }) => brightness),
    healthy: maps.map(({ healthy }) => healthy),
    ...(spread && { uncertainty: maps.map(({ uncertainty, score: map }) => uncertainty ?? new Float32Array(map.length)) }),
    largest: largestOf(score.map(peakOf)),
  };
}

/** What a result says of its maps. */
export const mapNote = (
  { covered, largest, unlike }: Pick<AnomalyMaps, 'covered' | 'largest' | 'unlike'>,
  manifest: AnomalyManifest,
): AnomalyMapNote => ({
  covered,
  peak: largest,
  cut: evidence(scoreTable(manifest))(manifest.score.cut),
  unlike,
  direction: directionOf(manifest),
  secondFor: manifest.kind === 'restorer' ? manifest.secondScore?.for : undefined,
});
