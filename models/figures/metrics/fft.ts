/** In-place radix-2 Fourier transform of `length` complex numbers that lie `step` apart from `start`; `length` is a power of two. */
function transform(re: Float64Array, im: Float64Array, start: number, step: number, length: number): void {
  const at = (k: number) => start + k * step;
  for (let i = 1, j = 0; i < length; i++) {
    let bit = length >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i >= j) continue;
    for (const part of [re, im]) [part[at(i)], part[at(j)]] = [part[at(j)] ?? 0, part[at(i)] ?? 0];
  }
  for (let size = 2; size <= length; size <<= 1) {
    const half = size >> 1;
    for (let k = 0; k < half; k++) {
      const [c, s] = [Math.cos((2 * Math.PI * k) / size), -Math.sin((2 * Math.PI * k) / size)];
      for (let block = k; block < length; block += size) {
        const [p, q] = [at(block), at(block + half)];
        const [qr, qi] = [re[q] ?? 0, im[q] ?? 0];
        const [tr, ti] = [c * qr - s * qi, c * qi + s * qr];
        re[q] = (re[p] ?? 0) - tr;
        im[q] = (im[p] ?? 0) - ti;
        re[p] = (re[p] ?? 0) + tr;
        im[p] = (im[p] ?? 0) + ti;
      }
    }
  }
}

/** Squared magnitude of the two-dimensional transform of `size` × `size` real numbers; `size` is a power of two. */
export function power(field: Float64Array, size: number): Float64Array {
  const [re, im] = [field.slice(), new Float64Array(field.length)];
  for (let k = 0; k < size; k++) transform(re, im, k * size, 1, size);
  for (let k = 0; k < size; k++) transform(re, im, k, size, size);
  return re.map((value, i) => value * value + (im[i] ?? 0) ** 2);
}
