/** Sampled Gaussian of unit sum, from the centre outwards. */
function halfKernel(sigma: number, radius: number): Float64Array {
  const kernel = Float64Array.from({ length: radius + 1 }, (_, k) => Math.exp(-0.5 * (k / sigma) ** 2));
  const sum = kernel.reduce((total, value, k) => total + (k === 0 ? value : 2 * value), 0);
  return kernel.map((value) => value / sum);
}

/** Index beyond an edge, mirrored with the edge pixel repeated (d c b a | a b c d | d c b a). */
function mirrored(index: number, length: number): number {
  const phase = ((index % (2 * length)) + 2 * length) % (2 * length);
  return phase < length ? phase : 2 * length - 1 - phase;
}

/** Filters lines of `length` values that lie `step` apart; line l starts at l · `between`. */
function alongLines(data: Float64Array, kernel: Float64Array, length: number, step: number, lines: number, between: number): Float64Array {
  const radius = kernel.length - 1;
  const out = new Float64Array(data.length);
  const line = new Float64Array(length + 2 * radius);
  for (let l = 0; l < lines; l++) {
    for (let i = -radius; i < length + radius; i++) line[i + radius] = data[l * between + mirrored(i, length) * step] ?? 0;
    for (let i = 0; i < length; i++) {
      let sum = (kernel[0] ?? 0) * (line[i + radius] ?? 0);
      for (let k = 1; k <= radius; k++) sum += (kernel[k] ?? 0) * ((line[i + radius - k] ?? 0) + (line[i + radius + k] ?? 0));
      out[l * between + i * step] = sum;
    }
  }
  return out;
}

/** Separable Gaussian of a row-major picture, as scipy.ndimage.gaussian_filter makes it (mode `reflect`); `radius` in pixels. */
export function gaussian(data: Float64Array, rows: number, columns: number, sigma: number, radius: number): Float64Array {
  const kernel = halfKernel(sigma, radius);
  return alongLines(alongLines(data, kernel, columns, 1, rows, columns), kernel, rows, columns, columns, 1);
}
