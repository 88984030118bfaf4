import { gaussianBlur, sample } from './filters';
import { fillHoles, largestComponent, open } from './morphology';
import type { PreparedHead } from './prepare';
import { SIZE, SPACING, type AxialStack } from './stack';

const THRESHOLD = 0.5;
/** Blur of the probabilities, pixels of 2 mm, ±2 taps. */
const BLUR = { sigma: { y: 0.5, x: 0.5 }, radius: 2 };

export interface CleanMask {
  /** SIZE × SIZE per slice, 0 or 1. */
  masks: Uint8Array[];
  /** The probability, made to agree with the mask at the threshold. */
  agreed: Float32Array[];
}

/** Probabilities of the network → one connected mask without holes. Twin of models/training/brain_mask/postprocess.py, `clean`. */
export function cleanMask(probabilities: readonly Float32Array[]): CleanMask {
  const smooth = probabilities.map((p) => gaussianBlur(p, SIZE, SIZE, BLUR.sigma, BLUR.radius));
  const opened = smooth.map((p) =>
    open(
      Uint8Array.from(p, (v) => (v >= THRESHOLD ? 1 : 0)),
      SIZE,
    ),
  );
  const masks = largestComponent(opened, SIZE).map((mask) => fillHoles(mask, SIZE));
  const agreed = smooth.map((p, z) => p.map((v, i) => (masks[z]?.[i] === 1 ? (v < THRESHOLD ? 1 : v) : v >= THRESHOLD ? 0 : v)));
  return { masks, agreed };
}

/** The mask on the grid of the series: 1 inside the brain. */
export function maskOnSeries(
  agreed: readonly Float32Array[],
  { centre }: PreparedHead,
  { rows, columns, spacing }: Omit<AxialStack, 'slices'>,
): Uint8Array[] {
  const positions = (length: number, middle: number, mm: number) =>
    Array.from({ length }, (_, i) => ((i - middle) * mm) / SPACING + (SIZE - 1) / 2);
  const [y, x] = [positions(rows, centre.y, spacing.y), positions(columns, centre.x, spacing.x)];
  return agreed.map((p) => Uint8Array.from(sample(p, SIZE, SIZE, y, x), (v) => (v >= THRESHOLD ? 1 : 0)));
}
