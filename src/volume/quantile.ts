/** Interpolated between order statistics, as numpy does. NaN of no values. */
export function quantile(values: readonly number[] | Float64Array, share: number): number {
  const sorted = Float64Array.from(values).sort();
  const rank = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(rank)] ?? NaN, sorted[Math.ceil(rank)] ?? NaN];
  return low + (rank - Math.floor(rank)) * (high - low);
}

/** Mean of the two middle values. */
export const median = (values: readonly number[] | Float64Array): number => quantile(values, 0.5);
