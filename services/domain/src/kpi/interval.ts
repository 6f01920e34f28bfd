import type { KpiDefinition } from './catalogue-entry.js';
import type { KpiResult } from './compute.js';

/** Where a figure would lie with very many more legs of the same kind, with 95 % confidence; in the KPI's unit. */
export interface KpiInterval {
  readonly low: number;
  readonly high: number;
  /** How it is computed. */
  readonly method: 'wilson' | 'normal';
}

/** The quantile of the normal distribution for 95 % on both sides. */
const Z = 1.959964;
const ANSWERS = [1, 2, 3, 4, 5] as const;

/**
 * The score interval of a share of n in d trials: E. B. Wilson (1927), Probable inference, the law of succession, and
 * statistical inference, J. Amer. Statist. Assoc. 22, 209-212. It stays within 0 and 1, and is wide for few trials even
 * where all of them agree.
 */
export function wilsonInterval(n: number, d: number): Omit<KpiInterval, 'method'> {
  const share = n / d;
  const spread = Z ** 2 / d;
  const centre = (share + spread / 2) / (1 + spread);
  const half = (Z / (1 + spread)) * Math.sqrt((share * (1 - share)) / d + spread / (4 * d));
  return { low: n === 0 ? 0 : Math.max(0, centre - half), high: n === d ? 1 : Math.min(1, centre + half) };
}

/**
 * The normal interval of a mean of answers from 1 to 5. Their variance is that of the answers and one more of each
 * value, so that three equal answers are not certainty; with hundreds of answers the five do not matter.
 */
function ratingInterval(mean: number, counts: readonly number[]): Omit<KpiInterval, 'method'> {
  const number = counts.reduce((sum, n) => sum + n, 0);
  const smoothed = ANSWERS.map((value, index) => ({ value, n: (counts[index] ?? 0) + 1 }));
  const all = number + ANSWERS.length;
  const middle = smoothed.reduce((sum, { value, n }) => sum + value * n, 0) / all;
  const variance = smoothed.reduce((sum, { value, n }) => sum + n * (value - middle) ** 2, 0) / (all - 1);
  const half = Z * Math.sqrt(variance / number);
  return { low: Math.max(1, mean - half), high: Math.min(5, mean + half) };
}

/**
 * The interval of a figure: Wilson's for shares of legs or answers, the normal one for the mean rating. Undefined for
 * all others: of durations only sums are kept, not their variance; counts and shares of time are no samples. What
 * histograms may be off by is added on both sides.
 */
export function intervalOf(
  { id, unit, clock }: Pick<KpiDefinition, 'id' | 'unit' | 'clock'>,
  { value, n, d, errorBound, noData, distribution }: KpiResult,
): KpiInterval | undefined {
  if (noData || value === null || n === null || d === null || d <= 0) return undefined;
  if (id === 'rating_mean' && distribution !== undefined)
    return { ...ratingInterval(value, distribution), method: 'normal' };
  if (unit !== 'share' || clock === 'state' || n > d) return undefined;
  const { low, high } = wilsonInterval(n, d);
  return { low: Math.max(0, low - errorBound), high: Math.min(1, high + errorBound), method: 'wilson' };
}
