import { DiffusionError } from '../core/errors';

/**
 * Karras grid (arXiv:2206.00364, Eq. 5): `steps` levels from sigmaMax down to sigmaMin, then 0. ρ = 7.
 *
 * @throws DiffusionError BAD_OPTION when steps < 1 or not 0 < sigmaMin ≤ sigmaMax
 */
export function karras(steps: number, sigmaMin: number, sigmaMax: number, rho = 7): number[] {
  if (!Number.isInteger(steps) || steps < 1) {
    throw new DiffusionError('BAD_OPTION', { measured: `${steps} steps`, allowed: 'a whole number, 1 or more' });
  }
  if (!(sigmaMin > 0 && sigmaMin <= sigmaMax && Number.isFinite(sigmaMax))) {
    throw new DiffusionError('BAD_OPTION', { measured: `σ from ${sigmaMin} to ${sigmaMax}`, allowed: '0 < σ_min ≤ σ_max' });
  }
  if (steps === 1) return [sigmaMax, 0];
  const [low, high] = [sigmaMin ** (1 / rho), sigmaMax ** (1 / rho)];
  const grid = Array.from({ length: steps }, (_, i) => (high + (i / (steps - 1)) * (low - high)) ** rho);
  return [...grid, 0];
}
