import type { Picture } from '../metrics/picture';
import { axialTurn } from '../../../src/volume/canonicalAxial';
import type { Turn } from '../../../src/volume/turn';
import type { Volume } from '../../../src/volume/Volume';

/** Arrays that run from the patient's left to right, then from back to front, upwards: NIfTI's RAS order in DICOM's words. */
const AXES = { rowCosines: [0, -1, 0], columnCosines: [-1, 0, 0] } as const;
export const TURN = axialTurn(AXES) as Turn;

/** A slice as a series of its own: 1 mm, and the brain is what is not zero. */
export function asSeries({ rows, columns, data }: Picture, brain: Picture): { volume: Volume; masks: Uint8Array[] } {
  const slices = [Float32Array.from(data)];
  return {
    volume: { rows, columns, slices, spacing: [1, 1, 1], axes: AXES, modality: 'MR', units: 'arbitrary' },
    masks: [Uint8Array.from(brain.data)],
  };
}
