/** D(x; σ) = cSkip·x + cOut·F(cIn·x, cNoise) for one σ, x in the variance-exploding frame. */
export interface Preconditioning {
  cSkip: number;
  cOut: number;
  cIn: number;
  cNoise: number;
}

/** EDM preconditioning (arXiv:2206.00364, Table 1). σ and σ_data in the same unit as x. */
export function edm(sigma: number, sigmaData: number): Preconditioning {
  const total = sigma * sigma + sigmaData * sigmaData;
  return {
    cSkip: (sigmaData * sigmaData) / total,
    cOut: (sigma * sigmaData) / Math.sqrt(total),
    cIn: 1 / Math.sqrt(total),
    cNoise: Math.log(sigma) / 4,
  };
}

/** How a model writes its states: x_model = α·x, with std = σ·α. VE: α = 1; VP: α² + std² = 1; sub-VP: std = 1 − α². */
export type Frame = 've' | 'vp' | 'subvp';

/** α of the level σ = std/α. */
export function alphaOf(frame: Frame, sigma: number): number {
  if (frame === 've') return 1;
  // The positive root of α² + σα − 1, written without cancellation.
  return frame === 'vp' ? 1 / Math.sqrt(1 + sigma * sigma) : 2 / (sigma + Math.sqrt(sigma * sigma + 4));
}

/**
 * What a network predicts: the clean picture, the noise, v = α·noise − std·clean (arXiv:2202.00512, Appendix D), or the score ∇log p of its
 * own state (arXiv:2011.13456).
 */
export type Prediction = 'x0' | 'epsilon' | 'v' | 'score';

/**
 * D from a network trained in a frame with a prediction: x_model = α·x goes in, the label beside it (t, the index of a level, σ, ...: the
 * model's own business).
 */
export function precondition(prediction: Prediction, frame: Frame, sigma: number, label: number = sigma): Preconditioning {
  const alpha = alphaOf(frame, sigma);
  const std = sigma * alpha;
  const total = alpha * alpha + std * std;
  const [cSkip, cOut] = {
    x0: [0, 1] as const,
    epsilon: [1, -sigma] as const,
    v: [(alpha * alpha) / total, -std / total] as const,
    score: [1, (std * std) / alpha] as const,
  }[prediction];
  return { cSkip, cOut, cIn: alpha, cNoise: label };
}

/** What a model's manifest says of its network: EDM's, or the noise in units of σ, D = x − σ·F(x, ln σ). */
export type Parameterisation = { kind: 'edm'; sigmaData: number } | { kind: 'residual' };

export const preconditioning = (of: Parameterisation, sigma: number): Preconditioning =>
  of.kind === 'edm' ? edm(sigma, of.sigmaData) : precondition('epsilon', 've', sigma, Math.log(sigma));

/** The network's output for a known D: the inverse, for tests and for training targets. */
export function targetOf({ cSkip, cOut }: Preconditioning, x: number, denoised: number): number {
  return (denoised - cSkip * x) / cOut;
}
