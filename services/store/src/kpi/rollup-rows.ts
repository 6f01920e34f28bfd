import type { Scope } from '#domain/access/viewer.js';
import { BLOCK_CENTRES } from '../rollups/coarse/coarse-tables.js';
import { type Built, type CoarseLevels, type Cover, coverOf, type Days, later } from './coverage.js';
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
  /** Smaller tables, in which all services of a centre are together. */
  readonly byPlace?: CoarseLevels;
  /** Columns of the answer, each with what it adds up of fine rows f and of coarse ones. */
  readonly amounts: readonly { readonly name: string; readonly fine: string; readonly coarse: string }[];
  /** Further condition on every row. */
  readonly and: string;
  /**
   * Fine rows hold marks (`rollup_bins`), coarse ones pairs: the numbers of the measures that are wanted. The answer has
   * a further column of marks that are not taken apart.
   */
  readonly marks?: ReadonlyMap<string, number>;
}

/** Names that the answer's keys need, joined after everything is added up. */
interface Joins {
  /** The smallest place that is told apart: rows of one are added up before its names come to them. */
  readonly place: 'centre' | 'region' | undefined;
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
  /** Of the whole network, at most. */
  readonly centres: number;
}

const filtersBy = (query: KpiQuery, ...keys: readonly string[]): boolean =>
  query.filters.some(({ key }) => keys.includes(key));

function joinsOf(query: KpiQuery): Joins {
  const has = (...groups: readonly string[]): boolean => query.groups.some((group) => groups.includes(group));
  const placed = has('centre') || filtersBy(query, 'centre');
  return {
    place: has('centre') || (has('desk') && !placed) ? 'centre' : has('region') ? 'region' : undefined,
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
    if (key === 'centre_key' && joins.place === 'region') return 'c.region_key AS centre_key';
    const isNeeded =
      key === 'centre_key'
        ? joins.place === 'centre'
        : key === 'service_key'
          ? joins.service
          : key === 'agency_id'
            ? query.groups.includes('agency')
            : key === 'value' || key === 'measure' || joins.desk;
    return isNeeded ? `f.${key}` : `${key === 'agency_id' ? `''` : '0'} AS ${key}`;
  });
}

/** Rows of regions have the region's key in the place of the centre's. */
const REGION = 'JOIN mnara.region r ON r.region_key = f.centre_key';

const isIn = (column: string, { from, to }: Days): string =>
  `${column} >= '${from}'::date AND ${column} < '${to}'::date`;
const STALE = 'SELECT centre_key, day FROM mnara.rollup_stale';
const NO_TIME = `'2000-01-01'::timestamp`;

/** Start of the unit that holds a local time; of the hours of a month's days, the one of its first day. */
function startOf(unit: Unit, local: () => string): string {
  if (unit === 'all') return NO_TIME;
  if (unit === 'quarter_hour') return local();
  if (unit !== 'month_hour') return `date_trunc('${unit}', ${local()})`;
  const at = local();
  return `(date_trunc('month', ${at}) + extract(hour FROM ${at}) * interval '1 hour')`;
}

const DAY_MS = 86_400_000;
/** Marks of so many days of centres are sent as they are: some 4 MB, and a fifth of the database's time. */
const FEW_CENTRE_DAYS = 400;

const asTime = (text: string): number => Date.parse(`${text}Z`);

/** The start of the unit that holds a whole part of the period, so that no row's is worked out. */
function oneStart(unit: Unit, { from, to }: Days): string | undefined {
  const length = unit === 'month' ? 7 : unit === 'day' ? 10 : undefined;
  const last = new Date(asTime(to) - 1).toISOString();
  if (length === undefined || from.slice(0, length) !== last.slice(0, length)) return undefined;
  return `'${from.slice(0, length)}${unit === 'month' ? '-01' : ''}'::timestamp`;
}

/** Marks as they are stored: their reader takes them apart. */
function fineMarks({ source }: Reading, keys: readonly string[], at: string, from: string, where: string): string {
  const nothing = [...(source.marks ?? [])].map(([name]) => `NULL::bytea AS ${name}`).join(', ');
  return `SELECT ${keys.join(', ')}, ${at} AS at, ${nothing}, string_agg(array_send(f.marks), ''::bytea) AS marks
    FROM ${from} WHERE ${where} ${groupBy(keys.length + 1)}`;
}

/** Rows of the fine table. @param from f and what it is joined with @param part of the period, where it is one */
function fine(reading: Reading, from: string, where: string, part?: Days): string {
  const { source, unit, query, parameters } = reading;
  const keys = keysOf(reading);
  // A parameter that no text uses would be refused.
  const local = (): string => localOf(query, 'f.bucket', parameters);
  const at = (part && oneStart(unit, part)) ?? startOf(unit, local);
  const named = `${where} ${at} ${keys.join(' ')}`;
  const joins = from.includes('mnara.centre c')
    ? joinsFor(named, source.shape).replace(/^JOIN mnara\.centre c ON [^ ]+ = [^ ]+/, '')
    : joinsFor(named, source.shape);
  if (source.marks === undefined)
    return `SELECT ${keys.join(', ')}, ${at} AS at,
      ${source.amounts.map(({ name, fine }) => `${fine} AS ${name}`).join(', ')}
      FROM ${from} ${joins} WHERE ${where} ${source.and} ${groupBy(keys.length + 1)}`;
  const days = part === undefined ? Number.POSITIVE_INFINITY : (asTime(part.to) - asTime(part.from)) / DAY_MS;
  if (Math.ceil(days) * reading.centres <= FEW_CENTRE_DAYS)
    return fineMarks(reading, keys, at, `${from} ${joins}`, where);
  const names = source.shape.keys.join(', ');
  const measures = [...source.marks].map(
    ([name, number]) =>
      `string_agg(int2send(bin::smallint) || int4send(n::int), ''::bytea)
        FILTER (WHERE measure = ${number}) AS ${name}`,
  );
  // Taken apart in the list of columns, which costs less than a join with unnest.
  return `SELECT ${names}, at, ${measures.join(', ')}, NULL::bytea AS marks FROM (
      SELECT ${names}, at, abs(mark) / 512 AS measure, abs(mark) % 512 AS bin, sum(sign(mark)) AS n
      FROM (SELECT ${keys.join(', ')}, ${at} AS at, unnest(f.marks) AS mark FROM ${from} ${joins} WHERE ${where}) AS marks
      WHERE abs(mark) / 512 IN (${[...source.marks.values()].join(', ')})
      ${groupBy(keys.length + 3)}) AS bins ${groupBy(keys.length + 1)}`;
}

/** Rows of a coarse table. @param local its local time */
function coarse(reading: Reading, from: string, local: string, where: string): string {
  const { source, unit, scope, query, parameters } = reading;
  const keys = keysOf(reading);
  const at = startOf(unit, () => local);
  const inside = `${where} AND ${within(scope, query, source.shape, parameters)}`;
  return `SELECT ${keys.join(', ')}, ${at} AS at,
      ${source.amounts.map(({ name, coarse }) => `${coarse} AS ${name}`).join(', ')}
      ${source.marks === undefined ? '' : ', NULL::bytea AS marks'}
    FROM ${from} ${joinsFor(`${inside} ${keys.join(' ')}`, source.shape)} WHERE ${inside} ${source.and} ${groupBy(keys.length + 1)}`;
}

/** Fine rows of part of the period, both ends by the local clock. */
function finePart(reading: Reading, from: string, to: string, and: string): string {
  const { scope, query, source, parameters } = reading;
  if (from >= to) return '';
  const where = conditions(scope, { ...query, from, to }, source.shape, 'f.bucket', parameters);
  return fine(reading, `${source.shape.table} f`, `${where} ${and}`, { from, to });
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

/** A part of the period by days or months that are built, and which of them changed since. */
interface Part extends Days {
  readonly column: 'day' | 'month';
  readonly table: string;
  /** Rows of blocks of centres, and the first day or month that has them. */
  readonly blocks: { readonly table: string; readonly from: string } | undefined;
  readonly isHourly: boolean;
  /** Centres and days or months that changed, as SQL. */
  readonly changed: (span: Days) => string;
}

/** Unchanged rows of a part. Of a block in which one centre changed, the others' own rows are read. */
function unchanged(reading: Reading, part: Part, and: string): string[] {
  const { column, table, blocks, isHourly, changed } = part;
  const local = localOfRow(column, isHourly);
  const ofCentres = (from: string, span: Days): string => {
    const where = `${isIn(`f.${column}`, span)} AND (f.centre_key, f.${column}) NOT IN (${changed(span)}) ${and}`;
    return coarse(reading, from, local, where);
  };
  const from = blocks === undefined || blocks.from > part.to ? part.to : later(blocks.from, part.from);
  const [before, since] = [
    { from: part.from, to: from },
    { from, to: part.to },
  ];
  const parts = before.from < before.to ? [ofCentres(`mnara.${table} f`, before)] : [];
  if (blocks === undefined || since.from >= since.to) return parts;
  const marked = `SELECT DISTINCT centre_key / ${BLOCK_CENTRES} AS block, ${column} FROM (${changed(since)}) AS marks`;
  const others = `(${marked}) old CROSS JOIN LATERAL (SELECT * FROM mnara.${table} f
      WHERE f.${column} = old.${column} AND f.centre_key >= old.block * ${BLOCK_CENTRES}
        AND f.centre_key < (old.block + 1) * ${BLOCK_CENTRES} OFFSET 0) f`;
  const whole = `${isIn(`f.${column}`, since)} AND (f.block, f.${column}) NOT IN (${marked})`;
  return [...parts, coarse(reading, `mnara.${blocks.table} f`, local, whole), ofCentres(others, since)];
}

const staleDays = (days: Days): string => `${STALE} WHERE ${isIn('day', days)}`;
const staleMonths = (months: Days): string =>
  `SELECT centre_key, date_trunc('month', day)::date AS month FROM mnara.rollup_stale WHERE ${isIn('day', months)}
    UNION SELECT centre_key, month FROM mnara.rollup_stale_month WHERE ${isIn('month', months)}`;

/** Whole months whose days are all built: those that are unchanged since, and the days of the others. */
function monthParts(reading: Reading, cover: Cover, and: string): string[] {
  const { months, dayTable, isHourly } = cover;
  if (months === undefined) return [];
  const part: Part = { ...months, column: 'month', blocks: cover.blocks?.month, isHourly, changed: staleMonths };
  const whole = unchanged(reading, part, and);
  const stale = staleMonths(months);
  if (dayTable === undefined) return [...whole, fineOfStale(reading, stale, 'month', and)];
  const days = `(${stale}) old CROSS JOIN LATERAL (SELECT * FROM mnara.${dayTable} f WHERE f.centre_key = old.centre_key
      AND f.day >= old.month AND f.day < (old.month + interval '1 month')::date OFFSET 0) f`;
  const notStale = `(f.centre_key, f.day) NOT IN (${staleDays(months)})`;
  return [...whole, coarse(reading, days, localOfRow('day', isHourly), `${notStale} ${and}`)];
}

const localOfRow = (column: 'day' | 'month', isHourly: boolean): string =>
  isHourly ? `(f.${column} + f.hour * interval '1 hour')` : `f.${column}::timestamp`;

function dayParts(reading: Reading, { dayTable, isHourly, days, months, blocks }: Cover, and: string): string[] {
  if (dayTable === undefined) return [];
  const around =
    months === undefined
      ? [days]
      : [
          { from: days.from, to: months.from },
          { from: months.to, to: days.to },
        ];
  const part = { column: 'day', table: dayTable, blocks: blocks?.day, isHourly, changed: staleDays } as const;
  return [
    ...around.filter(({ from, to }) => from < to).flatMap((span) => unchanged(reading, { ...part, ...span }, and)),
    fineOfStale(
      reading,
      `SELECT DISTINCT centre_key, day FROM mnara.rollup_stale WHERE ${isIn('day', days)}`,
      'day',
      and,
    ),
  ];
}

/** The tables that tell apart what the query does, the smallest ones. */
function levelsOf({ scope, query, source, joins }: Reading): CoarseLevels {
  const byService = joins.service || filtersBy(query, 'service', 'agency') || scope.kind === 'agency';
  if (!byService) return source.byPlace ?? source.levels;
  const { blocks, ...ofCentres } = source.levels;
  const isPlaced = joins.place !== undefined || joins.desk || filtersBy(query, 'region', 'centre');
  const seesAll = scope.kind === 'network' || scope.kind === 'agency';
  return blocks === undefined || isPlaced || !seesAll ? ofCentres : source.levels;
}

/**
 * The rows inside scope and period, added up by their short keys and periods, as `FROM (...) f` with the names that the
 * query's groups need: built and unchanged days and months come from the coarse tables, today, the last days, changed
 * days and ragged ends from the fine one, all in one statement and so of one moment. Whatever is built, the sums are
 * the same. Columns: the keys of the shape, `at` (local time, start of the unit) and the amounts.
 */
export function rollupRows(
  scope: Scope,
  asked: KpiQuery,
  source: RollupSource,
  built: Built | undefined,
  parameters: Parameters,
): string {
  // Where all clocks are the same, one zone for all spares each row its own.
  const query = { ...asked, zone: asked.zone ?? built?.zone };
  const unit = unitOf(query);
  const joins = joinsOf(query);
  const centres = built?.centres ?? Number.POSITIVE_INFINITY;
  const reading: Reading = { scope, query, source, unit, joins, parameters, centres };
  const cover = coverOf(query, unit, levelsOf(reading), built);
  const parts = cover === undefined ? [finePart(reading, query.from, query.to, '')] : coveredParts(reading, cover);
  const place = joins.place === 'region' ? REGION : joins.place === 'centre' ? PLACE : '';
  const names = [place, joins.service && source.shape.hasService ? SERVICE : '', joins.desk ? DESK : ''].join(' ');
  return `(${parts.filter((part) => part !== '').join(' UNION ALL ')}) f ${names}`;
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
