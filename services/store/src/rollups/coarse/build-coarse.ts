import type { Database, Transaction } from '#platform/postgres/database.js';
import {
  type CoarseTable,
  columnsOf,
  DAY_TABLES,
  isFine,
  isOf,
  isOfBlocks,
  MONTH_TABLES,
  readSumColumns,
  type Span,
  type SumColumns,
  selectCoarse,
} from './coarse-tables.js';
import { BUILD_AFTER_HOURS } from './stale-days.js';

/** What a step did: `left` days of history are not built yet, `stale` days and months wait to be built again. */
export interface BuildStep {
  readonly built: { readonly day?: string; readonly month?: string; readonly centres: number | 'all' };
  readonly left: number;
  readonly stale: number;
}

interface State {
  /** The first day that may not be built yet; null: there is no centre. */
  readonly until: string | null;
  readonly built_from: string | null;
  readonly built_to: string | null;
  /** The first day with rows of blocks; it goes back to `built_from` where a migration added them. */
  readonly blocks_from: string | null;
  /** The first day with coarse rows. */
  readonly first: string | null;
  /** First local day that any fine rollup may hold; null: there is none. */
  readonly oldest: string | null;
}

const OLDEST = ['rollup_quarter', 'rollup_desk_hour', 'rollup_centre_hour', 'rollup_bins']
  .map((table) => `(SELECT min(bucket) FROM mnara.${table})`)
  .join(', ');

/**
 * The moment before which all transactions have ended, as far as this role may see them. Statistics of a role that
 * may not be seen are null.
 */
const ALL_ENDED = `
SELECT least(now(), (SELECT min(xact_start) FROM pg_stat_activity WHERE datname = current_database())) AS at`;

const STATE = `
SELECT least((SELECT min(((e.at - interval '${BUILD_AFTER_HOURS} hours') AT TIME ZONE time_zone)::date)
      FROM (SELECT DISTINCT time_zone FROM mnara.centre) zones, (${ALL_ENDED}) e),
    CASE WHEN c.yesterday_after >= (now() AT TIME ZONE 'UTC')::date THEN (now() AT TIME ZONE 'UTC')::date - 2 END
  )::text AS until,
  c.built_from::text AS built_from, c.built_to::text AS built_to, c.blocks_from::text AS blocks_from,
  (SELECT least((SELECT min(day) FROM mnara.rollup_day), (SELECT min(day) FROM mnara.rollup_day_bins))::text) AS first,
  o.oldest::text AS oldest
FROM (SELECT (least(${OLDEST}) AT TIME ZONE 'UTC')::date - 1 AS oldest) o LEFT JOIN mnara.rollup_coverage c ON true`;

/**
 * One builder at a time; the lock comes before the transaction's snapshot, which then has all that the other wrote.
 * An automatic vacuum makes way for who waits a second.
 */
const LOCK = 'LOCK TABLE mnara.rollup_coverage IN SHARE ROW EXCLUSIVE MODE';
const LOCK_NOT_AVAILABLE = '55P03';

const ENDS = `
SELECT min(($1::date)::timestamp AT TIME ZONE zone) - interval '3 hours' AS "from",
  max(($2::date)::timestamp AT TIME ZONE zone) + interval '3 hours' AS "to"
FROM (SELECT DISTINCT time_zone AS zone FROM mnara.centre) zones`;

async function replace(
  tx: Transaction,
  tables: readonly CoarseTable[],
  column: Span['column'],
  { value, end, centres }: { value: string; end: string; centres: readonly number[] | undefined },
  sums: SumColumns,
): Promise<void> {
  const { rows } = await tx.query<{ from: Date | null; to: Date | null }>(ENDS, [value, end]);
  const { from, to } = rows[0] ?? {};
  const parameters = centres === undefined ? [] : [[...centres]];
  const of = centres === undefined ? undefined : '$1::int[]';
  const moment = (at: Date | null | undefined): string => `'${(at ?? new Date(0)).toISOString()}'::timestamptz`;
  for (const table of tables) {
    await tx.query(
      `DELETE FROM mnara.${table.table} WHERE ${column} = '${value}'::date
        AND ${isOf(table, isOfBlocks(table) ? 'block' : 'centre_key', of)}`,
      parameters,
    );
    const bounds = isFine(table)
      ? { from: moment(from), to: moment(to) }
      : { from: `'${value}'::date`, to: `'${end}'::date` };
    const span: Span = { column, value: `'${value}'::date`, ...bounds, centres: of };
    await tx.query(
      `INSERT INTO mnara.${table.table} (${columnsOf(table, span, sums).join(', ')})
        ${selectCoarse(table, span, sums)}`,
      parameters,
    );
  }
}

const DAY_MS = 86_400_000;
const shifted = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
const monthOf = (day: string): string => `${day.slice(0, 7)}-01`;
const nextMonth = (month: string): string => monthOf(shifted(month, 31));

const MARK_MONTH = `
INSERT INTO mnara.rollup_stale_month (month, centre_key) SELECT $1::date, centre_key FROM mnara.centre
ON CONFLICT DO NOTHING`;

/** Builds one more day for all centres, after the built ones or before them. */
async function extend(tx: Transaction, state: State, sums: SumColumns): Promise<BuildStep['built'] | undefined> {
  const { until, oldest } = state;
  if (until === null) return undefined;
  const [from, to] = [state.built_from ?? until, state.built_to ?? until];
  if (state.built_from === null)
    await tx.query(
      'INSERT INTO mnara.rollup_coverage (built_from, built_to, blocks_from) VALUES ($1::date, $1::date, $1::date)',
      [until],
    );
  const day =
    to < until ? to : from !== '-infinity' && oldest !== null && from > oldest ? shifted(from, -1) : undefined;
  if (day === undefined) {
    if (from === '-infinity') return undefined;
    // Nothing is older: whatever comes late is marked. The month in which history begins is whole by that.
    await tx.query(`UPDATE mnara.rollup_coverage SET built_from = '-infinity', blocks_from = '-infinity'`);
    if (nextMonth(monthOf(from)) > to) return undefined;
    await tx.query(MARK_MONTH, [monthOf(from)]);
    return rebuildMonth(tx, sums);
  }
  await replace(tx, DAY_TABLES, 'day', { value: day, end: shifted(day, 1), centres: undefined }, sums);
  await tx.query(
    `UPDATE mnara.rollup_coverage
     SET built_from = least(built_from, $1::date), built_to = greatest(built_to, $1::date + 1),
       blocks_from = least(blocks_from, $1::date)`,
    [day],
  );
  const month = monthOf(day);
  const isWhole =
    day === to ? shifted(day, 1) === nextMonth(month) && from <= month : day === month && nextMonth(month) <= to;
  if (isWhole) await tx.query(MARK_MONTH, [month]);
  return { day, centres: 'all' };
}

const dayTablesOfBlocks = DAY_TABLES.filter(isOfBlocks);
const monthTablesOfBlocks = MONTH_TABLES.filter(isOfBlocks);

/**
 * Gives one more built day its rows of blocks, where a migration added these, and its month where that is whole by it;
 * newest day first, from the rows of centres. Today's end of what is built comes before.
 */
async function addBlocks(tx: Transaction, state: State, sums: SumColumns): Promise<BuildStep['built'] | undefined> {
  const { until, built_from: from, built_to: to, blocks_from: blocks, first } = state;
  if (until === null || from === null || to === null || blocks === null || to < until || blocks === from)
    return undefined;
  const day = first === null || blocks <= first ? undefined : shifted(blocks, -1);
  await tx.query('UPDATE mnara.rollup_coverage SET blocks_from = $1::date', [day ?? from]);
  if (day === undefined) return undefined;
  await replace(tx, dayTablesOfBlocks, 'day', { value: day, end: shifted(day, 1), centres: undefined }, sums);
  const month = monthOf(day);
  const end = nextMonth(month);
  if ((day === month || day === first) && from <= month && end <= to)
    await replace(tx, monthTablesOfBlocks, 'month', { value: month, end, centres: undefined }, sums);
  return { day, centres: 'all' };
}

const OLDEST_STALE_DAY = `
SELECT day::text AS value, array_agg(DISTINCT centre_key) AS centres FROM mnara.rollup_stale
WHERE day = (SELECT max(day) FROM mnara.rollup_stale) GROUP BY 1`;

/** Builds the newest stale day again, for the centres that it is stale for. */
async function rebuildDay(tx: Transaction, sums: SumColumns): Promise<BuildStep['built'] | undefined> {
  const { rows } = await tx.query<{ value: string; centres: number[] }>(OLDEST_STALE_DAY);
  const stale = rows[0];
  if (stale === undefined) return undefined;
  const { value, centres } = stale;
  await replace(tx, DAY_TABLES, 'day', { value, end: shifted(value, 1), centres }, sums);
  await tx.query(
    `INSERT INTO mnara.rollup_stale_month (month, centre_key)
     SELECT $1::date, centre_key FROM unnest($2::int[]) AS stale(centre_key) ON CONFLICT DO NOTHING`,
    [monthOf(value), centres],
  );
  // Of one snapshot: a mark that was written meanwhile stays.
  await tx.query('DELETE FROM mnara.rollup_stale WHERE day = $1::date', [value]);
  return { day: value, centres: centres.length };
}

async function rebuildMonth(tx: Transaction, sums: SumColumns): Promise<BuildStep['built'] | undefined> {
  const { rows } = await tx.query<{ value: string; centres: number[] }>(
    `SELECT month::text AS value, array_agg(centre_key) AS centres FROM mnara.rollup_stale_month
     WHERE month = (SELECT max(month) FROM mnara.rollup_stale_month) GROUP BY 1`,
  );
  const stale = rows[0];
  if (stale === undefined) return undefined;
  const { value: month, centres } = stale;
  await replace(tx, MONTH_TABLES, 'month', { value: month, end: nextMonth(month), centres }, sums);
  await tx.query('DELETE FROM mnara.rollup_stale_month WHERE month = $1::date', [month]);
  return { month, centres: centres.length };
}

/** Marks of days that are not built are of no use: they are built from what is there then. */
const DROP_UNBUILT = `
DELETE FROM mnara.rollup_stale USING mnara.rollup_coverage c WHERE day < c.built_from OR day >= c.built_to`;

/**
 * Builds one day or month of coarse rows, in one transaction of one snapshot; undefined: all are built, or another
 * process builds them. Safe to repeat, to kill, and to run beside everything else.
 */
export async function buildStep(database: Database): Promise<BuildStep | undefined> {
  try {
    return await database.transaction(async (tx) => {
      await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      await tx.query(`SET LOCAL lock_timeout = '3s'`);
      await tx.query(LOCK);
      const state = (await tx.query<State>(STATE)).rows[0] as State;
      const sums = await readSumColumns(tx);
      await tx.query(DROP_UNBUILT);
      const built =
        (await rebuildDay(tx, sums)) ??
        (await rebuildMonth(tx, sums)) ??
        (await addBlocks(tx, state, sums)) ??
        (await extend(tx, state, sums));
      return built === undefined ? undefined : { built, ...(await progress(tx)) };
    });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE) return undefined;
    throw error;
  }
}

/** How much of history is still to be built: days, and days and months that changed since. */
export async function progress(database: Database): Promise<Pick<BuildStep, 'left' | 'stale'>> {
  const { rows } = await database.query<State & { stale: number }>(
    `SELECT state.*, (SELECT count(*) FROM (SELECT DISTINCT centre_key, day FROM mnara.rollup_stale) days)
       + (SELECT count(*) FROM mnara.rollup_stale_month) AS stale FROM (${STATE}) state`,
  );
  const {
    until,
    oldest,
    built_from: from,
    built_to: to,
    blocks_from: blocks,
    first,
    stale = 0,
  } = rows[0] ?? ({} as Partial<State & { stale: number }>);
  const days = (first: string, last: string): number => Math.max(0, (Date.parse(last) - Date.parse(first)) / DAY_MS);
  if (oldest === null || oldest === undefined || until === undefined || until === null) return { left: 0, stale };
  const after = days(to ?? until, until);
  const before = from === '-infinity' ? 0 : days(oldest, from ?? until);
  const withoutBlocks = blocks == null || first == null || blocks === from ? 0 : days(first, blocks);
  return { left: after + before + withoutBlocks, stale };
}

/**
 * Builds until nothing is left or `isOver` says so.
 * `onStep` gets each day and month and is waited for.
 * @returns how many days and months were built
 */
export async function buildCoarse(
  database: Database,
  {
    isOver = () => false,
    onStep = () => undefined,
  }: { isOver?: () => boolean; onStep?: (step: BuildStep) => unknown } = {},
): Promise<number> {
  for (let steps = 0; ; steps += 1) {
    const step = isOver() ? undefined : await buildStep(database);
    if (step === undefined) return steps;
    await onStep(step);
  }
}
