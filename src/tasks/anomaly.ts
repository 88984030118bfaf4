import { DiffusionError } from '../core/errors';
import type { Evaluates } from '../execution/network';
import type { RestorerManifest } from '../models/manifest';
import { fromCanvas, toCanvas, type BrainCanvas } from '../volume/brainCanvas/canvas';
import { unlikeness } from '../volume/brainCanvas/likeness';
import { evidence, excess, smoothed } from '../volume/brainCanvas/score';
import { fromAxial, toAxial, type AxialTurn } from '../volume/canonicalAxial';
import type { AnomalyMapNote } from '../results/provenance';
import type { Volume } from '../volume/Volume';
import { coverage, type Coverage } from './coverage';

/** All on the grid and in the order of the series. */
export interface AnomalyMaps {
  /** -log10 of the share of healthy pixels above the model's score: 3 is one healthy pixel in 1000. 0 outside the brain. */
  score: Float32Array[];
  /** The same for brightness alone, above or below the brain's median as the manifest has it, without a model: the map to beat. */
  brightness: Float32Array[];
  /** The series as it would be if it were healthy, in its units; its own values outside the brain. */
  healthy: Float32Array[];
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

interface SliceMaps {
  score: Float32Array;
  brightness: Float32Array;
  /** What is to be added to the slice, in its units. */
  change: Float32Array;
}

function mirrored(pixels: Float32Array, columns: number): Float32Array {
  return pixels.map((_, i) => pixels[i - (i % columns) + columns - 1 - (i % columns)] ?? 0);
}

/** One slice through the network, back on the grid of the slice (canonical axial). */
async function mapsOf(canvas: BrainCanvas, manifest: RestorerManifest, network: Evaluates): Promise<SliceMaps> {
  const { rows, columns, image, brain, median } = canvas;
  const { smoothingMm, direction, calibration } = manifest.score;
  const { clean, altered } = await network.run({ image, brain, mirrored: mirrored(image, columns) }, rows, columns);
  if (clean?.length !== image.length || altered?.length !== image.length)
    throw new DiffusionError('MODEL_MANIFEST', { measured: `${manifest.id}: outputs of another size`, allowed: 'clean and altered' });
  const read = (raw: Float32Array, table: typeof calibration.altered) =>
    fromCanvas(smoothed(raw, canvas, smoothingMm, manifest.canvas.spacing).map(evidence(table)), canvas);
  // The change is resampled, not the slice: what is not altered stays as sharp as it was.
  const change = clean.map((value, i) => (brain[i] === 1 ? (value - (image[i] ?? 0)) * median : 0));
  return {
    score: read(altered, calibration.altered),
    brightness: read(excess(canvas, direction), calibration.brightness),
    change: fromCanvas(change, canvas),
  };
}

const unlikeText = ({ distance, limit }: { distance: number; limit: number }, { label, domain }: RestorerManifest) =>
  `The grey levels of this series are not those of the ${domain.contrasts.join(' or ')} that the model was trained on (distance ` +
  `${distance.toFixed(1)}, at most ${limit.toFixed(1)}): the map may mean nothing (${label}).`;

const inside = (map: Float32Array, mask: Float32Array) => map.map((value, i) => (mask[i] === 1 ? value : 0));

/**
 * The anomaly map of an axial series by a restorer, one evaluation per slice (models/training/healthy/README.md): what the network
 * marks as altered, and the slice as it would be without. Slices with too little brain, or outside the levels that the model knows, get no
 * score.
 *
 * @param masks the brain, one per slice of the series: 1 inside
 * @param turn how the series lies (axialTurn); undefined is refused
 * @throws DiffusionError MODEL_DOMAIN, MODEL_MANIFEST, OUTPUT_NOT_FINITE, CANCELLED
 */
export async function anomalyMaps(
  volume: Volume,
  masks: readonly Uint8Array[],
  turn: AxialTurn | undefined,
  manifest: RestorerManifest,
  network: Evaluates,
  { signal, pause, onSlice }: AnomalyEvents,
): Promise<AnomalyMaps> {
  if (!turn)
    throw new DiffusionError('MODEL_DOMAIN', { measured: 'a series that is not axial', allowed: `axial series (${manifest.label})` });
  const { slices, rows, columns, spacing } = toAxial(volume, turn);
  const brains = toAxial({ ...volume, slices: masks.map((mask) => Float32Array.from(mask)) }, turn).slices;
  const { scored, warnings }: Coverage = coverage(brains, { ...spacing, z: volume.spacing[2] }, manifest);

  const rules = { spacing: manifest.canvas.spacing, multiple: manifest.graph.multiple, clip: manifest.scaling.clip };

  const empty = () => slices.map(() => new Float32Array(rows * columns));
  const [score, brightness, healthy] = [empty(), empty(), slices.map((slice) => slice.slice())];
  const covered = slices.map(() => false);
  const pictures = scored.map((k) => {
    const [pixels, brain] = [slices[k] ?? new Float32Array(), brains[k] ?? new Float32Array()];
    return { k, pixels, brain, canvas: toCanvas({ pixels, brain, rows, columns, spacing }, rules) };
  });
  const found = pictures.flatMap(({ canvas }) => canvas ?? []);
  const unlike = manifest.likeness && unlikeness(found, manifest.likeness);
  await pause();
  let done = 0;
  for (const { k, pixels, brain, canvas } of pictures) {
    if (signal.aborted) throw new DiffusionError('CANCELLED');
    if (canvas) {
      const maps = await mapsOf(canvas, manifest, network);
      score[k] = inside(maps.score, brain);
      brightness[k] = inside(maps.brightness, brain);
      healthy[k] = pixels.map((value, i) => (brain[i] === 1 ? value + (maps.change[i] ?? 0) : value));
      covered[k] = true;
    }
    onSlice(++done, scored.length);
    await pause();
  }
  if (!covered.includes(true)) throw new DiffusionError('MODEL_DOMAIN', { measured: 'a brain without signal', allowed: manifest.label });

  const back = (maps: Float32Array[]) => fromAxial(maps, volume.rows, volume.columns, turn);
  const inOrder = back(score);
  const peaks = inOrder.map((map) => map.reduce((most, value) => Math.max(most, value), 0));
  const peak = Math.max(...peaks);
  return {
    score: inOrder,
    brightness: back(brightness),
    healthy: back(healthy),
    covered: turn.reverseSlices ? covered.reverse() : covered,
    largest: { score: peak, slice: peaks.indexOf(peak) },
    unlike,
    warnings: [...(unlike && unlike.distance > unlike.limit ? [unlikeText(unlike, manifest)] : []), ...warnings],
  };
}

/** What a result says of its maps. */
export const mapNote = ({ covered, largest, unlike }: AnomalyMaps, { score, secondScore }: RestorerManifest): AnomalyMapNote => ({
  covered,
  peak: largest,
  cut: evidence(score.calibration.altered)(score.cut),
  unlike,
  direction: score.direction,
  secondFor: secondScore?.for,
});
