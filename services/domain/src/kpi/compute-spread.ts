import { type HistogramBin, type KpiResult, NO_DATA, type Spread } from './compute.js';
import { BIN_ERROR, binMiddle, binOf, binRange } from './histogram.js';

/** Adds spreads of the same kind. @throws RangeError when bins are mixed with exact values */
export function mergeSpreads(spreads: readonly (Spread | undefined)[]): Spread | undefined {
  const present = spreads.filter((spread) => spread !== undefined);
  const kind = present[0]?.kind;
  if (kind === undefined) return undefined;
  const cells = new Map<number, number>();
  for (const spread of present) {
    if (spread.kind !== kind) throw new RangeError('bins and exact values cannot be merged');
    for (const [value, n] of spread.cells) cells.set(value, (cells.get(value) ?? 0) + n);
  }
  return { kind, cells: [...cells].filter(([, n]) => n !== 0).sort(([a], [b]) => a - b) };
}

/** The part of a spread above 0. */
export const aboveZero = (spread: Spread | undefined): Spread | undefined =>
  spread === undefined ? undefined : { kind: spread.kind, cells: spread.cells.filter(([value]) => value > 0) };

/** The number of values. */
const sizeOf = (spread: Spread | undefined): number => spread?.cells.reduce((total, [, n]) => total + n, 0) ?? 0;

/** The bins that the values lie in, ascending; exact values of one bin are put together. */
export function binsOf({ kind, cells }: Spread): readonly (readonly [bin: number, n: number])[] {
  if (kind === 'bins') return cells;
  const bins = new Map<number, number>();
  for (const [value, n] of cells) bins.set(binOf(value), (bins.get(binOf(value)) ?? 0) + n);
  return [...bins].sort(([a], [b]) => a - b);
}

/** How durations are distributed: their number, and how many lie in each bin. @param complete as for `percentile` */
export function distributionOf(spread: Spread | undefined, complete: number | null): KpiResult {
  const n = sizeOf(spread);
  if (spread === undefined || n === 0) return NO_DATA;
  const bins = binsOf(spread).map(([bin, count]): HistogramBin => ({ ...binRange(bin), n: count }));
  return { value: n, n, d: null, complete, errorBound: 0, noData: false, bins };
}

const secondsOf = (kind: Spread['kind'], value: number): number => (kind === 'bins' ? binMiddle(value) : value / 1000);

/** The value at a 0-based rank. */
function valueAt(spread: Spread, rank: number): number {
  let before = 0;
  for (const [value, n] of spread.cells) {
    before += n;
    if (rank < before) return value;
  }
  return spread.cells.at(-1)?.[0] ?? 0;
}

/**
 * The p-quantile in seconds by linear interpolation between closest ranks, h = (n - 1) p (type 7 of Hyndman and Fan
 * 1996); between the bins' midpoints if there are only bins.
 * @param complete share of the legs whose value is known
 */
export function percentile(spread: Spread | undefined, p: number, complete: number | null): KpiResult {
  const n = sizeOf(spread);
  if (spread === undefined || n === 0) return NO_DATA;
  const rank = (n - 1) * p;
  const low = Math.floor(rank);
  const from = valueAt(spread, low);
  const to = rank > low ? valueAt(spread, low + 1) : from;
  const value =
    spread.kind === 'exact'
      ? (from + (to - from) * (rank - low)) / 1000
      : secondsOf('bins', from) + (secondsOf('bins', to) - secondsOf('bins', from)) * (rank - low);
  return { value, n, d: n, complete, errorBound: spread.kind === 'exact' || to === 0 ? 0 : BIN_ERROR, noData: false };
}

/** The largest value in seconds; from bins the top of the highest bin, with the error bound as a share of it. */
export function largest(spread: Spread | undefined, complete: number | null): KpiResult {
  const n = sizeOf(spread);
  const highest = spread?.cells.findLast(([, count]) => count > 0)?.[0];
  if (spread === undefined || highest === undefined) return NO_DATA;
  if (spread.kind === 'exact') return { value: highest / 1000, n, d: n, complete, errorBound: 0, noData: false };
  const { from, to } = binRange(highest);
  return { value: to, n, d: n, complete, errorBound: to > 0 ? (to - from) / to : 0, noData: false };
}

/**
 * How many values are at most `seconds`, and how many of them are uncertain: from bins, the bin that contains the limit
 * counts by the share of its width below the limit.
 */
export function atMost(spread: Spread | undefined, seconds: number): { readonly n: number; readonly unsure: number } {
  let n = 0;
  let unsure = 0;
  for (const [value, count] of spread?.cells ?? []) {
    if (spread?.kind === 'exact') {
      if (value <= seconds * 1000) n += count;
      continue;
    }
    const { from, to } = binRange(value);
    if (to <= seconds && value > 0) n += count;
    else if (value === 0) n += seconds >= 0 ? count : 0;
    else if (from <= seconds) {
      n += (count * (seconds - from)) / (to - from);
      unsure += count;
    }
  }
  return { n, unsure };
}
