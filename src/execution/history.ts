import { at } from '../core/at';
import { DiffusionError } from '../core/errors';
import { HISTORY, type Limit, type NoiseTerm, type Row } from '../diffusion/rows';
import { checkFinite } from './finite';

type Numbers = Float32Array | Float64Array;

/** What rows need beside the state: noise by its index, and for inpainting the known picture with its mask (1 = known). */
export interface Sources<T extends Numbers> {
  noise(index: number): T;
  region?: { picture: T; mask: T } | undefined;
  /** Independent pictures in one array: norms are taken per picture and averaged. */
  batch?: number;
}

/** Rows without noise and known region need no sources; the others say so. */
const NO_SOURCES: Sources<never> = {
  noise: () => {
    throw new DiffusionError('INTERNAL', { measured: 'a row with noise, and no source of noise' });
  },
};

/** out = factor · x. */
function scale(factor: number, x: Numbers, out: Numbers): void {
  for (let i = 0; i < out.length; i++) out[i] = factor * x[i]!;
}

/** out += weight · term. One loop for each kind of weight: mixed, they would take five times as long. */
function addScaled(weight: NoiseTerm['weight'], term: Numbers, out: Numbers): void {
  if (typeof weight === 'number') for (let i = 0; i < out.length; i++) out[i]! += weight * term[i]!;
  else for (let i = 0; i < out.length; i++) out[i]! += weight[i]! * term[i]!;
}

/** Quantile with linear interpolation between the ordered numbers. */
function quantile(numbers: Numbers, share: number): number {
  const ordered = Float64Array.from(numbers).sort();
  const position = share * (ordered.length - 1);
  const below = Math.floor(position);
  const [low, high] = [ordered[below]!, ordered[Math.min(below + 1, ordered.length - 1)]!];
  return low + (position - below) * (high - low);
}

/** D within its limit, in place. */
export function limitEstimate<T extends Numbers>(estimate: T, { clip, threshold }: Limit = {}): T {
  if (!clip && !threshold) return estimate;
  const scale = threshold ? Math.min(Math.max(quantile(estimate.map(Math.abs), threshold.quantile), threshold.least), threshold.most) : 1;
  const [low, high] = clip ?? [-scale, scale];
  estimate.forEach((v, i) => (estimate[i] = Math.min(Math.max(v, low), high) / scale));
  return estimate;
}

/** Mean over the pictures of a batch of their Euclidean norms. */
function meanNorm(batch: number, length: number, element: (i: number) => number): number {
  const size = length / batch;
  let sum = 0;
  for (let picture = 0; picture < batch; picture++) {
    let squares = 0;
    for (let i = picture * size; i < (picture + 1) * size; i++) squares += element(i) ** 2;
    sum += Math.sqrt(squares);
  }
  return sum / batch;
}

/**
 * The last evaluations of a lane on the CPU, newest first, and the combination of a row. Works in the precision of its arrays. A number that is
 * not finite is refused at the row that makes it: a limit, a mask or a weight of 0 would hide it from the check of the result.
 */
export class History<T extends Numbers> {
  readonly points: T[] = [];
  readonly estimates: T[] = [];
  private saved: T | undefined;

  /** @throws DiffusionError OUTPUT_NOT_FINITE */
  push(x: T, estimate: T, limit?: Limit): void {
    checkFinite(estimate, 'the estimate');
    this.points.unshift(x);
    this.estimates.unshift(limitEstimate(estimate, limit));
    this.points.length = Math.min(this.points.length, HISTORY);
    this.estimates.length = Math.min(this.estimates.length, HISTORY);
  }

  clear(): void {
    this.points.length = this.estimates.length = 0;
    this.saved = undefined;
  }

  /**
   * The row's linear combination and its options, written to `out`; rows.ts has checked that the history is there.
   *
   * @throws DiffusionError OUTPUT_NOT_FINITE, INTERNAL where history, noise or region is missing after all
   */
  combine(row: Row, x: T, out: T, sources: Sources<T> = NO_SOURCES): T {
    if (row.a === 0) out.fill(0);
    else scale(row.a, x, out);
    const add = (weight: NoiseTerm['weight'], term: () => T) => {
      if (weight !== 0) addScaled(weight, term(), out);
    };
    row.b.forEach((weight, k) => add(weight, () => at(this.estimates, k, 'estimate')));
    row.c.forEach((weight, k) => add(weight, () => at(this.points, k, 'point')));
    add(row.e ?? 0, () => this.savedState());
    for (const { index, weight } of row.noise ?? []) add(weight, () => sources.noise(index));
    if (row.langevin && row.evaluateAt !== undefined) {
      const noise = sources.noise(row.langevin.noise);
      const [point, estimate] = [at(this.points, 0, 'point'), at(this.estimates, 0, 'estimate')];
      const step = langevinStep(row.langevin.strength, row.evaluateAt, { point, estimate, noise }, sources.batch ?? 1);
      const pull = step / row.evaluateAt ** 2;
      add(pull, () => estimate);
      add(-pull, () => point);
      add(Math.sqrt(2 * step), () => noise);
    }
    if (row.save) this.saved = x;
    checkFinite(out, 'the state');
    if (row.known) putBack(row.known, out, sources);
    return out;
  }

  private savedState(): T {
    if (!this.saved) throw new DiffusionError('INTERNAL', { measured: 'a row that asks for the saved state, and none was saved' });
    return this.saved;
  }
}

/** ε = strength · (‖z‖ / ‖g‖)², g = (D₀ − x₀)/σ²: the one number of a row that only the run knows. */
function langevinStep<T extends Numbers>(
  strength: number,
  sigma: number,
  { point, estimate, noise }: { point: T; estimate: T; noise: T },
  batch: number,
): number {
  const score = meanNorm(batch, noise.length, (i) => (estimate[i]! - point[i]!) / sigma ** 2);
  // Where the model has nothing to say (a constant picture), nothing is added.
  return score === 0 ? 0 : strength * (meanNorm(batch, noise.length, (i) => noise[i]!) / score) ** 2;
}

function putBack<T extends Numbers>({ sigma, noise }: NonNullable<Row['known']>, out: T, sources: Sources<T>): void {
  const { region } = sources;
  if (!region) throw new DiffusionError('INTERNAL', { measured: 'a row that puts the known region back, and no region' });
  const { picture, mask } = region;
  const fresh = noise === undefined ? undefined : sources.noise(noise);
  for (let i = 0; i < out.length; i++) {
    const level = fresh ? picture[i]! + sigma * fresh[i]! : picture[i]!;
    out[i] = mask[i]! * level + (1 - mask[i]!) * out[i]!;
  }
}
