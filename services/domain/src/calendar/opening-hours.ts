import { DateTime } from 'luxon';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
type Weekday = (typeof DAYS)[number];

/**
 * When a centre is open, in its own time zone. `hours` undefined: it never closes. "24:00" ends a day; a span may pass
 * midnight.
 */
export interface OpeningCalendar {
  readonly timeZone: string;
  readonly hours:
    | Readonly<Partial<Record<Weekday, readonly (readonly [from: string, to: string])[] | undefined>>>
    | undefined;
  /** ISO dates on which it stays closed. */
  readonly holidays: ReadonlySet<string>;
}

/** Milliseconds, from inclusive, to exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const at = (midnight: DateTime, clock: string): number => {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return (hour >= 24 ? midnight.plus({ days: 1 }) : midnight.set({ hour, minute })).toMillis();
};

/** The spans of one local day; a span that passes midnight belongs to the day on which it starts. */
function spansOf(calendar: OpeningCalendar, midnight: DateTime): Span[] {
  const day = DAYS[midnight.weekday - 1];
  if (day === undefined || calendar.holidays.has(midnight.toISODate() ?? '')) return [];
  return (calendar.hours?.[day] ?? []).map(([from, to]) => ({
    from: at(midnight, from),
    to: at(to <= from ? midnight.plus({ days: 1 }) : midnight, to),
  }));
}

/** The spans that may contain a moment of a local day, and that day. */
interface Day extends Span {
  readonly spans: readonly Span[];
}

/** The newest day of each calendar: it is needed again and again for many centres at the same moment. */
const days = new WeakMap<OpeningCalendar, Day>();

function daySpans(calendar: OpeningCalendar, now: number): Day {
  const known = days.get(calendar);
  if (known !== undefined && known.from <= now && now < known.to) return known;
  const midnight = DateTime.fromMillis(now, { zone: calendar.timeZone }).startOf('day');
  const day: Day = {
    from: midnight.toMillis(),
    to: midnight.plus({ days: 1 }).toMillis(),
    spans: [...spansOf(calendar, midnight.minus({ days: 1 })), ...spansOf(calendar, midnight)],
  };
  days.set(calendar, day);
  return day;
}

/** The span in which the centre should be open at `now`; undefined when it should be closed. */
export function openSpan(calendar: OpeningCalendar, now: number): Span | undefined {
  if (calendar.hours === undefined) return { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  return daySpans(calendar, now).spans.find((span) => span.from <= now && now < span.to);
}

/** Whether the opening hours say that the centre opens on a day from one local date up to, without, another. */
export function opensBetween(calendar: OpeningCalendar, fromDay: string, toDay: string): boolean {
  if (calendar.hours === undefined) return true;
  const end = DateTime.fromISO(toDay, { zone: calendar.timeZone });
  for (let day = DateTime.fromISO(fromDay, { zone: calendar.timeZone }); day < end; day = day.plus({ days: 1 }))
    if (spansOf(calendar, day).length > 0) return true;
  return false;
}

/** Whether the opening hours say that the centre is open now. */
export const isExpectedOpen = (calendar: OpeningCalendar, now: number): boolean =>
  openSpan(calendar, now) !== undefined;
