import { DiffusionError } from '../core/errors';

/**
 * Running mean and standard deviation, voxel by voxel, of the samples of slices (Welford's update, Technometrics 4:419, 1962), stored as
 * Float32: two pictures per slice however many samples there are.
 */
export class Spread {
  private readonly means = new Map<number, Float32Array>();
  private readonly squares = new Map<number, Float32Array>();
  private readonly counts = new Map<number, number>();

  /** The first array given for a slice is taken over: it is written into by the next ones. */
  add(slice: number, pixels: Float32Array): void {
    const count = this.count(slice) + 1;
    this.counts.set(slice, count);
    const mean = this.means.get(slice);
    if (!mean) return void this.means.set(slice, pixels);
    const squares = this.squares.get(slice) ?? new Float32Array(pixels.length);
    this.squares.set(slice, squares);
    for (let n = 0; n < pixels.length; n++) {
      const [value, before] = [pixels[n]!, mean[n]!];
      // What all samples share stays bit for bit (-0 would lose its sign).
      if (value === before) continue;
      const after = before + (value - before) / count;
      mean[n] = after;
      squares[n]! += (value - before) * (value - after);
    }
  }

  /** Samples of a slice so far. */
  count(slice: number): number {
    return this.counts.get(slice) ?? 0;
  }

  /**
   * Mean and deviation (n - 1 in the denominator; 0 for one sample) of one slice, which is forgotten.
   *
   * @throws DiffusionError MISSING_SLICE where it was never sampled
   */
  take(slice: number): { mean: Float32Array; deviation: Float32Array } {
    const mean = this.means.get(slice);
    if (!mean) throw new DiffusionError('MISSING_SLICE', { measured: `no sample of slice ${slice + 1}` });
    const [squares, count] = [this.squares.get(slice), this.counts.get(slice) ?? 1];
    const deviation = squares ? squares.map((sum) => Math.sqrt(sum / (count - 1))) : new Float32Array(mean.length);
    for (const kept of [this.means, this.squares, this.counts]) kept.delete(slice);
    return { mean, deviation };
  }
}
