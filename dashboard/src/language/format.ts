import type { TFunction } from 'i18next';
import { kazakhDays } from './kazakh-dates';

/** Numbers and times as a reader of `language` writes them, in the network's time zone, with 24 hours. */
export interface Formats {
  /** A count. */
  count(value: number): string;
  /** A share of 0 to 1 as a whole percentage. */
  share(value: number): string;
  /** One decimal. */
  decimal(value: number): string;
  /** A change as a signed percentage. */
  change(value: number): string;
  /** 14:05 */
  time(at: number): string;
  /** 14:05:09 */
  clock(at: number): string;
  /** Tue 24 November */
  date(at: number): string;
  /** Tue 24 */
  shortDay(at: number): string;
  /** 24 Nov */
  dayOfMonth(at: number): string;
  /** 24 Nov, 14:05:09 */
  moment(at: number): string;
  /** Up to two decimals. */
  precise(value: number): string;
  /** Up to one decimal. */
  short(value: number): string;
  /** A share of 0 to 1 as a percentage with one decimal. */
  fineShare(value: number): string;
  /** A share of 0 to 1 as a percentage with at most one decimal. */
  shortShare(value: number): string;
  /** October 2026 */
  month(at: number): string;
  /** 23 Nov 2026 */
  fullDay(at: number): string;
  /** Monday */
  weekday(at: number): string;
  /** Mon */
  weekdayShort(at: number): string;
}

/** Kazakh writes numbers and hours as Russian does. */
const TAGS: Readonly<Record<string, string>> = { en: 'en-GB', sw: 'sw-KE', kk: 'ru-RU', ru: 'ru-RU' };

/** Builds the formats of a language and an IANA time zone. */
export function formatsFor(language: string, timeZone: string): Formats {
  const tag = TAGS[language] ?? 'en-GB';
  const number = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(tag, options);
  const moment = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(tag, { timeZone, hourCycle: 'h23', ...options });
  const counts = number({ maximumFractionDigits: 0 });
  const shares = number({ style: 'percent', maximumFractionDigits: 0 });
  const decimals = number({ minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const changes = number({ style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' });
  const times = moment({ hour: '2-digit', minute: '2-digit' });
  const clocks = moment({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const dates = moment({ weekday: 'long', day: 'numeric', month: 'long' });
  const moments = moment({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const daysOfMonth = moment({ day: 'numeric', month: 'short' });
  const days = language === 'kk' ? kazakhWords(timeZone, clocks) : undefined;
  const precise = number({ maximumFractionDigits: 2 });
  const short = number({ maximumFractionDigits: 1 });
  const fineShares = number({ style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const shortShares = number({ style: 'percent', maximumFractionDigits: 1 });
  const shortDays = moment({ weekday: 'short', day: 'numeric' });
  const months = moment({ month: 'long', year: 'numeric' });
  const fullDays = moment({ day: 'numeric', month: 'short', year: 'numeric' });
  const weekdays = moment({ weekday: 'long' });
  const weekdaysShort = moment({ weekday: 'short' });
  return {
    count: (value) => counts.format(value),
    share: (value) => shares.format(value),
    decimal: (value) => decimals.format(value),
    change: (value) => changes.format(value),
    time: (at) => times.format(at),
    clock: (at) => clocks.format(at),
    date: (at) => dates.format(at),
    shortDay: (at) => shortDays.format(at),
    dayOfMonth: (at) => daysOfMonth.format(at),
    moment: (at) => moments.format(at),
    precise: (value) => precise.format(value),
    short: (value) => short.format(value),
    fineShare: (value) => fineShares.format(value),
    shortShare: (value) => shortShares.format(value),
    month: (at) => months.format(at),
    fullDay: (at) => fullDays.format(at),
    weekday: (at) => weekdays.format(at),
    weekdayShort: (at) => weekdaysShort.format(at),
    ...days,
  };
}

function kazakhWords(
  timeZone: string,
  clocks: Intl.DateTimeFormat,
): Pick<Formats, 'date' | 'shortDay' | 'dayOfMonth' | 'moment' | 'month' | 'fullDay' | 'weekday' | 'weekdayShort'> {
  const dayOf = kazakhDays(timeZone);
  const dayOfMonth = (at: number): string => `${dayOf(at).day} ${dayOf(at).monthShort}`;
  return {
    date: (at) => `${dayOf(at).day} ${dayOf(at).month}, ${dayOf(at).weekday}`,
    shortDay: (at) => `${dayOf(at).day}, ${dayOf(at).weekdayShort}`,
    dayOfMonth,
    moment: (at) => `${dayOfMonth(at)}, ${clocks.format(at)}`,
    month: (at) => `${dayOf(at).month} ${dayOf(at).year}`,
    fullDay: (at) => `${dayOfMonth(at)} ${dayOf(at).year}`,
    weekday: (at) => dayOf(at).weekday,
    weekdayShort: (at) => dayOf(at).weekdayShort,
  };
}

/** A length of time in words, coarser as it grows: 42 s, 7 min, 1 h 5 min, 2 d 3 h. Negative counts as 0. */
export function ageWords(ms: number, t: TFunction): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return t('age.s', { s: seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return t('age.m', { m: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return t('age.hm', { h: hours, m: minutes % 60 });
  return t('age.d', { d: Math.floor(hours / 24), h: hours % 24 });
}

/** A length of time as a clock that is seen to tick: 7:05, 1:02:33. */
export function tickingClock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** The calendar day (YYYY-MM-DD) of `at` in a time zone, `days` later. */
export function dayIn(timeZone: string, at: number, days = 0): string {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    at,
  );
  if (days === 0) return day;
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The hour of day (0 to 23) of `at` in a time zone. */
export function hourIn(timeZone: string, at: number): number {
  return Number(new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' }).format(at));
}
