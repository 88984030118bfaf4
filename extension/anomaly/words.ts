/** Two leading digits, with spaces: `1 in 360`, `1 in 12 000`. */
function rounded(count: number): string {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1);
  return (Math.round(count / step) * step).toLocaleString('en').replaceAll(',', ' ');
}

/** Beyond this the calibration has no healthy voxels left to count: 4.5 in the shipped tables. */
const RAREST = 5;

/** How many healthy voxels there are for one with a score as high: `1000`, `more than 100 000`; a score is -log10 of their share. */
export const oneIn = (score: number): { count: string; beyond: boolean } =>
  score > RAREST ? { count: rounded(10 ** RAREST), beyond: true } : { count: rounded(10 ** Math.max(score, 0)), beyond: false };
