import quickselect from 'quickselect';
import { type ByPlace, WINDOW_MINUTES, type WindowSums } from './figure-sums.js';

/** What legs of one centre add up to that left their queue, or ended, in one part of the hour. */
export interface BandSums {
  readonly centreId: string;
  readonly regionId: string;
  /** In how many of the windows that part lies: 1 is the longest only. */
  readonly band: number;
  /** Each wait, milliseconds, in no order. */
  readonly waits: Int32Array;
  readonly waitMs: number;
  readonly withinTarget: number;
  readonly targetN: number;
  readonly served: number;
  readonly ratings: number;
  readonly satisfied: number;
}

/**
 * The windows end now; a moment counts from these on, Unix milliseconds, longest window first. A leg of just so long
 * ago is outside.
 */
export const bandStarts = (now: number): readonly number[] =>
  WINDOW_MINUTES.map((minutes) => now - minutes * 60_000 + 1).toSorted((a, b) => a - b);

/** Sums of the network, of each region and of each centre over each window; a place without a leg has none. */
export function slidingWindows(bands: readonly BandSums[]): ByPlace<readonly WindowSums[]> {
  const places = new Map<string, BandSums[]>();
  const put = (place: string, band: BandSums): void => {
    const there = places.get(place);
    if (there === undefined) places.set(place, [band]);
    else there.push(band);
  };
  for (const band of bands) {
    put('network', band);
    put(`region:${band.regionId}`, band);
    put(`centre:${band.centreId}`, band);
  }
  return new Map(
    [...places].map(([place, there]) => [
      place,
      WINDOW_MINUTES.map((minutes, index) => windowOf(minutes, WINDOW_MINUTES.length - index, there)),
    ]),
  );
}

/** @param least the lowest band that lies in the window */
function windowOf(minutes: number, least: number, all: readonly BandSums[]): WindowSums {
  const bands = all.filter(({ band }) => band >= least);
  const sum = (name: SumName): number => bands.reduce((total, band) => total + band[name], 0);
  const waits = joined(bands.map((band) => band.waits));
  return {
    minutes,
    served: sum('served'),
    waitN: waits.length,
    waitMs: sum('waitMs'),
    waitP90Ms: percentileOf(waits, 0.9),
    withinTarget: sum('withinTarget'),
    targetN: sum('targetN'),
    ratings: sum('ratings'),
    satisfied: sum('satisfied'),
  };
}

type SumName = 'waitMs' | 'withinTarget' | 'targetN' | 'served' | 'ratings' | 'satisfied';

function joined(parts: readonly Int32Array[]): Int32Array {
  const whole = new Int32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * The p-quantile by linear interpolation between closest ranks, h = (n - 1) p, as `percentile` of the domain and
 * percentile_cont have it; null of nothing. Puts the values into another order: an hour of a country is hundreds of
 * thousands, and sorting them all would hold up the screens.
 */
function percentileOf(values: Int32Array, p: number): number | null {
  if (values.length === 0) return null;
  const rank = (values.length - 1) * p;
  const low = Math.floor(rank);
  // Its type knows arrays only; it reads and writes by index.
  quickselect(values as unknown as number[], low);
  const from = values[low] ?? 0;
  if (rank === low) return from;
  let to = Number.POSITIVE_INFINITY;
  for (let at = low + 1; at < values.length; at += 1) to = Math.min(to, values[at] ?? to);
  return from + (to - from) * (rank - low);
}
