import { restRow, type Row } from '../rows';
import type { SdeStep } from '../sde';
import { noise } from './ancestral';

export interface PredictorCorrectorOptions {
  /** Step of the corrector from norms at run time (arXiv:2011.13456, Alg. 4 and 5), or from the level alone ('ald', annealed Langevin). */
  corrector?: 'langevin' | 'ald';
  /** Corrector steps before each predictor step; 0: predictor only. */
  correctorSteps?: number;
  /** Signal-to-noise ratio of the corrector (r of the paper). */
  snr?: number;
  /** The last step leaves its noise out (x_mean of the original). */
  denoise?: boolean;
  /** The known region is put back after every step (arXiv:2011.13456, Appendix I.2). */
  known?: boolean;
}

/**
 * Predictor–corrector sampling of a reverse SDE (arXiv:2011.13456, Alg. 1 to 5): x ← corrector(x), then with the predictor's coefficients
 * x_mean = A x + B·score, x = x_mean + G z. Any frame: score = α(D − x)/(σα)² after dividing x by the α of the level the model is told. Order 1
 * (weak); 1 + correctorSteps evaluations per step. With a known region the originals keep the last noise outside it, and so does this.
 */
export function predictorCorrector(steps: readonly SdeStep[], options: PredictorCorrectorOptions = {}): Row[] {
  const { corrector = 'langevin', correctorSteps = 0, snr = 0.16, denoise = true, known = false } = options;
  let drawn = 0;
  return steps.flatMap(({ sigma, alpha, std, correction, predictor }, i): Row[] => {
    const to = steps[i + 1] ?? { sigma: 0, alpha: 1 };
    const last = i === steps.length - 1;
    const correct = (k: number): Row => {
      const row = { evaluateAt: sigma, sigma, stage: known || k < correctorSteps - 1 };
      if (corrector === 'langevin')
        return { ...row, a: 1, b: [], c: [], langevin: { strength: 2 * correction * snr ** 2, noise: drawn++ } };
      const epsilon = 2 * correction * (snr * std) ** 2;
      const pull = epsilon / (sigma * alpha) ** 2;
      return { ...row, a: 1 - pull, b: [pull], c: [], noise: noise(drawn++, Math.sqrt(2 * epsilon) / alpha) };
    };
    const blend = (): Row[] => (known ? [{ ...restRow(sigma), known: { sigma: std / alpha, noise: drawn++ }, stage: true }] : []);
    const corrected = [...Array.from({ length: correctorSteps }, (_, k) => correct(k)), ...blend()];
    const rescale: Row = { ...restRow(to.sigma), a: alpha / to.alpha };
    const clean: Row[] = last ? [{ ...restRow(sigma), known: { sigma: 0, noise: undefined }, stage: true }] : [];
    if (!predictor) return [...corrected, rescale];
    const pull = predictor.score / (sigma * alpha) ** 2;
    const fresh = denoise && last && !known ? [] : noise(drawn, predictor.noise / alpha);
    drawn += 1;
    const own: Row = { evaluateAt: sigma, sigma, a: predictor.drift - pull, b: [pull], c: [], noise: fresh };
    return [
      ...corrected,
      ...(known ? [{ ...own, stage: true }, ...blend(), ...clean, rescale] : [inFrame(own, alpha / to.alpha, to.sigma)]),
    ];
  });
}

/** The row's new state in the coordinate of the next level. */
function inFrame(row: Row, ratio: number, sigma: number): Row {
  const scaled = row.noise?.map(({ index, weight }) => ({ index, weight: ratio * Number(weight) }));
  return { ...row, sigma, a: ratio * row.a, b: row.b.map((weight) => ratio * weight), noise: scaled };
}
