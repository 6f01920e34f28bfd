import { COUNT_INDEX, type CountName, type Measure, SLOT_COUNTS, type StateTimeName } from './counts.js';

/**
 * The distribution of values: pairs of a value and its count, ascending by value. In `bins` the value is a bin of
 * histogram.ts; in `exact` it is milliseconds. Both merge by adding.
 */
export interface Spread {
  readonly kind: 'bins' | 'exact';
  readonly cells: readonly (readonly [value: number, n: number])[];
}

/** Milliseconds of a centre's states, as columns of rollup_centre_hour. */
export interface CentreStateMs {
  readonly powerDown: number;
  readonly upstreamDown: number;
}

/** Times of a desk that can be requested; available is ready minus serving (counts.ts). */
export type DeskStateName = Exclude<StateTimeName, 'ready_ms'> | 'available_ms';

/**
 * The sums of one cell (a place in a period) that KPIs are computed from. An undefined part was not recorded: no data.
 */
export interface KpiInputs {
  /** In the order of COUNTS, NaN for counts that were not requested; undefined: there is no leg. */
  readonly counts: ArrayLike<number> | undefined;
  /** Likewise, for the counts that are placed by slots; undefined: there is no appointment and no slot is offered. */
  readonly bookings: ArrayLike<number> | undefined;
  readonly spreads: Readonly<Partial<Record<Measure, Spread>>>;
  readonly deskMs: Readonly<Partial<Record<DeskStateName, number>>> | undefined;
  readonly centreMs: CentreStateMs | undefined;
  readonly silentMs: number | undefined;
  readonly idleMs: number | undefined;
}

export const NO_INPUTS: KpiInputs = {
  counts: undefined,
  bookings: undefined,
  spreads: {},
  deskMs: undefined,
  centreMs: undefined,
  silentMs: undefined,
  idleMs: undefined,
};

/** Durations of one bin of the histogram, seconds: `from` inclusive, `to` exclusive; the durations of 0 have both 0. */
export interface HistogramBin {
  readonly from: number;
  readonly to: number;
  readonly n: number;
}

/** One figure with the numbers that it is computed from. Durations are in seconds. */
export interface KpiResult {
  readonly value: number | null;
  /** Numerator; for a percentile the number of values. */
  readonly n: number | null;
  /** Denominator; null for a plain count or a time, 0 when there is no data. */
  readonly d: number | null;
  /** Share of the legs of d that have all facts that the KPI needs; null without legs. */
  readonly complete: number | null;
  /** Relative for percentiles and maxima, absolute for shares; 0: exact. */
  readonly errorBound: number;
  readonly noData: boolean;
  readonly distribution?: readonly number[];
  /** Of a distribution of durations, ascending, without empty ones. */
  readonly bins?: readonly HistogramBin[];
}

export const NO_DATA: KpiResult = { value: null, n: 0, d: 0, complete: null, errorBound: 0, noData: true };

/** The count of that name; 0 when there is no leg, or no appointment. */
export function countOf(inputs: KpiInputs, name: CountName): number {
  return (SLOT_COUNTS.has(name) ? inputs.bookings : inputs.counts)?.[COUNT_INDEX[name]] ?? 0;
}

/** What demandOf needs. */
export const DEMAND_COUNTS = ['demand_started', 'no_shows', 'abandoned'] as const;

/** Legs that left the queue by service, no-show or abandonment. */
export function demandOf(inputs: KpiInputs): number {
  return countOf(inputs, 'demand_started') + countOf(inputs, 'no_shows') + countOf(inputs, 'abandoned');
}

/** What ratingsOf needs. */
export const RATING_COUNTS = ['rating_1', 'rating_2', 'rating_3', 'rating_4', 'rating_5'] as const;

/** Answers by value, 1 first. */
export function ratingsOf(inputs: KpiInputs): readonly number[] {
  return RATING_COUNTS.map((name) => countOf(inputs, name));
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** A share that is never above 1, or null without a denominator. */
export const share = (part: number, whole: number): number | null => (whole > 0 ? Math.min(1, part / whole) : null);

/** n / d; no data when d is 0. */
export function ratio(n: number, d: number, complete: number | null): KpiResult {
  if (d <= 0) return NO_DATA;
  return { value: n / d, n, d, complete, errorBound: 0, noData: false };
}

/**
 * A number of legs or events; no data when there is no leg at all, because a quiet period cannot be distinguished from
 * an unrecorded one.
 */
export function tally(inputs: KpiInputs, n: number, complete: number | null = 1): KpiResult {
  if (inputs.counts === undefined) return NO_DATA;
  return { value: n, n, d: null, complete, errorBound: 0, noData: false };
}

/** Seconds of a state; no data when the state was not recorded. */
export function stateSeconds(milliseconds: number | undefined): KpiResult {
  if (milliseconds === undefined) return NO_DATA;
  const seconds = milliseconds / 1000;
  return { value: seconds, n: seconds, d: null, complete: null, errorBound: 0, noData: false };
}
