/** Periods that people name, by the calendar of the network's zone; weeks begin on Monday. */
export const PERIOD_NAMES = [
  'today',
  'yesterday',
  'this_week',
  'last_week',
  'this_month',
  'last_month',
  'this_quarter',
  'last_quarter',
  'this_year',
  'last_year',
] as const;
export type PeriodName = (typeof PERIOD_NAMES)[number];

/** Local dates; `to` is the first day after the period. */
export interface Dates {
  readonly from: string;
  readonly to: string;
}

const DAY_MS = 86_400_000;

const dateOf = (year: number, month: number, day: number): string =>
  new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);

/** The date `days` days after a date; arithmetic of the calendar, without a zone. */
export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** Number of days from one date to another. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);

/**
 * The dates of a named period, whole as the API's periods of these names are: `this_month` ends with the month.
 * @param today the date now in the network's zone
 */
export function resolvePeriod(name: PeriodName, today: string): Dates {
  const [year = 0, month = 1] = today.split('-').map(Number);
  const first = month - 1;
  const quarter = first - (first % 3);
  const weekday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7;
  const monday = addDays(today, -weekday);
  switch (name) {
    case 'today':
      return { from: today, to: addDays(today, 1) };
    case 'yesterday':
      return { from: addDays(today, -1), to: today };
    case 'this_week':
      return { from: monday, to: addDays(monday, 7) };
    case 'last_week':
      return { from: addDays(monday, -7), to: monday };
    case 'this_month':
      return { from: dateOf(year, first, 1), to: dateOf(year, first + 1, 1) };
    case 'last_month':
      return { from: dateOf(year, first - 1, 1), to: dateOf(year, first, 1) };
    case 'this_quarter':
      return { from: dateOf(year, quarter, 1), to: dateOf(year, quarter + 3, 1) };
    case 'last_quarter':
      return { from: dateOf(year, quarter - 3, 1), to: dateOf(year, quarter, 1) };
    case 'this_year':
      return { from: dateOf(year, 0, 1), to: dateOf(year + 1, 0, 1) };
    case 'last_year':
      return { from: dateOf(year - 1, 0, 1), to: dateOf(year, 0, 1) };
  }
}

/** The name of a period, or null; the first in order where two names have the same dates. */
export const nameOfPeriod = (dates: Dates, today: string): PeriodName | null =>
  PERIOD_NAMES.find((name) => {
    const { from, to } = resolvePeriod(name, today);
    return from === dates.from && to === dates.to;
  }) ?? null;
