import { isSameClock } from '#domain/calendar/same-clock.js';
import type { Database } from '#platform/postgres/database.js';
import type { KpiQuery } from './kpi-query.js';
import type { Unit } from './kpi-sql.js';

/** Which local days coarse rows are built for; it only ever grows. Days as texts, 2026-11-24. */
export interface Built {
  readonly from: string;
  readonly to: string;
  /** The first built day that has rows of blocks of centres. */
  readonly blocksFrom: string;
  /** Centres whose clocks show another time than the query's: keys. */
  readonly others: readonly number[];
  /** The query's zone, or the one that all centres' own clocks show; undefined: these differ. */
  readonly zone: string | undefined;
  /** How many centres the network has. */
  readonly centres: number;
}

/** With more marks than this, looking each day up in the fine rows costs more than reading them all. */
const MOST_STALE = 5_000;

interface Marks {
  readonly stale: number;
  readonly zones: readonly (readonly [zone: string, centres: readonly number[]])[];
}

/**
 * What a question may take from the coarse rows; undefined: nothing. It may be older than the statement that uses it:
 * what is built stays built, and which days changed since, the statement sees for itself.
 */
export async function readBuilt(database: Database, { zone, from, to }: KpiQuery): Promise<Built | undefined> {
  const { rows } = await database.query<Pick<Built, 'from' | 'to' | 'blocksFrom'> & Marks>(
    `SELECT built_from::text AS "from", built_to::text AS "to", blocks_from::text AS "blocksFrom",
       (SELECT count(*) FROM (SELECT 1 FROM mnara.rollup_stale LIMIT ${MOST_STALE + 1}) marks) AS stale,
       ARRAY(SELECT json_build_array(time_zone, array_agg(centre_key)) FROM mnara.centre GROUP BY time_zone) AS zones
     FROM mnara.rollup_coverage`,
  );
  const built = rows[0];
  if (built === undefined || built.stale > MOST_STALE) return undefined;
  const years = [Number(from.slice(0, 4)), Number(to.slice(0, 4))] as const;
  const asked = zone ?? built.zones[0]?.[0] ?? 'UTC';
  const others = built.zones.flatMap(([own, keys]) => (isSameClock(own, asked, years) ? [] : keys));
  return {
    from: built.from,
    to: built.to,
    blocksFrom: built.blocksFrom,
    others: zone === undefined ? [] : others,
    zone: zone ?? (others.length === 0 ? asked : undefined),
    centres: built.zones.reduce((sum, [, keys]) => sum + keys.length, 0),
  };
}

/** Coarse tables of a family. */
export interface CoarseLevels {
  readonly month?: string;
  readonly day?: string;
  readonly hour?: string;
  /** Hours of the day, of all days of a month. */
  readonly monthHour?: string;
  /** Rows of a block of centres, where no place is told apart. */
  readonly blocks?: { readonly month: string; readonly day: string };
}

/** A period that begins with one day and ends before another. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/** A table, and the first day or month that it has. */
interface Level {
  readonly table: string;
  readonly from: string;
}

/** Which parts of a question's period come from which table; the rest is fine. */
export interface Cover {
  /** Everything that is not read from the fine rows. */
  readonly days: Days;
  readonly months: (Days & { readonly table: string }) | undefined;
  readonly dayTable: string | undefined;
  /** Tables of blocks, and the first day and month that they have; undefined: places are told apart. */
  readonly blocks: { readonly day: Level; readonly month: Level } | undefined;
  /** Whether rows are of hours of these days and months. */
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
/** Of two dates as texts. */
export const later = (one: string, other: string): string => (one > other ? one : other);
const earlier = (one: string, other: string): string => (one < other ? one : other);

/** Blocks have centres of all clocks in them, which are not to be told apart either. */
function blocksOf({ blocks }: CoarseLevels, isHourly: boolean, from: string, built: Built): Cover['blocks'] {
  if (blocks === undefined || isHourly || built.others.length > 0) return undefined;
  const first = later(from, built.blocksFrom);
  return { day: { table: blocks.day, from: first }, month: { table: blocks.month, from: firstMonth(first) } };
}

/** @param levels those that tell apart what the query does, services for example */
export function coverOf(
  query: KpiQuery,
  unit: Unit,
  levels: CoarseLevels,
  built: Built | undefined,
): Cover | undefined {
  if (built === undefined || unit === 'quarter_hour') return undefined;
  const from = later(firstDay(query.from), built.from);
  const to = earlier(query.to.slice(0, 10), built.to);
  if (from >= to) return undefined;
  const isHourly = unit === 'hour' || unit === 'month_hour';
  const dayTable = isHourly ? levels.hour : levels.day;
  const months = { from: firstMonth(from), to: monthOf(to) };
  const monthTable = unit === 'month_hour' ? levels.monthHour : unit === 'all' || unit === 'month' ? levels.month : '';
  const hasMonths = monthTable !== undefined && monthTable !== '' && months.from < months.to;
  if (dayTable === undefined && !hasMonths) return undefined;
  return {
    days: dayTable === undefined ? months : { from, to },
    months: hasMonths ? { ...months, table: monthTable } : undefined,
    dayTable,
    isHourly,
    blocks: blocksOf(levels, isHourly, from, built),
    others: built.others,
  };
}
