import type { KpisQuery } from '../../gql/graphql';

/** A table of KPIs as the API sends it. */
export type KpiTable = KpisQuery['kpis'];
/** One value of it. */
export type KpiValue = KpiTable['rows'][number]['values'][number];

/** A KPI's values by day (YYYY-MM-DD) and hour of day; a missing hour has no data. */
export interface DayHours {
  /** The cell of a day's hour, or null without data. */
  at(day: string, hour: number): KpiValue | null;
  /** Days that have any data, oldest first. */
  readonly days: readonly string[];
}

/** Reads a table that was grouped by day and hour_of_day. */
export function byDayAndHour(answer: KpiTable, kpiId: string): DayHours {
  const cells = new Map<string, KpiValue>();
  const days = new Set<string>();
  for (const row of answer.rows) {
    const day = groupValue(row, 'day')?.slice(0, 10);
    const hour = Number.parseInt(groupValue(row, 'hour_of_day') ?? '', 10);
    const cell = row.values.find(({ id }) => id === kpiId);
    if (!day || Number.isNaN(hour) || !cell || cell.noData || cell.value === null) continue;
    cells.set(`${day} ${hour}`, cell);
    days.add(day);
  }
  return { at: (day, hour) => cells.get(`${day} ${hour}`) ?? null, days: [...days].sort() };
}

/** Reads one KPI of a table that was grouped by day. */
export function byDay(answer: KpiTable, kpiId: string): ReadonlyMap<string, KpiValue> {
  const cells = new Map<string, KpiValue>();
  for (const row of answer.rows) {
    const day = groupValue(row, 'day')?.slice(0, 10);
    const cell = row.values.find(({ id }) => id === kpiId);
    if (day && cell && !cell.noData) cells.set(day, cell);
  }
  return cells;
}

/** The only row of a table without groups; null without data. */
export function onlyCell(answer: KpiTable, kpiId: string): KpiValue | null {
  const cell = answer.rows[0]?.values.find(({ id }) => id === kpiId);
  return cell && !cell.noData ? cell : null;
}

function groupValue(row: KpiTable['rows'][number], key: string): string | undefined {
  return row.group.find((each) => each.key === key)?.value;
}

const WEEK_MS = 7 * 86_400_000;
const SAME_WEEKDAYS = 4;

/**
 * Days that make the usual day of `today`: the last four same weekdays that have data, else the days with data before
 * today; the same rule as the API's servedUsualToday. Empty when there is no history.
 */
export function usualDays(today: string, daysWithData: readonly string[]): readonly string[] {
  const known = new Set(daysWithData);
  const sameWeekdays: string[] = [];
  for (let back = 1; back <= 8 && sameWeekdays.length < SAME_WEEKDAYS; back++) {
    const day = new Date(Date.parse(`${today}T00:00:00Z`) - back * WEEK_MS).toISOString().slice(0, 10);
    if (known.has(day)) sameWeekdays.push(day);
  }
  if (sameWeekdays.length > 0) return sameWeekdays;
  return daysWithData.filter((day) => day < today).slice(-7);
}

/** Mean of an hour over `days`, a day without data at that hour counting as nothing served; null without days. */
export function usualCount(hours: DayHours, days: readonly string[], hour: number): number | null {
  if (days.length === 0) return null;
  const sum = days.reduce((total, day) => total + (hours.at(day, hour)?.value ?? 0), 0);
  return sum / days.length;
}

/**
 * Mean of an hour over `days` weighted by what each is a mean of (sum of n over sum of d), as rollups merge; null
 * without data.
 */
export function usualMean(hours: DayHours, days: readonly string[], hour: number): number | null {
  let n = 0;
  let d = 0;
  for (const day of days) {
    const cell = hours.at(day, hour);
    n += cell?.n ?? 0;
    d += cell?.d ?? 0;
  }
  return d > 0 ? n / d : null;
}
