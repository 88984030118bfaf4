import type { Layer, Result } from './Result';

/** Beyond 1 more is taken away than the model estimates. */
export const STRONGEST = 1.2;

/**
 * Strength s as a person sets it: y + s·(D − y), y the source, D the denoised estimate; 1 takes all of it, 0 nothing.
 * A magnitude image (source never negative) stays without negative values; where nothing was made (padding) the source stands, whatever it is. Written into `out`, which may be neither of the two.
 */
export function blend<T extends Float32Array = Float32Array<ArrayBuffer>>(
  source: Float32Array,
  denoised: Float32Array,
  strength: number,
  magnitude: boolean,
  out = new Float32Array(source.length) as T,
): T {
  for (let i = 0; i < out.length; i++) {
    const y = source[i]!;
    const made = denoised[i]!;
    const value = y + strength * (made - y);
    out[i] = made === y ? y : magnitude && value < 0 ? 0 : value;
  }
  return out;
}

/** The slices of a layer as a person wants them: an estimate at its strength, slice by slice, everything else as it is. */
export function* atStrength(
  { kind, slices, blended }: Layer,
  { provenance }: Result,
  source: readonly Float32Array[],
): Generator<Float32Array> {
  const asIs = blended || kind !== 'denoised' || provenance.task !== 'denoise' || provenance.strength === 1;
  for (const [k, slice] of slices.entries()) {
    const own = source[k];
    yield asIs || !own ? slice : blend(own, slice, provenance.strength, provenance.magnitude);
  }
}
