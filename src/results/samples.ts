/** Mean and standard deviation, voxel by voxel, of the samples of a volume (Welford's update); a slice without a sample stays as its source. */
export class Samples {
  private readonly means: Float32Array[] = [];
  private readonly squares: Float32Array[] = [];
  private readonly counts: number[] = [];

  constructor(private readonly source: readonly Float32Array[]) {}

  /** The array of a slice's first sample becomes the mean's: the caller must not use it again. */
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

  /** Slices without a sample are the source's own arrays. */
  mean(): Float32Array[] {
    return this.source.map((slice, k) => this.means[k] ?? slice);
  }

  /** With n - 1 in the denominator; zero where nothing was sampled. */
  deviation(): Float32Array[] {
    return this.source.map((slice, k) => {
      const [squares, count] = [this.squares[k], this.counts[k] ?? 0];
      return squares ? squares.map((sum) => Math.sqrt(sum / (count - 1))) : new Float32Array(slice.length);
    });
  }
}
