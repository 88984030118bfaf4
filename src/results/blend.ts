/**
 * Strength s as the reader sets it: y + s·(D − y), y the source, D the denoised estimate; 1 takes all of it, 0 nothing.
 * A magnitude image (source never negative) stays without negative values. Written into `out`, which may be neither of the two.
 */
export function blend<T extends Float32Array = Float32Array<ArrayBuffer>>(
  source: Float32Array,
  denoised: Float32Array,
  strength: number,
  magnitude: boolean,
  out = new Float32Array(source.length) as T,
): T {
  for (let i = 0; i < out.length; i++) {
    const y = source[i] ?? 0;
    const value = y + strength * ((denoised[i] ?? 0) - y);
    out[i] = magnitude && value < 0 ? 0 : value;
  }
  return out;
}
