import { at } from '../../core/at';
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

/** One Langevin step at the level of an SDE step; in this frame the step from norms needs no α. */
function correctorRow({ sigma, alpha, std, correction }: SdeStep, { corrector, snr = 0.16 }: PredictorCorrectorOptions, draw: number): Row {
  const row = { ...restRow(sigma), evaluateAt: sigma };
  if (corrector !== 'ald') return { ...row, langevin: { strength: 2 * correction * snr ** 2, noise: draw } };
  const epsilon = 2 * correction * (snr * std) ** 2;
  const pull = epsilon / (sigma * alpha) ** 2;
  return { ...row, a: 1 - pull, b: [pull], noise: noise(draw, Math.sqrt(2 * epsilon) / alpha) };
}

/** The row's new state in the coordinate of the next level. */
function inFrame(row: Row, ratio: number, sigma: number): Row {
  const scaled = row.noise?.map(({ index, weight }) => ({ index, weight: ratio * Number(weight) }));
  return { ...row, sigma, a: ratio * row.a, b: row.b.map((weight) => ratio * weight), noise: scaled };
}

/**
 * Predictor–corrector sampling of a reverse SDE (arXiv:2011.13456, Alg. 1 to 5): x ← corrector(x), then with the predictor's coefficients
 * x_mean = A x + B·score, x = x_mean + G z. Any frame: score = α(D − x)/(σα)² after dividing x by the α of the level the model is told. Order 1
 * (weak); 1 + correctorSteps evaluations per step. With a known region the originals keep the last noise outside it, and so does this.
 */
export function predictorCorrector(steps: readonly SdeStep[], options: PredictorCorrectorOptions = {}): Row[] {
  const { correctorSteps = 0, denoise = true, known = false } = options;
  let drawn = 0;
  return steps.flatMap((step, i): Row[] => {
    const { sigma, alpha, std, predictor } = step;
    const last = i === steps.length - 1;
    const to = last ? { sigma: 0, alpha: 1 } : at(steps, i + 1, 'step');
    const stage = (row: Row): Row => ({ ...row, stage: true });
    const blend = (): Row[] => (known ? [stage({ ...restRow(sigma), known: { sigma: std / alpha, noise: drawn++ } })] : []);
    const correct = Array.from({ length: correctorSteps }, () => correctorRow(step, options, drawn++));
    const corrected = [...correct.map((row, k) => (known || k < correctorSteps - 1 ? stage(row) : row)), ...blend()];
    const rescale: Row = { ...restRow(to.sigma), a: alpha / to.alpha };
    if (!predictor) return [...corrected, rescale];
    const pull = predictor.score / (sigma * alpha) ** 2;
    const silent = last && denoise && !known;
    const fresh = noise(drawn++, silent ? 0 : predictor.noise / alpha);
    const own: Row = { evaluateAt: sigma, sigma, a: predictor.drift - pull, b: [pull], c: [], noise: fresh };
    if (!known) return [...corrected, inFrame(own, alpha / to.alpha, to.sigma)];
    const clean: Row[] = last ? [stage({ ...restRow(sigma), known: { sigma: 0, noise: undefined } })] : [];
    return [...corrected, stage(own), ...blend(), ...clean, rescale];
  });
}
