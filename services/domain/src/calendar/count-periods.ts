import { DateTime } from 'luxon';
import type { TimeGroup } from './period.js';
import { zoneOf } from './zone.js';

const QUARTER_MS = 900_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Day 0 of Unix time was a Thursday; ISO weeks begin on Monday. */
const DAYS_FROM_MONDAY = 3;

/** Whole steps that two moments of a local clock touch, the second one exclusive. */
const touched = (from: number, to: number, step: number): number =>
  Math.floor((to - 1) / step) - Math.floor(from / step) + 1;

/**
 * How many combinations of these groups' periods lie from `from` up to and without `to` (Unix milliseconds) by the
 * clock
 * of a zone, without visiting them. Never fewer than `periodsBetween` gives; more only by hours that a clock skips, and
 * where a cycle (hours of the day, days of the week) is combined with periods that the time touches in part.
 */
export function countPeriods(groups: readonly TimeGroup[], from: number, to: number, zone: string): number {
  if (groups.length === 0) return 1;
  const clock = zoneOf(zone);
  const [start, end] = [from + clock.offset(from), to + clock.offset(to - 1)];
  const has = (...wanted: TimeGroup[]): boolean => wanted.some((group) => groups.includes(group));
  // A clock that is put back repeats names, and the elapsed time is the longer one: no bound may be the shorter.
  if (has('quarter_hour')) return Math.max(touched(start, end, QUARTER_MS), Math.ceil((to - from) / QUARTER_MS));
  if (has('hour')) return Math.max(touched(start, end, HOUR_MS), Math.ceil((to - from) / HOUR_MS));
  const days = touched(start, end, DAY_MS);
  const hours = has('hour_of_day') ? 24 : 1;
  if (has('day')) return days * hours;
  const periods = longPeriods(groups, start, end);
  return (has('day_of_week') ? Math.min(periods * 7, days) : periods) * hours;
}

/** Years, months and weeks; a combination changes wherever one of them does. */
function longPeriods(groups: readonly TimeGroup[], start: number, end: number): number {
  const [first, last] = [start, end - 1].map((at) => DateTime.fromMillis(at, { zone: 'UTC' }));
  if (first === undefined || last === undefined) return 1;
  const years = last.year - first.year;
  const months = years * 12 + last.month - first.month;
  const weekOffset = DAYS_FROM_MONDAY * DAY_MS;
  const weeks = touched(start + weekOffset, end + weekOffset, 7 * DAY_MS) - 1;
  const calendar = groups.includes('month') ? months : groups.includes('year') ? years : 0;
  return 1 + calendar + (groups.includes('week') ? weeks : 0);
}
