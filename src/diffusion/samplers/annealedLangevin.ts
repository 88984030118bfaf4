import { at } from '../numbers';
import { eulerRow, restRow, type Row } from '../rows';

export interface AnnealedLangevinOptions {
  /** Langevin steps at each level (T). */
  stepsEach?: number;
  /** ε/σ_L² of the paper: step size as a share of the squared level, so that it does not depend on the unit of intensity. */
  step?: number;
  /** Ends with x = D(x; σ_L) (arXiv:2009.05475; ncsnv2's denoising). */
  denoise?: boolean;
  /** The known region is put back, noised to the level, before every step. */
  known?: boolean;
}

/**
 * Annealed Langevin dynamics (arXiv:1907.05600, Alg. 1; Alg. 2 with the known region): at each level σᵢ, T steps of
 * x' = x + αᵢ (D − x)/σᵢ² + √(2αᵢ) z, αᵢ = ε σᵢ²/σ_L². VE frame, order 1 (weak), one evaluation per step, T per level and one at the end.
 * A 0 at the end of the grid only asks for the final denoising, which starts at the last positive level.
 * For Gaussian data of variance v its stationary variance is (v + σᵢ²)/(1 − αᵢ/2(v + σᵢ²)): a little too wide, as the original's.
 */
export function annealedLangevin(sigmas: readonly number[], options: AnnealedLangevinOptions = {}): Row[] {
  const levels = sigmas.filter((sigma) => sigma > 0);
  const { stepsEach = 5, step = 0.2, denoise = sigmas.length > levels.length, known = false } = options;
  const parts = known ? 2 : 1;
  const rows = levels.flatMap((sigma, i) =>
    Array.from({ length: stepsEach }, (_, k): Row[] => {
      const draw = parts * (i * stepsEach + k);
      const noise = [{ index: draw + parts - 1, weight: sigma * Math.sqrt(2 * step) }];
      const langevin: Row = { evaluateAt: sigma, sigma, a: 1 - step, b: [step], c: [], noise };
      return known
        ? [
            { ...restRow(sigma), known: { sigma, noise: draw } },
            { ...langevin, stage: true },
          ]
        : [langevin];
    }).flat(),
  );
  return denoise ? [...rows, eulerRow(at(levels, levels.length - 1), 0)] : rows;
}
