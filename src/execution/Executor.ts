import type { Row } from '../diffusion/rows';
import type { BackendDescription } from '../results/provenance';

/** Noise is addressed, never drawn in order: the same seed and slice give the same numbers on every backend. */
export interface NoiseSource {
  seed: number;
  slice: number;
}

/**
 * One state x on a device, with its history. A backend does two things only: evaluate D, and combine by a row's coefficients.
 * Arrays are row-major, rows × columns of the lane's shape, in intensity units.
 */
export interface Lane {
  /** Start state of a slice, and where its random numbers come from. */
  load(noisy: Float32Array<ArrayBuffer>, noise: NoiseSource): void;
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
