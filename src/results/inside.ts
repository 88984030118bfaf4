import { gaussianBlur } from '../volume/brainMask/filters';
import { intensityUnit } from '../volume/intensity';

/** Pixels: noise hardly moves the border of what is blurred this much. */
const BLUR = { y: 2, x: 2 };
/** Air lies below, in modality units: 15 % of the intensity unit in MR (as in volume/noiseLevel.ts), HU in CT. */
const SHARE = 0.15;
const LUNG = -300;

/** How values are read: `floor` is what the head or the body lies above, `unit` what noise levels of MR are shares of. */
export interface Scale {
  unit: number;
  floor: number;
}

/**
 * @param units of the volume: `HU`, or anything else for MR
 * @throws DiffusionError BAD_PIXELS, EMPTY_IMAGE
 */
export function scaleOf(slices: readonly Float32Array[], units: string): Scale {
  if (units === 'HU') return { unit: 1, floor: LUNG };
  const unit = intensityUnit(slices);
  return { unit, floor: SHARE * unit };
}

export interface Smooth {
  /** The slice, blurred. */
  smooth: Float32Array;
  /** 1 in the head or body: decided on the blurred picture, since a choice by noisy values would prefer noise of one sign. */
  inside: Uint8Array;
}

export function smoothInside(slice: Float32Array, rows: number, columns: number, { floor }: Scale): Smooth {
  const smooth = gaussianBlur(slice, rows, columns, BLUR);
  return { smooth, inside: Uint8Array.from(smooth, (value) => (value > floor ? 1 : 0)) };
}

/** Magnitude of the gradient by central differences, per pixel; 0 on the outermost pixels. */
export function gradient(picture: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(picture.length);
  for (let r = 1; r < rows - 1; r++) {
    for (let i = r * columns + 1; i < (r + 1) * columns - 1; i++) {
      const across = (picture[i + 1] ?? 0) - (picture[i - 1] ?? 0);
      const down = (picture[i + columns] ?? 0) - (picture[i - columns] ?? 0);
      out[i] = Math.sqrt(across * across + down * down) / 2;
    }
  }
  return out;
}
