import { DateTime } from 'luxon';
import { type OpeningCalendar, openSpan, type Span } from '#domain/calendar/opening-hours.js';

/** The local date of a moment in a time zone, as 2026-11-24. */
export const dateOf = (at: number, zone: string): string => DateTime.fromMillis(at, { zone }).toISODate() ?? '';

/** The date `days` days after `date`. */
export const addDays = (date: string, days: number): string =>
  DateTime.fromISO(date, { zone: 'utc' }).plus({ days }).toISODate() ?? date;

/** The weekday of a date: 1 (Monday) to 7 (Sunday). */
export const weekdayOf = (date: string): number => DateTime.fromISO(date, { zone: 'utc' }).weekday;

/** The moment of a local time on a date, Unix milliseconds. @param minute minutes after midnight */
export const momentOf = (date: string, zone: string, minute: number): number =>
  DateTime.fromISO(date, { zone })
    .set({ hour: Math.floor(minute / 60), minute: Math.floor(minute % 60) })
    .toMillis();

const WHOLE_DAY = { first: 7 * 60, last: 19 * 60 } as const;
const SEARCH_MINUTES = 15;

/**
 * The longest span in which the centre is open on a date; undefined when it is closed all day. A centre that never
 * closes is staffed from 07:00 to 19:00.
 */
export function workingSpan(calendar: OpeningCalendar, date: string): Span | undefined {
  const { timeZone, hours } = calendar;
  if (hours === undefined) {
    return { from: momentOf(date, timeZone, WHOLE_DAY.first), to: momentOf(date, timeZone, WHOLE_DAY.last) };
  }
  let longest: Span | undefined;
  for (let minute = 0; minute < 24 * 60; minute += SEARCH_MINUTES) {
    const span = openSpan(calendar, momentOf(date, timeZone, minute));
    if (span === undefined || dateOf(span.from, timeZone) !== date) continue;
    if (longest === undefined || span.to - span.from > longest.to - longest.from) longest = span;
  }
  return longest;
}
