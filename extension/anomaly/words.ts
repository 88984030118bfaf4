/** How many healthy voxels there are for one with a score as high, to two digits, with spaces: `1.1`, `360`, `12 000`; a score is -log10 of their share. */
export function healthyFor(score: number): string {
  const healthy = Number((10 ** Math.max(score, 0)).toPrecision(2));
  return healthy < 10 ? String(healthy) : healthy.toLocaleString('en').replaceAll(',', ' ');
}

/** Beyond this the calibration has no healthy voxels left to count: 4.5 in the shipped tables. */
const RAREST = 5;

/** The same for a peak, no rarer than the calibration knows: `1 000`, or `beyond` 100 000. */
export const oneIn = (score: number): { count: string; beyond: boolean } => ({
  count: healthyFor(Math.min(score, RAREST)),
  beyond: score > RAREST,
});
