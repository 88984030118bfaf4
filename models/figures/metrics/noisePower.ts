import { power } from './fft';
import type { Picture } from './picture';

/** Rings of the radial spectrum between 0 and 0.5 cycles per pixel. */
export const RINGS = 24;
/** Middle of each ring, cycles per pixel. */
export const FREQUENCIES = Array.from({ length: RINGS }, (_, k) => (0.5 * (k + 0.5)) / RINGS);

/**
 * Radial noise power spectrum of a residual inside the head: mean subtracted, zero outside, padded to a power of two; mean power per ring
 * over the number of pixels inside, in (intensity unit)² pixel². White noise of σ gives σ² in every ring. The mask's edge leaks between
 * rings, alike for every residual of the same slice, so ratios are safe where the spectra are smooth.
 */
export function noisePower(residual: Picture, inside: Picture): Float64Array {
  const { rows, columns } = residual;
  const size = 2 ** Math.ceil(Math.log2(Math.max(rows, columns)));
  let [sum, count] = [0, 0];
  residual.data.forEach((value, i) => {
    if (!inside.data[i]) return;
    sum += value;
    count += 1;
  });
  const field = new Float64Array(size * size);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const i = r * columns + c;
      if (inside.data[i]) field[r * size + c] = (residual.data[i] ?? 0) - sum / count;
    }
  }
  const spectrum = power(field, size);
  const [total, members] = [new Float64Array(RINGS), new Float64Array(RINGS)];
  const frequency = (k: number) => (k < size / 2 ? k : k - size) / size;
  for (let r = 0; r < size; r++) {
    for (let c = 0; c < size; c++) {
      const ring = Math.floor(2 * RINGS * Math.hypot(frequency(r), frequency(c)));
      if (ring >= RINGS) continue;
      total[ring] = (total[ring] ?? 0) + (spectrum[r * size + c] ?? 0);
      members[ring] = (members[ring] ?? 0) + 1;
    }
  }
  return total.map((value, ring) => value / (members[ring] ?? 1) / count);
}
