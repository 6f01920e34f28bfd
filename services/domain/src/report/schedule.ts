import { DateTime } from 'luxon';
import { localMoment } from '../calendar/local-time.js';
import { zoneOf } from '../calendar/zone.js';

/** How often a report comes; each is about the whole period before. */
export const CADENCES = ['daily', 'weekly', 'monthly', 'quarterly', 'yearly'] as const;
export type Cadence = (typeof CADENCES)[number];

/** When a report is due: on the first day after its period, when a clock of the zone shows the wall time. */
export interface Schedule {
  readonly cadence: Cadence;
  /** 07:30 */
  readonly wallTime: string;
  /** IANA name. */
  readonly zone: string;
}

/** Whole days of the calendar, of no zone yet. */
export interface ReportPeriod {
  /** 2026-11-30, 2026-W48, 2026-11, 2026-Q4 or 2026. */
  readonly name: string;
  /** ISO date of the first day. */
  readonly from: string;
  /** ISO date of the first day after it. */
  readonly to: string;
}

/** A period and the moment its report is due, Unix milliseconds. */
export interface DuePeriod {
  readonly period: ReportPeriod;
  readonly dueAt: number;
}

const UNITS = { daily: 'day', weekly: 'week', monthly: 'month', quarterly: 'quarter', yearly: 'year' } as const;
const NAMES: Readonly<Record<Cadence, string>> = {
  daily: 'yyyy-MM-dd',
  weekly: "kkkk-'W'WW",
  monthly: 'yyyy-MM',
  quarterly: "yyyy-'Q'q",
  yearly: 'yyyy',
};
const WALL_TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Whether a text is a wall time: 00:00 to 23:59. */
export const isWallTime = (text: string): boolean => WALL_TIME.test(text);

const utc = (date: string): DateTime => DateTime.fromISO(date, { zone: 'utc' });
const dateText = (date: DateTime): string => date.toFormat('yyyy-MM-dd');

/** The period that contains a day of the calendar. Weeks are those of ISO 8601: Monday to Sunday. */
export function periodOfDay(cadence: Cadence, date: string): ReportPeriod {
  const from = utc(date).startOf(UNITS[cadence]);
  return {
    name: from.setLocale('en').toFormat(NAMES[cadence]),
    from: dateText(from),
    to: dateText(from.plus({ [UNITS[cadence]]: 1 })),
  };
}

/** The period that ends where this one begins. */
export const periodBefore = (cadence: Cadence, { from }: ReportPeriod): ReportPeriod =>
  periodOfDay(cadence, dateText(utc(from).minus({ days: 1 })));

/** The period that begins where this one ends. */
export const periodAfter = (cadence: Cadence, { to }: ReportPeriod): ReportPeriod => periodOfDay(cadence, to);

/**
 * When a clock of the zone shows a time on a day. A time that the clock skips is the first that it shows after it; of
 * one that it shows twice it is the first.
 */
export function wallMoment(date: string, wallTime: string, zone: string): number {
  const clock = zoneOf(zone);
  const { at, isSkipped } = localMoment(utc(`${date}T${wallTime}`).toMillis(), (moment) => clock.offset(moment));
  return isSkipped ? changeBefore(at, (moment) => clock.offset(moment)) : at;
}

/** The moment of the last change of the clock before `at`, which is less than a day after it. */
function changeBefore(at: number, offsetAt: (moment: number) => number): number {
  let [before, after] = [at - DAY_MS, at];
  const offset = offsetAt(after);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle) === offset) after = middle;
    else before = middle;
  }
  return after;
}

/** When the report of a period is due. */
export const dueAt = ({ wallTime, zone }: Schedule, { to }: ReportPeriod): number => wallMoment(to, wallTime, zone);

/** The first period whose report is due after a moment. */
export function nextDue(schedule: Schedule, after: number): DuePeriod {
  const { cadence, zone } = schedule;
  // Two days earlier is before the moment in every zone, and at most two periods earlier.
  let period = periodBefore(cadence, periodOfDay(cadence, zoneOf(zone).dateOf(after - 2 * DAY_MS)));
  while (dueAt(schedule, period) <= after) period = periodAfter(cadence, period);
  return { period, dueAt: dueAt(schedule, period) };
}

/** What was due in a span of time: the newest is made, the ones before it were missed. */
export interface CatchUp {
  /** The newest period that is due; undefined: none is. */
  readonly newest: DuePeriod | undefined;
  /** Older ones, newest first; at most as many as asked for. */
  readonly missed: readonly DuePeriod[];
}

/** What became due after one moment and up to another. @param most of the missed ones that are listed */
export function dueBetween(schedule: Schedule, after: number, upTo: number, most: number): CatchUp {
  const first = nextDue(schedule, after);
  if (first.dueAt > upTo) return { newest: undefined, missed: [] };
  let newest = nextDue(schedule, upTo).period;
  do newest = periodBefore(schedule.cadence, newest);
  while (dueAt(schedule, newest) > upTo);
  const missed: DuePeriod[] = [];
  let older = periodBefore(schedule.cadence, newest);
  while (missed.length < most && dueAt(schedule, older) > after) {
    missed.push({ period: older, dueAt: dueAt(schedule, older) });
    older = periodBefore(schedule.cadence, older);
  }
  return { newest: { period: newest, dueAt: dueAt(schedule, newest) }, missed };
}
