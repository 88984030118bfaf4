import { DiffusionError } from '../core/errors';
import type { Evaluates } from '../execution/network';
import type { RestorerManifest } from '../models/manifest';
import { fromCanvas, type BrainCanvas } from '../volume/brainCanvas/canvas';
import { evidence, excess, smoothed } from '../volume/brainCanvas/score';
import { turnBack, turnSlice, type AxialTurn } from '../volume/canonicalAxial';
import type { VolumeGrid } from '../volume/Volume';

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

const inside = (map: Float32Array, mask: Float32Array) => map.map((value, i) => (mask[i] === 1 ? value : 0));

/** The maps of one slice, on its grid. */
export type SliceScore = Record<'score' | 'brightness' | 'healthy', Float32Array>;

/** One slice of a plan through the network; `pixels` and mask are those of the series. */
export async function scoreSlice(
  pixels: Float32Array,
  mask: Uint8Array | undefined,
  canvas: BrainCanvas | undefined,
  turn: AxialTurn,
  { rows, columns }: Pick<VolumeGrid, 'rows' | 'columns'>,
  manifest: RestorerManifest,
  network: Evaluates,
): Promise<SliceScore> {
  if (!canvas) return unscored(pixels);
  const [own, brain] = [turnSlice(pixels, rows, columns, turn), brainOf(mask, { rows, columns }, turn)];
  const maps = await mapsOf(canvas, manifest, network);
  const back = (map: Float32Array) => turnBack(map, rows, columns, turn);
  return {
    score: back(inside(maps.score, brain)),
    brightness: back(inside(maps.brightness, brain)),
    healthy: back(own.map((value, i) => (brain[i] === 1 ? value + (maps.change[i] ?? 0) : value))),
  };
}

/** A slice without a score: nothing was made, so it is as it was. */
export const unscored = (pixels: Float32Array): SliceScore => ({
  score: new Float32Array(pixels.length),
  brightness: new Float32Array(pixels.length),
  healthy: pixels.slice(),
});

/** The brain of a slice, turned: 1 inside. */
export const brainOf = (mask: Uint8Array | undefined, { rows, columns }: Pick<VolumeGrid, 'rows' | 'columns'>, turn: AxialTurn) =>
  turnSlice(Float32Array.from(mask ?? new Uint8Array(rows * columns)), rows, columns, turn);
