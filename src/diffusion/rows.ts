import { DiffusionError } from '../core/errors';

/**
 * One step of a sampler as numbers. All samplers run in the variance-exploding frame, state = clean + σ·noise:
 *
 *     x ← a·x + Σₖ bₖ·Dₖ + Σₖ cₖ·xₖ
 *
 * (xₖ, Dₖ) are the points of the last evaluations and their denoised estimates, newest first, the row's own evaluation included.
 * A sampler is a pure function that returns its rows, so it can be tested without a network, and its cost is known before the run.
 */
export interface Row {
  /** Evaluate D(x; σ) on the incoming state at this σ before combining; undefined combines only. */
  evaluateAt: number | undefined;
  /** σ of the state this row makes; 0 ends the run. */
  sigma: number;
  a: number;
  b: readonly number[];
  c: readonly number[];
}

/** Pairs (x, D) a backend keeps. */
export const HISTORY = 4;

export const evaluations = (rows: readonly Row[]): number => rows.filter((row) => row.evaluateAt !== undefined).length;

/**
 * Checks what every backend relies on.
 *
 * @throws DiffusionError BAD_OPTION for a coefficient that is not a number, history that does not exist yet, or a run that does not end at σ = 0
 */
export function checkRows(rows: readonly Row[]): void {
  let known = 0;
  rows.forEach((row, index) => {
    if (row.evaluateAt !== undefined) known = Math.min(HISTORY, known + 1);
    const numbers = [row.sigma, row.a, ...row.b, ...row.c, row.evaluateAt ?? 1];
    if (!numbers.every(Number.isFinite) || row.sigma < 0 || (row.evaluateAt ?? 1) <= 0) {
      throw new DiffusionError('BAD_OPTION', { measured: `row ${index}: ${numbers.join(' ')}`, allowed: 'finite coefficients, σ ≥ 0' });
    }
    if (Math.max(row.b.length, row.c.length) > known) {
      const measured = `row ${index} asks for ${Math.max(row.b.length, row.c.length)} pairs`;
      throw new DiffusionError('BAD_OPTION', { measured, allowed: `${known} known by then` });
    }
  });
  const last = rows.at(-1);
  if (last?.sigma !== 0) throw new DiffusionError('BAD_OPTION', { measured: `last σ ${last?.sigma ?? 'missing'}`, allowed: '0' });
}
