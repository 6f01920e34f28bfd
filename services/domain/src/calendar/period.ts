import { DateTime } from 'luxon';
import { zoneOf } from './zone.js';

/** Periods that a KPI can be grouped by, coarsest first; the last two are cycles. */
export const TIME_GROUPS = [
  'year',
  'month',
  'week',
  'day',
  'hour',
  'quarter_hour',
  'hour_of_day',
  'day_of_week',
] as const;
export type TimeGroup = (typeof TIME_GROUPS)[number];

const FORMATS: Readonly<Record<TimeGroup, string>> = {
  year: 'yyyy',
  month: 'yyyy-MM',
  week: "kkkk-'W'WW",
  day: 'yyyy-MM-dd',
  hour: "yyyy-MM-dd'T'HH",
  quarter_hour: "yyyy-MM-dd'T'HH:mm",
  hour_of_day: 'HH',
  day_of_week: 'E',
};

const QUARTER_MS = 15 * 60 * 1000;

/** Whether an IANA name is a time zone that this program knows. */
export const isTimeZone = (zone: string): boolean => DateTime.now().setZone(zone).isValid;

/**
 * Names the period that contains a moment, in a time zone: 2026, 2026-11, 2026-W48, 2026-11-24, 2026-11-24T09,
 * 2026-11-24T09:15, 09, 1 (ISO: Monday is 1).
 */
export function periodOf(group: TimeGroup, at: number, zone: string): string {
  const moment = group === 'quarter_hour' ? at - (at % QUARTER_MS) : at;
  return DateTime.fromMillis(moment, { zone, locale: 'en' }).toFormat(FORMATS[group]);
}

const LOCAL = /^\d{4}-\d{2}-\d{2}(T\d{2}(:\d{2}(:\d{2}(\.\d{1,3})?)?)?)?$/;

/** A local date and time, without the zone. */
export interface LocalTime {
  /** 2026-11-24T09:15 */
  readonly text: string;
  readonly at: number;
}

/** Reads an ISO date or date-time (without offset) in a time zone; undefined when the text is not one. */
export function readLocal(text: string, zone: string): LocalTime | undefined {
  if (!LOCAL.test(text)) return undefined;
  const moment = DateTime.fromISO(text, { zone });
  return moment.isValid ? { text: moment.toFormat("yyyy-MM-dd'T'HH:mm:ss"), at: moment.toMillis() } : undefined;
}

/** Start of the day, or of the hour, that contains a moment, in a time zone. */
export const startOf = (unit: 'day' | 'hour', at: number, zone: string): number =>
  DateTime.fromMillis(at, { zone }).startOf(unit).toMillis();

/** The moment a number of days later, at the same local time. */
export const shiftDays = (at: number, days: number, zone: string): number =>
  DateTime.fromMillis(at, { zone }).plus({ days }).toMillis();

const STEP: Readonly<Record<TimeGroup, 'day' | 'hour' | 'quarter_hour'>> = {
  year: 'day',
  month: 'day',
  week: 'day',
  day: 'day',
  hour: 'hour',
  quarter_hour: 'quarter_hour',
  hour_of_day: 'hour',
  day_of_week: 'day',
};
const STEP_MS = { day: 24 * 3_600_000, hour: 3_600_000, quarter_hour: QUARTER_MS } as const;
/** Characters of an ISO date-time that name a period. */
const ISO_LENGTH: Readonly<Partial<Record<TimeGroup, number>>> = {
  year: 4,
  month: 7,
  day: 10,
  hour: 13,
  quarter_hour: 16,
};
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));

/**
 * Every distinct combination of these groups' periods from `from` up to and without `to`, in order of time; their
 * number is known beforehand from `countPeriods`. One after the other, so that long work can pause between them.
 */
export function* periodsBetween(
  groups: readonly TimeGroup[],
  from: number,
  to: number,
  zone: string,
): Generator<readonly string[], void> {
  const isLong = to - from > 3 * STEP_MS.day;
  const hourPlace = groups.indexOf('hour_of_day');
  // Over many days every hour of the day occurs: no need to step through them.
  if (isLong && hourPlace >= 0 && !groups.some((group) => ['day', 'hour', 'quarter_hour'].includes(group))) {
    const others = groups.filter((group) => group !== 'hour_of_day');
    for (const periods of others.length === 0 ? [[]] : periodsBetween(others, from, to, zone))
      for (const hour of HOURS) yield periods.toSpliced(hourPlace, 0, hour);
    return;
  }
  const steps = new Set(groups.map((group) => STEP[group]));
  const step = steps.has('quarter_hour') ? 'quarter_hour' : steps.has('hour') ? 'hour' : 'day';
  const clock = zoneOf(zone);
  const known = new Set<string>();
  // Days are walked by the local clock, since they have 23 to 25 hours; hours as they elapse.
  const first = step === 'day' ? from + clock.offset(from) : from;
  const end = step === 'day' ? to - 1 + clock.offset(to - 1) : to - 1;
  for (let at = first; at <= end; at += STEP_MS[step]) {
    const local = step === 'day' ? at : at + clock.offset(at);
    const periods = groups.map((group) => localPeriod(group, local));
    const name = periods.join(' ');
    if (known.has(name)) continue;
    known.add(name);
    yield periods;
  }
}

/** The period of a moment that is given by the local clock, as if it were UTC: the names of `periodOf`, faster. */
function localPeriod(group: TimeGroup, local: number): string {
  const length = ISO_LENGTH[group];
  if (length !== undefined) return new Date(local - (local % QUARTER_MS)).toISOString().slice(0, length);
  return periodOf(group, local, 'UTC');
}
