/** D(x; σ) = cSkip·x + cOut·F(cIn·x, cNoise) for one σ. */
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
