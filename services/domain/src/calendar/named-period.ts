import { DateTime, type DurationLikeObject } from 'luxon';
import type { PeriodName } from './period-names.js';

/** A period by a clock on the wall: 2026-11-01T00:00:00; `to` is exclusive. */
export interface LocalPeriod {
  readonly from: string;
  readonly to: string;
}

const FORMAT = "yyyy-MM-dd'T'HH:mm:ss";
type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year';
const written = (time: DateTime): string => time.toFormat(FORMAT);
/** Local times are computed with as if they were UTC: no clock change shifts them. */
const read = (text: string): DateTime => DateTime.fromISO(text, { zone: 'utc' });

const unitOf = (name: PeriodName): Unit =>
  name === 'today' || name === 'yesterday' ? 'day' : (name.slice(5) as Exclude<Unit, 'day'>);

/**
 * The whole period of that name at a moment, by the clock of a zone: `this_month` ends with the month, not with `now`.
 * @param now Unix milliseconds
 */
export function resolvePeriod(name: PeriodName, now: number, zone: string): LocalPeriod {
  const unit = unitOf(name);
  const local = read(DateTime.fromMillis(now, { zone }).toFormat(FORMAT)).startOf(unit);
  const isLast = name === 'yesterday' || name.startsWith('last_');
  const from = isLast ? local.minus({ [`${unit}s`]: 1 } as DurationLikeObject) : local;
  return { from: written(from), to: written(from.plus({ [`${unit}s`]: 1 } as DurationLikeObject)) };
}

const isMidnight = (time: DateTime): boolean => time.hour + time.minute + time.second === 0;
const isMonthStart = (time: DateTime): boolean => isMidnight(time) && time.day === 1;
const isMonday = (time: DateTime): boolean => isMidnight(time) && time.weekday === 1;

/**
 * The period of the same shape just before: as many whole months before whole months (quarters and years are such),
 * otherwise the same clock times as many days before as the period is long, begun days counted whole. So whole weeks
 * are compared with whole weeks, and nine to five of today with nine to five of yesterday.
 */
export function periodBefore(period: LocalPeriod): LocalPeriod {
  const [from, to] = [read(period.from), read(period.to)];
  const back: DurationLikeObject =
    isMonthStart(from) && isMonthStart(to)
      ? { months: Math.round(to.diff(from, 'months').months) }
      : { days: Math.ceil(to.diff(from, 'days').days) };
  return { from: written(from.minus(back)), to: written(to.minus(back)) };
}

/**
 * The same dates a year before. Whole weeks are compared with those 52 weeks before, so that each weekday meets its
 * own. 29 February is compared with 28 February, and a period that ends with 28 February of a leap year with one that
 * does so too.
 */
export function yearBefore(period: LocalPeriod): LocalPeriod {
  const [from, to] = [read(period.from), read(period.to)];
  const isMonths = isMonthStart(from) && isMonthStart(to);
  if (isMonday(from) && isMonday(to) && !isMonths)
    return { from: written(from.minus({ weeks: 52 })), to: written(to.minus({ weeks: 52 })) };
  const isLeapEnd = isMidnight(to) && to.month === 2 && to.day === 29;
  const end = isLeapEnd ? to.plus({ days: 1 }) : to;
  return { from: written(from.minus({ years: 1 })), to: written(end.minus({ years: 1 })) };
}
