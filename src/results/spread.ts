/**
 * Running mean and standard deviation, voxel by voxel, of the samples of a volume (Welford's update, Technometrics 4:419, 1962), stored as
 * Float32: two volumes however many samples there are. A slice without a sample stays as its source.
 */
export class Spread {
  private readonly means: (Float32Array | undefined)[] = [];
  private readonly squares: (Float32Array | undefined)[] = [];
  private readonly counts: number[] = [];

  constructor(private readonly source: readonly Float32Array[]) {}

  /** The first array given for a slice is taken over: it is written into by the next ones. */
  add(slice: number, pixels: Float32Array): void {
    const count = (this.counts[slice] = (this.counts[slice] ?? 0) + 1);
    const mean = this.means[slice];
    if (!mean) {
      this.means[slice] = pixels;
      return;
    }
    const squares = (this.squares[slice] ??= new Float32Array(pixels.length));
    for (let n = 0; n < pixels.length; n++) {
      const [value, before] = [pixels[n] ?? 0, mean[n] ?? 0];
      // What all samples share stays bit for bit (-0 would lose its sign).
      if (value === before) continue;
      const after = before + (value - before) / count;
      mean[n] = after;
      squares[n] = (squares[n] ?? 0) + (value - before) * (value - after);
    }
  }

  /** Mean and deviation of one slice, which is forgotten: where slices are handed on one by one. */
  take(slice: number): { mean: Float32Array; deviation: Float32Array } {
    const mean = this.means[slice] ?? this.source[slice]?.slice() ?? new Float32Array(0);
    const deviation = this.deviationOf(slice, mean.length);
    this.means[slice] = this.squares[slice] = undefined;
    this.counts[slice] = 0;
    return { mean, deviation };
  }

  mean(): Float32Array[] {
    return this.source.map((slice, k) => this.means[k] ?? slice);
  }

  /** With n - 1 in the denominator; zero where nothing was sampled. */
  deviation(): Float32Array[] {
    return this.source.map((slice, k) => this.deviationOf(k, slice.length));
  }

  private deviationOf(slice: number, length: number): Float32Array {
    const [squares, count] = [this.squares[slice], this.counts[slice] ?? 0];
    return squares ? squares.map((sum) => Math.sqrt(sum / (count - 1))) : new Float32Array(length);
  }
}
