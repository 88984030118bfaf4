import type { AnomalyManifest } from '../../models/manifest';
import { directionOf, scoreTable } from '../../models/prior';
import { fromCanvas, type BrainCanvas } from '../../volume/brainCanvas/canvas';
import { evidence, excess, smoothed } from '../../volume/brainCanvas/score';
import { turnBack, turnSlice, type AxialTurn } from '../../volume/canonicalAxial';
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

/** The maps of one slice, on its grid; see AnomalyMaps. */
export interface SliceScore {
  score: Float32Array;
  brightness: Float32Array;
  healthy: Float32Array;
  uncertainty?: Float32Array | undefined;
}

/** A slice that a survey has chosen: its place in the series and from the feet, and how the network sees it; no canvas where it holds no signal. */
export interface ScoredSlice {
  index: number;
  fromFeet: number;
  canvas: BrainCanvas | undefined;
}

const inside = (map: Float32Array, mask: Float32Array) => map.map((value, i) => (mask[i] === 1 ? value : 0));

/** The brain of a slice, turned: 1 inside. */
export const brainOf = (mask: Uint8Array | undefined, { rows, columns }: Pick<VolumeGrid, 'rows' | 'columns'>, turn: AxialTurn) =>
  turnSlice(Float32Array.from(mask ?? new Uint8Array(rows * columns)), rows, columns, turn);

/** A slice without a score: nothing was made, so it is as it was. */
export const unscored = (pixels: Float32Array): SliceScore => ({
  score: new Float32Array(pixels.length),
  brightness: new Float32Array(pixels.length),
  healthy: pixels.slice(),
});

/** One slice put to a prior; `pixels` and mask are those of the series. */
export async function scoreSlice(
  ask: Ask,
  { canvas, fromFeet }: ScoredSlice,
  pixels: Float32Array,
  mask: Uint8Array | undefined,
  turn: AxialTurn,
  { rows, columns }: Pick<VolumeGrid, 'rows' | 'columns'>,
  manifest: AnomalyManifest,
): Promise<SliceScore> {
  if (!canvas) return unscored(pixels);
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
  return {
    score: read(score, scoreTable(manifest)),
    brightness: read(excess(canvas, directionOf(manifest)), calibration.brightness),
    healthy: back(own.map((value, i) => (brain[i] === 1 ? value + (change[i] ?? 0) : value))),
    ...(spread && { uncertainty: back(inside(spread, brain)) }),
  };
}
