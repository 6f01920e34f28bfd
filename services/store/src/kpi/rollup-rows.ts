import type { Scope } from '#domain/access/viewer.js';
import { type Built, type CoarseLevels, type Cover, coverOf, type Days } from './coverage.js';
import type { KpiQuery } from './kpi-query.js';
import {
  conditions,
  DESK,
  groupBy,
  localOf,
  Parameters,
  PLACE,
  SERVICE,
  type Shape,
  type Unit,
  unitOf,
  within,
} from './kpi-sql.js';

/** A family of rollups at all of its levels, and what is read of it. */
export interface RollupSource {
  readonly shape: Shape;
  readonly levels: CoarseLevels;
  /** Columns of the answer, each with what it adds up of fine rows f and of coarse ones. */
  readonly amounts: readonly { readonly name: string; readonly fine: string; readonly coarse: string }[];
  /** Further condition on every row. */
  readonly and: string;
  /** Fine rows hold marks (`rollup_bins`), coarse ones pairs: the numbers of the measures that are wanted. */
  readonly marks?: ReadonlyMap<string, number>;
}

/** Names that the answer's keys need, joined after everything is added up. */
interface Joins {
  readonly place: boolean;
  readonly service: boolean;
  readonly desk: boolean;
}

/** The statement of one question in the making. */
interface Reading {
  readonly scope: Scope;
  readonly query: KpiQuery;
  readonly source: RollupSource;
  readonly unit: Unit;
  readonly joins: Joins;
  readonly parameters: Parameters;
}

const filtersBy = (query: KpiQuery, ...keys: readonly string[]): boolean =>
  query.filters.some(({ key }) => keys.includes(key));

function joinsOf(query: KpiQuery): Joins {
  const has = (...groups: readonly string[]): boolean => query.groups.some((group) => groups.includes(group));
  const placed = has('centre') || filtersBy(query, 'centre');
  return {
    place: has('region', 'centre') || (has('desk') && !placed),
    service: has('service', 'agency'),
    desk: has('desk', 'staff'),
  };
}

/** Joins for the names that conditions use; a table that is not named is not joined. */
function joinsFor(sql: string, { hasService, hasDesk }: Shape): string {
  const uses = (aliases: string): boolean => new RegExp(`\\b[${aliases}]\\.[a-z]`).test(sql);
  return [
    uses('r') ? PLACE : uses('c') ? 'JOIN mnara.centre c ON c.centre_key = f.centre_key' : '',
    hasService && uses('sa') ? SERVICE : '',
    hasDesk && uses('dt') ? DESK : '',
  ].join(' ');
}

/** The key columns by which rows are first added up; those that the answer does not need are one value. */
function keysOf({ source, query, joins }: Reading): readonly string[] {
  return source.shape.keys.map((key) => {
    const isNeeded =
      key === 'centre_key'
        ? joins.place
        : key === 'service_key'
          ? joins.service
          : key === 'agency_id'
            ? query.groups.includes('agency')
            : key === 'value' || joins.desk;
    return isNeeded ? `f.${key}` : `${key === 'agency_id' ? `''` : '0'} AS ${key}`;
  });
}

const isIn = (column: string, { from, to }: Days): string =>
  `${column} >= '${from}'::date AND ${column} < '${to}'::date`;
const STALE = 'SELECT centre_key, day FROM mnara.rollup_stale';
const NO_TIME = `'2000-01-01'::timestamp`;

/** Rows of the fine table. @param from f and what it is joined with */
function fine(reading: Reading, from: string, where: string): string {
  const { source, unit, query, parameters } = reading;
  const keys = keysOf(reading);
  // A parameter that no text uses would be refused.
  const local = (): string => localOf(query, 'f.bucket', parameters);
  const at = unit === 'all' ? NO_TIME : unit === 'quarter_hour' ? local() : `date_trunc('${unit}', ${local()})`;
  const joins = from.includes('mnara.centre c')
    ? joinsFor(`${where} ${at}`, source.shape).replace(/^JOIN mnara\.centre c ON [^ ]+ = [^ ]+/, '')
    : joinsFor(`${where} ${at}`, source.shape);
  if (source.marks === undefined)
    return `SELECT ${keys.join(', ')}, ${at} AS at,
      ${source.amounts.map(({ name, fine }) => `${fine} AS ${name}`).join(', ')}
      FROM ${from} ${joins} WHERE ${where} ${source.and} ${groupBy(keys.length + 1)}`;
  const names = source.shape.keys.join(', ');
  const measures = [...source.marks].map(
    ([name, number]) =>
      `string_agg(int2send(bin::smallint) || int4send(n::int), ''::bytea)
        FILTER (WHERE measure = ${number}) AS ${name}`,
  );
  // Taken apart in the list of columns, which costs less than a join with unnest.
  return `SELECT ${names}, at, ${measures.join(', ')} FROM (
      SELECT ${names}, at, abs(mark) / 512 AS measure, abs(mark) % 512 AS bin, sum(sign(mark)) AS n
      FROM (SELECT ${keys.join(', ')}, ${at} AS at, unnest(f.marks) AS mark FROM ${from} ${joins} WHERE ${where}) AS marks
      WHERE abs(mark) / 512 IN (${[...source.marks.values()].join(', ')})
      ${groupBy(keys.length + 3)}) AS bins ${groupBy(keys.length + 1)}`;
}

/** Rows of a coarse table. @param local its local time */
function coarse(reading: Reading, from: string, local: string, where: string): string {
  const { source, unit, scope, query, parameters } = reading;
  const keys = keysOf(reading);
  const at = unit === 'all' ? NO_TIME : `date_trunc('${unit}', ${local})`;
  const inside = `${where} AND ${within(scope, query, source.shape, parameters)}`;
  return `SELECT ${keys.join(', ')}, ${at} AS at,
      ${source.amounts.map(({ name, coarse }) => `${coarse} AS ${name}`).join(', ')}
    FROM ${from} ${joinsFor(inside, source.shape)} WHERE ${inside} ${source.and} ${groupBy(keys.length + 1)}`;
}

/** Fine rows of part of the period, both ends by the local clock. */
function finePart(reading: Reading, from: string, to: string, and: string): string {
  const { scope, query, source, parameters } = reading;
  if (from >= to) return '';
  const where = conditions(scope, { ...query, from, to }, source.shape, 'f.bucket', parameters);
  return fine(reading, `${source.shape.table} f`, `${where} ${and}`);
}

/** Fine rows of single days or months of centres: each is looked up, however few or many they are. */
function fineOfStale(reading: Reading, stale: string, column: 'day' | 'month', and: string): string {
  const { scope, query, source, parameters } = reading;
  const start = `old.${column}::timestamp AT TIME ZONE c.time_zone`;
  const end = `(old.${column} + interval '1 ${column}') AT TIME ZONE c.time_zone`;
  const from = `(${stale}) old JOIN mnara.centre c ON c.centre_key = old.centre_key CROSS JOIN LATERAL (
      SELECT * FROM ${source.shape.table} f WHERE f.centre_key = old.centre_key
        AND f.bucket >= ${start} - interval '3 hours' AND f.bucket < ${end} + interval '3 hours'
        AND date_trunc('${column}', f.bucket AT TIME ZONE c.time_zone)::date = old.${column} OFFSET 0) f`;
  return fine(reading, from, `${within(scope, query, source.shape, parameters)} ${and}`);
}

/** Whole months whose days are all built and unchanged since. */
function monthParts(reading: Reading, cover: Cover, and: string): string[] {
  const { months, dayTable, isHourly } = cover;
  if (months === undefined) return [];
  const stale = `SELECT centre_key, date_trunc('month', day)::date AS month FROM mnara.rollup_stale
    WHERE ${isIn('day', months)} UNION SELECT centre_key, month FROM mnara.rollup_stale_month
    WHERE ${isIn('month', months)}`;
  const whole = coarse(
    reading,
    `mnara.${months.table} f`,
    'f.month::timestamp',
    `${isIn('f.month', months)} AND (f.centre_key, f.month) NOT IN (${stale}) ${and}`,
  );
  if (dayTable === undefined) return [whole, fineOfStale(reading, stale, 'month', and)];
  const days = `(${stale}) old CROSS JOIN LATERAL (SELECT * FROM mnara.${dayTable} f WHERE f.centre_key = old.centre_key
      AND f.day >= old.month AND f.day < (old.month + interval '1 month')::date OFFSET 0) f`;
  return [whole, coarse(reading, days, localDay(isHourly), `${notStale(months)} ${and}`)];
}

const localDay = (isHourly: boolean): string =>
  isHourly ? `(f.day + f.hour * interval '1 hour')` : 'f.day::timestamp';
const notStale = (days: Days): string => `(f.centre_key, f.day) NOT IN (${STALE} WHERE ${isIn('day', days)})`;

function dayParts(reading: Reading, { dayTable, isHourly, days, months }: Cover, and: string): string[] {
  if (dayTable === undefined) return [];
  const around =
    months === undefined
      ? [days]
      : [
          { from: days.from, to: months.from },
          { from: months.to, to: days.to },
        ];
  return [
    ...around
      .filter(({ from, to }) => from < to)
      .map((part) =>
        coarse(
          reading,
          `mnara.${dayTable} f`,
          localDay(isHourly),
          `${isIn('f.day', part)} AND ${notStale(part)} ${and}`,
        ),
      ),
    fineOfStale(
      reading,
      `SELECT DISTINCT centre_key, day FROM mnara.rollup_stale WHERE ${isIn('day', days)}`,
      'day',
      and,
    ),
  ];
}

/**
 * The rows inside scope and period, added up by their short keys and periods, as `FROM (...) f` with the names that the
 * query's groups need: built and unchanged days and months come from the coarse tables, today, the last days, changed
 * days and ragged ends from the fine one, all in one statement and so of one moment. Whatever is built, the sums are
 * the same. Columns: the keys of the shape, `at` (local time, start of the unit) and the amounts.
 */
export function rollupRows(
  scope: Scope,
  query: KpiQuery,
  source: RollupSource,
  built: Built | undefined,
  parameters: Parameters,
): string {
  const unit = unitOf(query);
  const joins = joinsOf(query);
  const reading: Reading = { scope, query, source, unit, joins, parameters };
  const byService = joins.service || filtersBy(query, 'service', 'agency') || scope.kind === 'agency';
  const cover = coverOf(query, unit, source.levels, built, byService);
  const parts = cover === undefined ? [finePart(reading, query.from, query.to, '')] : coveredParts(reading, cover);
  return `(${parts.filter((part) => part !== '').join(' UNION ALL ')}) f
    ${joins.place ? PLACE : ''} ${joins.service && source.shape.hasService ? SERVICE : ''} ${joins.desk ? DESK : ''}`;
}

function coveredParts(reading: Reading, cover: Cover): string[] {
  const { query, parameters } = reading;
  const keys = cover.others.length === 0 ? '' : `${parameters.add(cover.others)}::int[]`;
  const own = keys === '' ? '' : `AND f.centre_key <> ALL (${keys})`;
  return [
    ...monthParts(reading, cover, own),
    ...dayParts(reading, cover, own),
    finePart(reading, query.from, `${cover.days.from}T00:00:00`, own),
    finePart(reading, `${cover.days.to}T00:00:00`, query.to, own),
    keys === '' ? '' : finePart(reading, query.from, query.to, `AND f.centre_key = ANY (${keys})`),
  ];
}
