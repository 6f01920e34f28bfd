import type { KpiUnit } from '../kpi/catalogue-entry.js';
import { wilsonInterval } from '../kpi/interval.js';
import type { KpiDirection } from '../kpi/kpi-meaning.js';
import { studentT } from '../kpi/student-t.js';

/** A figure of one period: its value, its parts, and its values day by day (null: no data on that day). */
export interface PeriodFigure {
  readonly value: number | null;
  readonly n: number | null;
  readonly d: number | null;
  readonly days: readonly (number | null)[];
}

/**
 * What a change between two periods means. `unclear`: smaller than its uncertainty; `other`: a volume, which is neither
 * good nor bad; `unknown`: one of the figures, or the uncertainty, is not known.
 */
export type ChangeKind = 'better' | 'worse' | 'unclear' | 'other' | 'unknown';

export interface Change {
  readonly kind: ChangeKind;
  /** Now less before, in the KPI's unit; null: one is not known. */
  readonly difference: number | null;
  /** Half the width of the 95 % interval of the difference; null: not known. */
  readonly margin: number | null;
}

/**
 * The interval of the difference of two shares from their Wilson intervals: method 10 of R. G. Newcombe, Statistics in
 * Medicine 17 (1998).
 */
function shareDifference(now: PeriodFigure, before: PeriodFigure): readonly [low: number, high: number] | undefined {
  if (now.n === null || now.d === null || before.n === null || before.d === null) return undefined;
  if (now.d <= 0 || before.d <= 0) return undefined;
  const [p1, p2] = [now.n / now.d, before.n / before.d];
  const one = wilsonInterval(now.n, now.d);
  const other = wilsonInterval(before.n, before.d);
  const [below, above] = [Math.hypot(p1 - one.low, other.high - p2), Math.hypot(one.high - p1, p2 - other.low)];
  return [p1 - p2 - below, p1 - p2 + above];
}

/** Days that a variation can be computed from. */
const MIN_DAYS = 3;

interface Spread {
  readonly days: number;
  /** Variance of the mean. */
  readonly variance: number;
}

function spreadOf(values: readonly (number | null)[]): Spread | undefined {
  const known = values.filter((value) => value !== null);
  const days = known.length;
  if (days < MIN_DAYS) return undefined;
  const mean = known.reduce((sum, value) => sum + value, 0) / days;
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { days, variance: squares / (days - 1) / days };
}

/** Half the interval of the difference of two means over days, which may vary differently: B. L. Welch (1947). */
function dailyMargin(now: PeriodFigure, before: PeriodFigure): number | undefined {
  const [one, other] = [spreadOf(now.days), spreadOf(before.days)];
  if (one === undefined || other === undefined) return undefined;
  const variance = one.variance + other.variance;
  if (variance === 0) return 0;
  const degrees = variance ** 2 / (one.variance ** 2 / (one.days - 1) + other.variance ** 2 / (other.days - 1));
  return studentT(Math.max(MIN_DAYS - 1, degrees)) * Math.sqrt(variance);
}

const judge = (difference: number, isClear: boolean, direction: KpiDirection): ChangeKind => {
  if (direction === 'neutral') return 'other';
  if (!isClear || difference === 0) return 'unclear';
  return difference > 0 === (direction === 'higher_is_better') ? 'better' : 'worse';
};

/**
 * What the difference between two periods means. A share has the interval of Newcombe, every other figure that of its
 * variation between days. Pure.
 */
export function changeOf(now: PeriodFigure, before: PeriodFigure, unit: KpiUnit, direction: KpiDirection): Change {
  if (now.value === null || before.value === null) return { kind: 'unknown', difference: null, margin: null };
  const difference = now.value - before.value;
  if (unit === 'share') {
    const interval = shareDifference(now, before);
    if (interval === undefined) return { kind: 'unknown', difference, margin: null };
    const [low, high] = interval;
    return { kind: judge(difference, low > 0 || high < 0, direction), difference, margin: (high - low) / 2 };
  }
  const daily = dailyMargin(now, before);
  // A volume is a sum over days: the uncertainty of the sum is that of all its days.
  const days = now.days.filter((value) => value !== null).length;
  const margin = daily === undefined ? undefined : unit === 'count' ? daily * days : daily;
  if (direction === 'neutral') return { kind: 'other', difference, margin: margin ?? null };
  if (margin === undefined) return { kind: 'unknown', difference, margin: null };
  return { kind: judge(difference, Math.abs(difference) > margin, direction), difference, margin };
}
