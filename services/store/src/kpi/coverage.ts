import type { Database } from '#platform/postgres/database.js';
import type { KpiQuery } from './kpi-query.js';
import type { Unit } from './kpi-sql.js';

/** Which local days coarse rows are built for; it only ever grows. Days as texts, 2026-11-24. */
export interface Built {
  readonly from: string;
  readonly to: string;
  /** Centres whose days are not those of the query's clock: keys. */
  readonly others: readonly number[];
}

/** With more marks than this, looking each day up in the fine rows costs more than reading them all. */
const MOST_STALE = 5_000;

/**
 * What a question may take from the coarse rows; undefined: nothing. It may be older than the statement that uses it:
 * what is built stays built, and which days changed since, the statement sees for itself.
 */
export async function readBuilt(database: Database, zone: string | undefined): Promise<Built | undefined> {
  const { rows } = await database.query<{ from: string; to: string; stale: number; others: number[] }>(
    `SELECT built_from::text AS "from", built_to::text AS "to",
       (SELECT count(*) FROM (SELECT 1 FROM mnara.rollup_stale LIMIT ${MOST_STALE + 1}) marks) AS stale,
       ARRAY(SELECT centre_key FROM mnara.centre WHERE time_zone <> $1::text) AS others
     FROM mnara.rollup_coarse`,
    [zone ?? null],
  );
  const built = rows[0];
  return built === undefined || built.stale > MOST_STALE ? undefined : built;
}

/** Coarse tables of a family; those by the hour have no services. */
export interface CoarseLevels {
  readonly month?: string;
  readonly day?: string;
  readonly hour?: string;
}

/** A period that begins with one day and ends before another. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/** Which parts of a question's period come from which table; the rest is fine. */
export interface Cover {
  /** Everything that is not read from the fine rows. */
  readonly days: Days;
  readonly months: (Days & { readonly table: string }) | undefined;
  readonly dayTable: string | undefined;
  readonly isHourly: boolean;
  readonly others: readonly number[];
}

const DAY_MS = 86_400_000;
const shifted = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
const firstDay = (text: string): string =>
  text.slice(10).replace(/[T:0.]/g, '') === '' ? text.slice(0, 10) : shifted(text.slice(0, 10), 1);
const monthOf = (day: string): string => `${day.slice(0, 7)}-01`;
const firstMonth = (day: string): string => (day.endsWith('-01') ? day : monthOf(shifted(monthOf(day), 31)));
const later = (one: string, other: string): string => (one > other ? one : other);
const earlier = (one: string, other: string): string => (one < other ? one : other);

/** @param byService whether services or agencies are told apart */
export function coverOf(
  query: KpiQuery,
  unit: Unit,
  levels: CoarseLevels,
  built: Built | undefined,
  byService: boolean,
): Cover | undefined {
  if (built === undefined) return undefined;
  const from = later(firstDay(query.from), built.from);
  const to = earlier(query.to.slice(0, 10), built.to);
  if (from >= to || unit === 'quarter_hour') return undefined;
  const isHourly = levels.hour !== undefined && !byService;
  const dayTable = isHourly ? levels.hour : unit === 'hour' ? undefined : levels.day;
  const months = { from: firstMonth(from), to: monthOf(to) };
  const hasMonths = (unit === 'all' || unit === 'month') && levels.month !== undefined && months.from < months.to;
  if (dayTable === undefined && !hasMonths) return undefined;
  return {
    days: dayTable === undefined ? months : { from, to },
    months: hasMonths ? { ...months, table: levels.month as string } : undefined,
    dayTable,
    isHourly,
    others: built.others,
  };
}
