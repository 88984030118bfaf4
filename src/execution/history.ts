import { HISTORY, type Row } from '../diffusion/rows';

type Numbers = Float32Array | Float64Array;

/** The last evaluations of a lane on the CPU, newest first, and the combination of a row. Works in the precision of its arrays. */
export class History<T extends Numbers> {
  readonly points: T[] = [];
  readonly estimates: T[] = [];

  push(x: T, estimate: T): void {
    this.points.unshift(x);
    this.estimates.unshift(estimate);
    this.points.length = Math.min(this.points.length, HISTORY);
    this.estimates.length = Math.min(this.estimates.length, HISTORY);
  }

  clear(): void {
    this.points.length = this.estimates.length = 0;
  }

  /** x ← a·x + Σ bₖ·Dₖ + Σ cₖ·xₖ, written to a new array; rows.ts has checked that the history is there. */
  combine(row: Row, x: T, out: T): T {
    for (let i = 0; i < x.length; i++) out[i] = row.a * (x[i] as number);
    const add = (weight: number, term: T | undefined) => {
      if (!term || weight === 0) return;
      for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) + weight * (term[i] as number);
    };
    row.b.forEach((weight, k) => add(weight, this.estimates[k]));
    row.c.forEach((weight, k) => add(weight, this.points[k]));
    return out;
  }
}
