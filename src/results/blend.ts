import { at } from '../core/at';
import type { Layer, Result } from './Result';
import { madeSlices, type Slices } from './slices';

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

/**
 * The slices of a layer as a person wants them: an estimate at its strength, everything else as it is. Read from the layer when they are asked for, at
 * the strength of this moment: a strength that is chosen later changes nothing.
 */
export function slicesAtStrength({ kind, slices, blended }: Layer, { provenance }: Result, source: readonly Float32Array[]): Slices {
  if (blended || kind !== 'denoised' || provenance.task !== 'denoise') return slices;
  const { strength, magnitude } = provenance;
  return madeSlices(slices.length, (k) => {
    const [own, estimate] = [source[k], at(slices, k)];
    return !own || strength === 1 ? estimate : blend(own, estimate, strength, magnitude);
  });
}

/** The same, one after the other. */
export const atStrength = (...of: Parameters<typeof slicesAtStrength>): Iterable<Float32Array> => slicesAtStrength(...of);
