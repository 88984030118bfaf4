import type { AnomalyManifest } from '../../models/manifest';
import { directionOf, scoreTable } from '../../models/prior';
import { fromCanvas, type BrainCanvas } from '../../volume/brainCanvas/canvas';
import { evidence, excess, smoothed } from '../../volume/brainCanvas/score';
import { turnBack, turnSlice, type Turn } from '../../volume/turn';
import type { VolumeGrid } from '../../volume/Volume';

/** What a prior says of a canvas, in brain medians. */
export interface Answer {
  /** Before smoothing and calibration. */
  score: Float32Array;
  healthy: Float32Array;
  deviation?: Float32Array | undefined;
}

/** A prior at work. `slice` counts upwards from the feet, however the series is stored. */
export type Ask = (canvas: BrainCanvas, slice: number) => Promise<Answer>;

/** The maps of one slice, on its grid. */
export interface SliceScore {
  /** -log10 of the share of healthy pixels above the model's score: 3 is one healthy pixel in 1000. 0 outside the brain. */
  score: Float32Array;
  /** The same for brightness alone, above or below the brain's median as the manifest has it, without a model: the map to beat. */
  brightness: Float32Array;
  /** Both added, where the manifest names disease that the sum is for. */
  sum?: Float32Array;
  /** The slice as it would be if it were healthy, in its units; its own values outside the brain. */
  healthy: Float32Array;
  /** Where a prior draws several reconstructions: their standard deviation, in the units of the series; 0 outside the brain. */
  uncertainty?: Float32Array;
}

/** A slice that a survey has chosen: its place from the feet, and how the network sees it. */
export interface ScoredSlice {
  fromFeet: number;
  canvas: BrainCanvas;
}

const inside = (map: Float32Array, mask: Float32Array) => map.map((value, i) => (mask[i] === 1 ? value : 0));

/** The brain of a slice, turned: 1 inside. */
export const brainOf = (mask: Uint8Array, { rows, columns }: Pick<VolumeGrid, 'rows' | 'columns'>, turn: Turn) =>
  turnSlice(Float32Array.from(mask), rows, columns, turn);

/** One slice put to a prior; `pixels` and mask are those of the series. */
export async function scoreSlice(
  ask: Ask,
  { canvas, fromFeet }: ScoredSlice,
  pixels: Float32Array,
  mask: Uint8Array,
  turn: Turn,
  { rows, columns }: Pick<VolumeGrid, 'rows' | 'columns'>,
  manifest: AnomalyManifest,
): Promise<SliceScore> {
  const { score, healthy, deviation } = await ask(canvas, fromFeet);
  const [own, brain] = [turnSlice(pixels, rows, columns, turn), brainOf(mask, { rows, columns }, turn)];
  const { image, brain: drawn, median } = canvas;
  const { smoothingMm, calibration } = manifest.score;
  const back = (map: Float32Array) => turnBack(map, rows, columns, turn);
  const read = (raw: Float32Array, table: ReturnType<typeof scoreTable>) =>
    back(inside(fromCanvas(smoothed(raw, canvas, smoothingMm, manifest.canvas.spacing).map(evidence(table)), canvas), brain));
  // The change is resampled, not the slice: what is not altered stays as sharp as it was.
  const change = fromCanvas(
    healthy.map((value, i) => (drawn[i] === 1 ? (value - (image[i] ?? 0)) * median : 0)),
    canvas,
  );
  const spread =
    deviation &&
    fromCanvas(
      deviation.map((value, i) => (drawn[i] === 1 ? value * median : 0)),
      canvas,
    );
  const found = read(score, scoreTable(manifest));
  const brightness = read(excess(canvas, directionOf(manifest)), calibration.brightness);
  const second = manifest.kind === 'restorer' && manifest.secondScore;
  return {
    score: found,
    brightness,
    ...(second && { sum: found.map((value, i) => value + brightness[i]!) }),
    healthy: back(own.map((value, i) => (brain[i] === 1 ? value + (change[i] ?? 0) : value))),
    ...(spread && { uncertainty: back(inside(spread, brain)) }),
  };
}
