import type { KpiDefinition } from './catalogue-entry.js';
import type { KpiInputs, KpiResult, Spread } from './compute.js';
import { binsOf } from './compute-spread.js';
import { binMiddle, binRange } from './histogram.js';
import { studentT, Z } from './student-t.js';

/** How an interval is computed. */
export const INTERVAL_METHODS = ['wilson', 'normal', 'student', 'order', 'poisson'] as const;

/** Where a figure would lie with very many more legs of the same kind, with 95 % confidence; in the KPI's unit. */
export interface KpiInterval {
  readonly low: number;
  readonly high: number;
  readonly method: (typeof INTERVAL_METHODS)[number];
}

type Ends = Omit<KpiInterval, 'method'>;

const ANSWERS = [1, 2, 3, 4, 5] as const;

/**
 * The score interval of a share of n in d trials: E. B. Wilson (1927), Probable inference, the law of succession, and
 * statistical inference, J. Amer. Statist. Assoc. 22, 209-212. It stays within 0 and 1, and is wide for few trials even
 * where all of them agree.
 */
export function wilsonInterval(n: number, d: number): Ends {
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
function ratingInterval(mean: number, counts: readonly number[]): Ends {
  const number = counts.reduce((sum, n) => sum + n, 0);
  const smoothed = ANSWERS.map((value, index) => ({ value, n: (counts[index] ?? 0) + 1 }));
  const all = number + ANSWERS.length;
  const middle = smoothed.reduce((sum, { value, n }) => sum + value * n, 0) / all;
  const variance = smoothed.reduce((sum, { value, n }) => sum + n * (value - middle) ** 2, 0) / (all - 1);
  const half = Z * Math.sqrt(variance / number);
  return { low: Math.max(1, mean - half), high: Math.min(5, mean + half) };
}

/**
 * The interval of a number of independent events by Byar's approximation of the exact one of Poisson's distribution
 * (N. E. Breslow and N. E. Day, Statistical Methods in Cancer Research II, 1987, page 69); within 1 % of it.
 */
export function poissonInterval(n: number): Ends {
  const end = (events: number, z: number): number => events * (1 - 1 / (9 * events) + z / (3 * Math.sqrt(events))) ** 3;
  return { low: n === 0 ? 0 : Math.max(0, end(n, -Z)), high: end(n + 1, Z) };
}

/** With fewer durations nothing is known of how they vary. */
const MIN_DURATIONS = 2;

/**
 * Student's interval of a mean of durations. Their standard deviation is that of the bins' midpoints and the root mean
 * square of half a bin's width more: a standard deviation is a seminorm, so the result is at least that of the
 * durations themselves, and at most twice that width larger (6.25 % of the root mean square of the durations).
 */
export function meanInterval(mean: number, spread: Spread): Ends | undefined {
  const bins = binsOf(spread);
  const n = bins.reduce((sum, [, count]) => sum + count, 0);
  if (n < MIN_DURATIONS) return undefined;
  const weighted = (of: (bin: number) => number): number =>
    bins.reduce((sum, [bin, count]) => sum + count * of(bin), 0);
  const middle = weighted(binMiddle) / n;
  const ofMidpoints = Math.sqrt(weighted((bin) => (binMiddle(bin) - middle) ** 2) / (n - 1));
  const halfWidth = (bin: number): number => (binRange(bin).to - binRange(bin).from) / 2;
  const withinBins = Math.sqrt(weighted((bin) => halfWidth(bin) ** 2) / (n - 1));
  const half = (studentT(n - 1) * (ofMidpoints + withinBins)) / Math.sqrt(n);
  return { low: Math.max(0, mean - half), high: mean + half };
}

/** Up to so many durations the binomial distribution itself is used, above it the normal one. */
const EXACT_RANKS = 200;
const TAIL = 0.025;

/** The ranks between which the p-quantile of n values lies; the first may be 0 and the last n + 1: there is none. */
function quantileRanks(n: number, p: number): readonly [first: number, last: number] {
  if (n > EXACT_RANKS) {
    const half = Z * Math.sqrt(n * p * (1 - p));
    return [Math.floor(n * p - half), Math.ceil(n * p + half) + 1];
  }
  let first = 0;
  let last = n + 1;
  let chance = (1 - p) ** n;
  for (let k = 0, sum = chance; k <= n; k += 1) {
    // So far sum is the chance that at most k values lie below the quantile.
    if (sum <= TAIL) first = k + 1;
    if (1 - sum <= TAIL) {
      last = k + 1;
      break;
    }
    chance *= ((n - k) / (k + 1)) * (p / (1 - p));
    sum += chance;
  }
  return [first, last];
}

/**
 * The interval of a percentile between two order statistics, whose ranks are those of the binomial distribution
 * (W. J. Conover, Practical Nonparametric Statistics, 1999, section 3.2); its ends are borders of bins, so that it is
 * never narrower than the one of the durations themselves. Undefined where so few durations have no upper rank.
 */
export function percentileInterval(p: number, spread: Spread): Ends | undefined {
  const bins = binsOf(spread);
  const n = bins.reduce((sum, [, count]) => sum + count, 0);
  const [first, last] = quantileRanks(n, p);
  if (last > n) return undefined;
  const binAt = (rank: number): number => {
    let before = 0;
    for (const [bin, count] of bins) {
      before += count;
      if (before >= rank) return bin;
    }
    return 0;
  };
  return { low: first < 1 ? 0 : binRange(binAt(first)).from, high: binRange(binAt(last)).to };
}

/** Of means and percentiles of durations, from their histogram. */
function durationInterval({ durations }: KpiDefinition, value: number, inputs: KpiInputs): KpiInterval | undefined {
  const spread = durations?.of(inputs);
  if (durations === undefined || spread === undefined) return undefined;
  const { p } = durations;
  const ends = p === undefined ? meanInterval(value, spread) : percentileInterval(p, spread);
  return ends && { ...ends, method: p === undefined ? 'student' : 'order' };
}

/**
 * The interval of a figure: Wilson's of shares of legs or answers, the normal one of the mean rating, Student's of means
 * and order statistics of percentiles where the histogram was read, Poisson's of counts and of counts per hour.
 * Undefined for all others: shares of time, sums of times and maxima are no samples. What histograms may be off by is
 * inside. It is that of chance among legs that are independent of each other; docs/analyse.md says what it leaves out.
 */
export function intervalOf(definition: KpiDefinition, result: KpiResult, inputs: KpiInputs): KpiInterval | undefined {
  const { value, n, d, errorBound, noData, distribution } = result;
  const { id, unit, clock } = definition;
  if (noData || value === null || n === null) return undefined;
  if (unit === 'seconds') return durationInterval(definition, value, inputs);
  if (unit === 'count') return { ...poissonInterval(n), method: 'poisson' };
  if (d === null || d <= 0) return undefined;
  if (unit === 'per_hour') {
    const { low, high } = poissonInterval(n);
    return { low: low / d, high: high / d, method: 'poisson' };
  }
  if (id === 'rating_mean' && distribution !== undefined)
    return { ...ratingInterval(value, distribution), method: 'normal' };
  if (unit !== 'share' || clock === 'state' || n > d) return undefined;
  const { low, high } = wilsonInterval(n, d);
  return { low: Math.max(0, low - errorBound), high: Math.min(1, high + errorBound), method: 'wilson' };
}

/**
 * Whether a KPI's figures may have an interval: columns of files depend on it.
 * @param withMeans whether the question asks for intervals of means
 */
export const mayHaveInterval = ({ unit, clock, durations }: KpiDefinition, withMeans: boolean): boolean =>
  unit === 'seconds'
    ? durations !== undefined && (withMeans || durations.p !== undefined)
    : unit !== 'share' || clock !== 'state';
