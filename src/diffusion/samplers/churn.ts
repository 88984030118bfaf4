import { restRow, type Row } from '../rows';

/** S_churn, S_min, S_max, S_noise of arXiv:2206.00364, Alg. 2. churn 0 adds nothing. */
export interface ChurnOptions {
  churn?: number;
  churnFrom?: number;
  churnTo?: number;
  noiseScale?: number;
}

/**
 * The noise a stochastic EDM sampler adds before a step (arXiv:2206.00364, Alg. 2, lines 4 to 6):
 * γ = min(S_churn/N, √2 − 1) while S_min ≤ σ ≤ S_max, σ̂ = (1 + γ)σ, x ← x + S_noise √(σ̂² − σ²) z.
 */
export function churned(sigma: number, index: number, steps: number, options: ChurnOptions): { sigmaHat: number; before: Row[] } {
  const { churn = 0, churnFrom = 0, churnTo = Infinity, noiseScale = 1 } = options;
  const gamma = churnFrom <= sigma && sigma <= churnTo ? Math.min(churn / steps, Math.SQRT2 - 1) : 0;
  if (gamma === 0) return { sigmaHat: sigma, before: [] };
  const sigmaHat = sigma * (1 + gamma);
  const weight = noiseScale * Math.sqrt(sigmaHat ** 2 - sigma ** 2);
  return { sigmaHat, before: [{ ...restRow(sigmaHat), noise: [{ index, weight }], stage: true }] };
}
