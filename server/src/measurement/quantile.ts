/** Medians and quantiles of lists of numbers, as every statistic of a test call takes them. */

/**
 * The quantile by linear interpolation between neighbours (type 7 of Hyndman and Fan). Null of nothing.
 * @param share 0 … 1
 */
export function quantileOf(values: readonly number[], share: number): number | null {
  return quantileOfSorted(Float64Array.from(values).sort(), share);
}

/** The same of values in rising order. */
export function quantileOfSorted(sorted: ArrayLike<number>, share: number): number | null {
  if (sorted.length === 0) return null;
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? 0;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? low;
  return low + (high - low) * (place - below);
}

export const middleOf = (values: readonly number[]): number | null => quantileOf(values, 0.5);

export const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
