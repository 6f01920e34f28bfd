import { RequestError } from '#domain/access/request-error.js';
import type { Scope } from '#domain/access/viewer.js';
import type { KpiInputs, Spread } from '#domain/kpi/compute.js';
import {
  COUNT_INDEX,
  COUNTS,
  type CountName,
  MEASURES,
  type Measure,
  PRESENCE_COUNTS,
  STATE_TIMES,
} from '#domain/kpi/counts.js';
import type { Database } from '#platform/postgres/database.js';
import { Pace } from '#platform/timing/pace.js';
import { readIdle } from './idle-sql.js';
import type { Cell, CountSource, IdleCentre, KpiQuery, Silence } from './kpi-query.js';
import { conditions, groupBy, keyColumns, named, Parameters, SHAPES, type Shape, truncated } from './kpi-sql.js';
import { LEG_CLOCKS, LEG_MEASURES } from './leg-sql.js';
import { readKeptFrom } from './retention-sql.js';
import { readSilences } from './silence-sql.js';

type Row = Readonly<Record<string, string | number | null>>;

/** More rows than this are refused: the answer would not fit into memory beside others. */
const MOST_ROWS = 2_000_000;

const keyOf = (row: Row, keys: number): string[] =>
  Array.from({ length: keys }, (_, index) => String(row[`k${index + 1}`] ?? 'unknown'));

function countsOf(row: Row, names: readonly CountName[]): number[] {
  const sums = new Array<number>(COUNTS.length).fill(Number.NaN);
  for (const name of names) sums[COUNT_INDEX[name]] = Number(row[name] ?? 0);
  return sums;
}
const keysOf = (query: KpiQuery): number => query.groups.length + (query.split === undefined ? 0 : 1);

const sumOf = (name: string): string => `sum(${name})::float8 AS ${name}`;

/**
 * Sums that KPIs are computed from: from the rollups, and from legs where no rollup can tell. Whatever is asked, only
 * what lies inside the scope is read. The API, the exports, alerting and its backtest all read here.
 * @throws RequestError TOO_MUCH when an answer would not fit into memory
 */
export class KpiStore {
  constructor(readonly database: Database) {}

  /**
   * Sums of counts, in the order of COUNTS. Only the named ones and those that tell of data are read; the others are
   * NaN. A cell that a correction emptied again is left out: it is no data.
   */
  async counts(
    scope: Scope,
    query: KpiQuery,
    source: CountSource,
    wanted: Iterable<CountName>,
  ): Promise<readonly Cell<readonly number[]>[]> {
    const parameters = new Parameters();
    const keys = keysOf(query);
    const asked = new Set<CountName>([...PRESENCE_COUNTS, ...wanted]);
    const names = COUNTS.filter((name) => asked.has(name));
    const sql =
      source === 'legs'
        ? legCounts(scope, query, names, parameters)
        : rollupCounts(scope, query, source, names, parameters);
    const rows = await this.#read(sql, parameters);
    const cells = await new Pace().map(rows, (row) => ({ key: keyOf(row, keys), sums: countsOf(row, names) }));
    return cells.filter(({ sums }) => PRESENCE_COUNTS.some((name) => sums[COUNT_INDEX[name]] !== 0));
  }

  async spreads(
    scope: Scope,
    query: KpiQuery,
    measures: readonly Measure[],
    source: 'bins' | 'legs',
  ): Promise<readonly Cell<Partial<Record<Measure, Spread>>>[]> {
    if (measures.length === 0) return [];
    const parameters = new Parameters();
    const sql =
      source === 'bins'
        ? binSpreads(scope, query, measures, parameters)
        : legSpreads(scope, query, measures, parameters);
    const rows = await this.#read(sql, parameters);
    return gather(rows, keysOf(query), source === 'bins' ? 'bins' : 'exact');
  }

  /** From when on all legs of the asked centres are there, Unix milliseconds; 0 where nothing was deleted. */
  keptFrom(scope: Scope, query: KpiQuery): Promise<number> {
    return readKeptFrom(this.database, scope, query);
  }

  async deskStates(scope: Scope, query: KpiQuery): Promise<readonly Cell<NonNullable<KpiInputs['deskMs']>>[]> {
    const parameters = new Parameters();
    const columns = keyColumns(query, SHAPES.desk_hour, 'f.bucket', parameters);
    const where = conditions(scope, query, SHAPES.desk_hour, 'f.bucket', parameters);
    const rows = await this.#read(
      `SELECT ${named(columns)} ${STATE_TIMES.map(sumOf).join(', ')},
         sum(CASE WHEN f.ready_ms > 0 THEN greatest(0, f.ready_ms - f.serving_ms) ELSE 0 END)::float8 AS available_ms
       FROM ${SHAPES.desk_hour.from} WHERE ${where} ${groupBy(columns.length)} HAVING count(*) > 0`,
      parameters,
    );
    return rows.map((row) => ({ key: keyOf(row, keysOf(query)), sums: deskMs(row) }));
  }

  async centreStates(scope: Scope, query: KpiQuery): Promise<readonly Cell<NonNullable<KpiInputs['centreMs']>>[]> {
    const parameters = new Parameters();
    const columns = keyColumns(query, SHAPES.centre_hour, 'f.bucket', parameters);
    const where = conditions(scope, query, SHAPES.centre_hour, 'f.bucket', parameters);
    const rows = await this.#read(
      `SELECT ${named(columns)} ${['power_down_ms', 'upstream_down_ms'].map(sumOf).join(', ')}
       FROM ${SHAPES.centre_hour.from} WHERE ${where} ${groupBy(columns.length)} HAVING count(*) > 0`,
      parameters,
    );
    return rows.map((row) => ({
      key: keyOf(row, keysOf(query)),
      sums: { powerDown: Number(row.power_down_ms), upstreamDown: Number(row.upstream_down_ms) },
    }));
  }

  /**
   * Silences inside the period, one that still lasts up to `now`, and the times in which agents could have been silent.
   */
  silences(scope: Scope, query: KpiQuery, now: number): Promise<readonly Silence[]> {
    return readSilences(this.database, scope, query, now);
  }

  /** Centres with desks whose timelines are known, and everybody who waited there. */
  idle(scope: Scope, query: KpiQuery, now: number): Promise<readonly IdleCentre[]> {
    return readIdle(this.database, scope, query, now);
  }

  async #read(sql: string, parameters: Parameters): Promise<Row[]> {
    const { rows } = await this.database.query<Row>(`${sql} LIMIT ${MOST_ROWS + 1}`, parameters.values);
    if (rows.length > MOST_ROWS)
      throw new RequestError('TOO_MUCH', 'The answer would be too large; ask for a shorter period or fewer groups.');
    return rows;
  }
}

/** Times that no timeline stands behind are left out: they were not recorded. */
function deskMs(row: Row): NonNullable<KpiInputs['deskMs']> {
  const serving = { serving_ms: Number(row.serving_ms) };
  if (Number(row.open_ms) + Number(row.logged_in_ms) === 0) return serving;
  const names = ['open_ms', 'logged_in_ms', 'available_ms', 'wrap_up_ms', 'break_ms', 'back_office_ms'] as const;
  return { ...serving, ...Object.fromEntries(names.map((name) => [name, Number(row[name])])) };
}

type RollupSource = 'quarter' | 'histogram' | 'segment_day' | 'desk_hour';

const ROW_KEYS: Readonly<Record<RollupSource, readonly string[]>> = {
  quarter: ['centre_key', 'service_key'],
  histogram: ['centre_key', 'service_key', 'measure', 'bin'],
  segment_day: ['centre_key', 'service_key', 'value'],
  desk_hour: ['centre_key', 'desk_key', 'staff_key'],
};

/**
 * The rollup's rows inside scope and period, first added up by their short keys and periods: names and texts cost more
 * than sums.
 */
function rollupRows(
  scope: Scope,
  query: KpiQuery,
  source: RollupSource,
  sums: readonly string[],
  and: string,
  parameters: Parameters,
): string {
  const shape: Shape = SHAPES[source];
  const byService = query.groups.includes('service') || query.groups.includes('agency');
  const keys = ROW_KEYS[source].map((key) => (key === 'service_key' && !byService ? '0 AS service_key' : `f.${key}`));
  const where = conditions(scope, query, shape, 'f.bucket', parameters);
  const amounts = sums.map((name) => `sum(f.${name})::bigint AS ${name}`);
  return shape.from.replace(
    shape.table,
    `(SELECT ${keys.join(', ')}, ${truncated(query, 'f.bucket', parameters)} AS bucket, ${amounts.join(', ')}
      FROM ${shape.from} WHERE ${where} ${and} ${groupBy(keys.length + 1)})`,
  );
}

function rollupCounts(
  scope: Scope,
  query: KpiQuery,
  source: Exclude<CountSource, 'legs'>,
  names: readonly CountName[],
  parameters: Parameters,
): string {
  const columns = keyColumns(query, SHAPES[source], 'f.bucket', parameters, 'f.value');
  const ofSplit = source === 'segment_day' ? `AND f.dimension = ${parameters.add(query.split)}` : '';
  return `SELECT ${named(columns)} ${names.map((name) => `sum(f.${name})::float8 AS ${name}`).join(', ')}
    FROM ${rollupRows(scope, query, source, names, ofSplit, parameters)} ${groupBy(columns.length)}`;
}

function legCounts(scope: Scope, query: KpiQuery, wanted: readonly CountName[], parameters: Parameters): string {
  const parts = LEG_CLOCKS.map(({ moment, where, counts }) => {
    const columns = keyColumns(query, SHAPES.legs, moment, parameters);
    const sums = wanted.map((name) => `${counts[name] ?? '0'} AS ${name}`).join(', ');
    return `SELECT ${named(columns)} ${sums} FROM ${SHAPES.legs.from}
      WHERE ${where} AND ${conditions(scope, query, SHAPES.legs, moment, parameters)} ${groupBy(columns.length)}`;
  });
  const keys = keysOf(query);
  const names = Array.from({ length: keys }, (_, index) => `k${index + 1}, `).join('');
  return `SELECT ${names} ${wanted.map(sumOf).join(', ')} FROM
    (${parts.join(' UNION ALL ')}) AS clocks ${groupBy(keys)}`;
}

function binSpreads(scope: Scope, query: KpiQuery, measures: readonly Measure[], parameters: Parameters): string {
  const columns = keyColumns(query, SHAPES.histogram, 'f.bucket', parameters);
  const wanted = `AND f.measure = ANY(${parameters.add(measures.map((measure) => MEASURES[measure]))}::smallint[])`;
  return `SELECT ${named(columns)} f.measure, f.bin AS value, sum(f.n)::float8 AS n
    FROM ${rollupRows(scope, query, 'histogram', ['n'], wanted, parameters)}
      ${groupBy(columns.length + 2)} ORDER BY value`;
}

function legSpreads(scope: Scope, query: KpiQuery, measures: readonly Measure[], parameters: Parameters): string {
  const parts = measures.map((measure) => {
    const { moment, where, value } = LEG_MEASURES[measure];
    const columns = keyColumns(query, SHAPES.legs, moment, parameters);
    return `SELECT ${named(columns)} ${MEASURES[measure]} AS measure,
      ${value} AS value, count(*)::float8 AS n FROM ${SHAPES.legs.from}
      WHERE ${where} AND ${conditions(scope, query, SHAPES.legs, moment, parameters)} ${groupBy(columns.length + 2)}`;
  });
  return `SELECT * FROM (${parts.join(' UNION ALL ')}) AS measured ORDER BY value`;
}

const NAMES = new Map<number, Measure>(Object.entries(MEASURES).map(([name, number]) => [number, name as Measure]));

/** Gathers rows, ascending by value, into one spread for each key and measure, in slices. */
async function gather(
  rows: readonly Row[],
  keys: number,
  kind: Spread['kind'],
): Promise<Cell<Partial<Record<Measure, Spread>>>[]> {
  const pace = new Pace();
  const cells = new Map<string, { key: string[]; spreads: Map<Measure, [number, number][]> }>();
  for (const row of rows) {
    const key = keyOf(row, keys);
    const id = JSON.stringify(key);
    const cell = cells.get(id) ?? { key, spreads: new Map<Measure, [number, number][]>() };
    cells.set(id, cell);
    const measure = NAMES.get(Number(row.measure));
    if (measure === undefined) continue;
    const values = cell.spreads.get(measure) ?? [];
    cell.spreads.set(measure, values);
    values.push([Number(row.value), Number(row.n)]);
    if (pace.isDue()) await pace.rest();
  }
  return pace.map(cells.values(), ({ key, spreads }) => ({
    key,
    sums: Object.fromEntries([...spreads].map(([measure, values]) => [measure, { kind, cells: values }])),
  }));
}
