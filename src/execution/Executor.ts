import type { Row } from '../diffusion/rows';
import type { BackendDescription } from '../results/provenance';

/** Noise is addressed, never drawn in order: the same seed and slice give the same numbers on every backend. */
export interface NoiseSource {
  seed: number;
  slice: number;
}

/** What stays as it is while the rest is made anew: the known picture, and 1 where it is known. Row-major, of the lane's shape. */
export interface Region {
  picture: Float32Array<ArrayBuffer>;
  mask: Float32Array<ArrayBuffer>;
}

/** A slice before its first row. */
export interface Start {
  state: Float32Array<ArrayBuffer>;
  noise: NoiseSource;
  /** For rows that put it back, and for networks that are told it. */
  region?: Region | undefined;
  /** Rows of this slice where they differ from those the lane was opened with; as many, of the same kind. */
  rows?: readonly Row[] | undefined;
}

/**
 * One state x on a device, with its history. A backend does two things only: evaluate D, and combine by a row's coefficients.
 * Arrays are row-major, rows × columns of the lane's shape, in intensity units.
 */
export interface Lane {
  load(start: Start): void;
  step(row: Row): Promise<void>;
  /** The state, copied off the device: the only transfer back. */
  read(): Promise<Float32Array>;
  dispose(): Promise<void>;
}

export interface LaneShape {
  rows: number;
  columns: number;
}

export interface Executor {
  describe(): BackendDescription;
  /** Rows are known beforehand, so that a device can upload all coefficients once. */
  open(shape: LaneShape, rows: readonly Row[]): Promise<Lane>;
  /** Milliseconds spent inside the network so far (on a GPU: issuing it). */
  networkMilliseconds(): number;
  dispose(): Promise<void>;
}
