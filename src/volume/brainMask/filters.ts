/** One axis of a picture: how many lines along it, its length, and the strides of both. */
interface Axis {
  length: number;
  stride: number;
  lines: number;
  lineStride: number;
}

const axes = (rows: number, columns: number): { y: Axis; x: Axis } => ({
  y: { length: rows, stride: columns, lines: columns, lineStride: 1 },
  x: { length: columns, stride: 1, lines: rows, lineStride: columns },
});

function gaussianTaps(sigma: number, radius: number): Float64Array {
  const taps = Float64Array.from({ length: 2 * radius + 1 }, (_, k) => Math.exp(-0.5 * ((k - radius) / sigma) ** 2));
  const sum = taps.reduce((a, b) => a + b, 0);
  return taps.map((tap) => tap / sum);
}

/** What lies beyond the edge: the edge pixel repeated, or the picture mirrored at the edge (scipy's `nearest` and `reflect`). */
const BORDERS = {
  nearest: (at: number, length: number) => Math.min(Math.max(at, 0), length - 1),
  reflect: (at: number, length: number) => {
    const within = ((at % (2 * length)) + 2 * length) % (2 * length);
    return within < length ? within : 2 * length - 1 - within;
  },
};
type Border = keyof typeof BORDERS;

/** Gaussian of sd `sigma` pixels along one axis, ±radius taps. */
function blurAxis(
  picture: Float32Array,
  { length, stride, lines, lineStride }: Axis,
  sigma: number,
  radius: number,
  border: Border,
): Float32Array {
  const taps = gaussianTaps(sigma, radius);
  /** Offsets of the pixels of a line, with `radius` more at each end. */
  const along = Int32Array.from({ length: length + 2 * radius }, (_, i) => BORDERS[border](i - radius, length) * stride);
  const out = new Float32Array(picture.length);
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < length; i++) {
      let sum = 0;
      for (let k = 0; k < taps.length; k++) sum += (taps[k] ?? 0) * (picture[line * lineStride + (along[i + k] ?? 0)] ?? 0);
      out[line * lineStride + i * stride] = sum;
    }
  }
  return out;
}

/** Separable Gaussian; sd in pixels per axis, 0 leaves an axis as it is; radius ⌈3σ⌉ unless given. */
export function gaussianBlur(
  picture: Float32Array,
  rows: number,
  columns: number,
  sigma: { y: number; x: number },
  radius?: number,
  border: Border = 'nearest',
): Float32Array {
  const { y, x } = axes(rows, columns);
  const along = (image: Float32Array, axis: Axis, sd: number) =>
    sd > 0 ? blurAxis(image, axis, sd, radius ?? Math.ceil(3 * sd), border) : image;
  return along(along(picture, y, sigma.y), x, sigma.x);
}

/** Positions of samples along one axis, in source pixels. */
export type Positions = readonly number[];

/** Bilinear samples at the outer product of two lists of positions; 0 outside the image, also for the missing half of a sample at its edge. */
export function sample(image: Float32Array, rows: number, columns: number, y: Positions, x: Positions): Float32Array {
  const at = (r: number, c: number) => (r >= 0 && r < rows && c >= 0 && c < columns ? (image[r * columns + c] ?? 0) : 0);
  const out = new Float32Array(y.length * x.length);
  y.forEach((py, i) => {
    const r = Math.floor(py);
    const fy = py - r;
    x.forEach((px, j) => {
      const c = Math.floor(px);
      const fx = px - c;
      out[i * x.length + j] = (1 - fy) * ((1 - fx) * at(r, c) + fx * at(r, c + 1)) + fy * ((1 - fx) * at(r + 1, c) + fx * at(r + 1, c + 1));
    });
  });
  return out;
}
