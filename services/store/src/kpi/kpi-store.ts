import { RequestError } from '#domain/access/request-error.js';
import type { Scope } from '#domain/access/viewer.js';
import type { KpiInputs } from '#domain/kpi/compute.js';
import {
  COUNT_INDEX,
  COUNTS,
  type CountName,
  MEASURES,
  type Measure,
  PRESENCE_COUNTS,
  SLOT_COUNTS,
  SLOT_PRESENCE_COUNTS,
  STATE_TIMES,
} from '#domain/kpi/counts.js';
import type { Bins } from '#domain/kpi/needed-bins.js';
import { remark } from '#domain/remark/remark.js';
import type { Database } from '#platform/postgres/database.js';
import { Pace } from '#platform/timing/pace.js';
import { AVAILABLE_MS } from '../rollups/coarse/coarse-tables.js';
import { type Built, readBuilt } from './coverage.js';
import { durationRows, exactSpreads } from './exact-durations.js';
import { readIdle } from './idle-sql.js';
import type { Cell, CountSource, IdleCentre, KpiQuery, Silence } from './kpi-query.js';
import { conditions, groupBy, keyColumns, localOf, named, Parameters, SHAPES } from './kpi-sql.js';
import { LEG_CLOCKS, LEG_MEASURES } from './leg-sql.js';
import { readKeptFrom } from './retention-sql.js';
import { type RollupSource, rollupRows } from './rollup-rows.js';
import { readSilences } from './silence-sql.js';
import { gatherPairs, gatherValues, keyOf, type Row, type SpreadCell } from './spreads.js';

/** More rows than this are refused: the answer would not fit into memory beside others. */
const MOST_ROWS = 2_000_000;

/** No day of a shorter period can be built, or reading it from fine rows is as quick. */
const FEW_DAYS_MS = 4 * 86_400_000;

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
  /** @param reads 'fine': no coarse row is read, which answers the same and takes longer */
  constructor(
    readonly database: Database,
    readonly reads: 'coarse' | 'fine' = 'coarse',
  ) {}

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
    const present = [...wanted].some((name) => SLOT_COUNTS.has(name))
      ? [...PRESENCE_COUNTS, ...SLOT_PRESENCE_COUNTS]
      : PRESENCE_COUNTS;
    const asked = new Set<CountName>([...present, ...wanted]);
    const names = COUNTS.filter((name) => asked.has(name));
    const sql =
      source === 'legs'
        ? legCounts(scope, query, names, parameters)
        : rollupCounts(scope, query, source, names, await this.#built(query), parameters);
    const rows = await this.#read(sql, parameters);
    const cells = await new Pace().map(rows, (row) => ({ key: keyOf(row, keys), sums: countsOf(row, names) }));
    return cells.filter(({ sums }) => present.some((name) => sums[COUNT_INDEX[name]] !== 0));
  }

  async spreads(
    scope: Scope,
    query: KpiQuery,
    measures: readonly Measure[],
    source: 'bins' | 'legs',
  ): Promise<readonly SpreadCell[]> {
    if (measures.length === 0) return [];
    const parameters = new Parameters();
    if (source === 'legs') {
      const rows = await this.#read(legSpreads(scope, query, measures, parameters), parameters);
      return gatherValues(rows, keysOf(query));
    }
    const sql = binSpreads(scope, query, measures, await this.#built(query), parameters);
    return gatherPairs(await this.#read(sql, parameters), keysOf(query), measures);
  }

  /**
   * Spreads from which figures are exact, without reading every leg (decision 0094).
   * @param neededOf the bins on whose single values the figures of these cells depend
   * @returns undefined where the stored durations are not those of the histogram: then legs are to be read
   * @throws RequestError TOO_MUCH before too many durations are read
   */
  async exactSpreads(
    scope: Scope,
    query: KpiQuery,
    measures: readonly Measure[],
    neededOf: (cells: readonly SpreadCell[]) => Promise<Bins>,
  ): Promise<readonly SpreadCell[] | undefined> {
    const histograms = await this.spreads(scope, query, measures, 'bins');
    const needed = await neededOf(histograms);
    const built = await this.#built(query);
    return exactSpreads(
      histograms,
      needed,
      () => {
        const parameters = new Parameters();
        return this.#read(durationRows(scope, query, needed, built, parameters), parameters);
      },
      keysOf(query),
    );
  }

  /** From when on all legs of the asked centres are there, Unix milliseconds; 0 where nothing was deleted. */
  keptFrom(scope: Scope, query: KpiQuery): Promise<number> {
    return readKeptFrom(this.database, scope, query);
  }

  async deskStates(scope: Scope, query: KpiQuery): Promise<readonly Cell<NonNullable<KpiInputs['deskMs']>>[]> {
    const rows = await this.#states(scope, query, DESK_STATES);
    return rows.map((row) => ({ key: keyOf(row, keysOf(query)), sums: deskMs(row) }));
  }

  async centreStates(scope: Scope, query: KpiQuery): Promise<readonly Cell<NonNullable<KpiInputs['centreMs']>>[]> {
    const rows = await this.#states(scope, query, CENTRE_STATES);
    return rows.map((row) => ({
      key: keyOf(row, keysOf(query)),
      sums: { powerDown: Number(row.power_down_ms), upstreamDown: Number(row.upstream_down_ms) },
    }));
  }

  async #states(scope: Scope, query: KpiQuery, source: RollupSource): Promise<Row[]> {
    const parameters = new Parameters();
    const columns = keyColumns(query, source.shape, () => 'f.at', parameters);
    const rows = rollupRows(scope, query, source, await this.#built(query), parameters);
    return this.#read(
      `SELECT ${named(columns)} ${source.amounts.map(({ name }) => sumOf(name)).join(', ')}
       FROM ${rows} ${groupBy(columns.length)} HAVING count(*) > 0`,
      parameters,
    );
  }

  /** What of the period may come from coarse rows: worth the question where it is longer than some days. */
  async #built(query: KpiQuery): Promise<Built | undefined> {
    const isLong = Date.parse(`${query.to}Z`) - Date.parse(`${query.from}Z`) > FEW_DAYS_MS;
    return isLong && this.reads === 'coarse' ? readBuilt(this.database, query) : undefined;
  }

  /**
   * Silences inside the period, one that still lasts up to `now`, and the times in which agents could have been silent.
   */
  silences(scope: Scope, query: KpiQuery, now: number): Promise<readonly Silence[]> {
    return readSilences(this.database, scope, query, now);
  }

  /** Centres with desks whose timelines are known, and everybody who waited there; slices of the period in order. */
  idle(scope: Scope, query: KpiQuery, now: number): AsyncIterable<readonly IdleCentre[]> {
    return readIdle(this.database, scope, query, now);
  }

  async #read(sql: string, parameters: Parameters): Promise<Row[]> {
    const { rows } = await this.database.query<Row>(`${sql} LIMIT ${MOST_ROWS + 1}`, parameters.values);
    if (rows.length > MOST_ROWS) throw new RequestError('TOO_MUCH', remark('answer_too_large'));
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

const sumsOf = (names: readonly string[]): RollupSource['amounts'] =>
  names.map((name) => ({ name, fine: `sum(f.${name})::bigint`, coarse: `sum(f.${name})::bigint` }));

const CENTRE_STATES: RollupSource = {
  shape: SHAPES.centre_hour,
  levels: { day: 'rollup_centre_day', month: 'rollup_centre_month' },
  amounts: sumsOf(['power_down_ms', 'upstream_down_ms']),
  and: '',
};
const DESK_LEVELS = { day: 'rollup_desk_day', month: 'rollup_desk_month' };
const DESK_STATES: RollupSource = {
  shape: SHAPES.desk_hour,
  levels: DESK_LEVELS,
  amounts: [
    ...sumsOf(STATE_TIMES),
    { name: 'available_ms', fine: `sum(${AVAILABLE_MS})::bigint`, coarse: 'sum(f.available_ms)::bigint' },
  ],
  and: '',
};
const LEVELS: Readonly<Record<Exclude<CountSource, 'legs'>, Pick<RollupSource, 'levels' | 'byPlace'>>> = {
  quarter: {
    levels: {
      month: 'rollup_month',
      day: 'rollup_day',
      blocks: { month: 'rollup_block_month', day: 'rollup_block_day' },
    },
    byPlace: {
      month: 'rollup_place_month',
      day: 'rollup_place_day',
      hour: 'rollup_hour',
      monthHour: 'rollup_hour_month',
    },
  },
  desk_hour: { levels: DESK_LEVELS },
  // Segments with services are kept by the day as it is.
  segment_day: {
    levels: { month: 'rollup_segment_month' },
    byPlace: { month: 'rollup_split_month', day: 'rollup_split_day' },
  },
};

function rollupCounts(
  scope: Scope,
  query: KpiQuery,
  table: Exclude<CountSource, 'legs'>,
  names: readonly CountName[],
  built: Built | undefined,
  parameters: Parameters,
): string {
  const shape = SHAPES[table];
  const columns = keyColumns(query, shape, () => 'f.at', parameters, 'f.value');
  const and = table === 'segment_day' ? `AND f.dimension = ${parameters.add(query.split)}` : '';
  const source: RollupSource = { shape, ...LEVELS[table], amounts: sumsOf(names), and };
  return `SELECT ${named(columns)} ${names.map((name) => `sum(f.${name})::float8 AS ${name}`).join(', ')}
    FROM ${rollupRows(scope, query, source, built, parameters)} ${groupBy(columns.length)}`;
}

function legCounts(scope: Scope, query: KpiQuery, wanted: readonly CountName[], parameters: Parameters): string {
  const clocks = LEG_CLOCKS.filter(({ of, counts }) => of === 'legs' || wanted.some((name) => name in counts));
  const parts = clocks.map(({ of, moment, where, counts }) => {
    const shape = SHAPES[of];
    const columns = keyColumns(query, shape, () => localOf(query, moment, parameters), parameters);
    const sums = wanted.map((name) => `${counts[name] ?? '0'} AS ${name}`).join(', ');
    return `SELECT ${named(columns)} ${sums} FROM ${shape.from}
      WHERE ${where} AND ${conditions(scope, query, shape, moment, parameters)} ${groupBy(columns.length)}`;
  });
  const keys = keysOf(query);
  const names = Array.from({ length: keys }, (_, index) => `k${index + 1}, `).join('');
  return `SELECT ${names} ${wanted.map(sumOf).join(', ')} FROM
    (${parts.join(' UNION ALL ')}) AS clocks ${groupBy(keys)}`;
}

/** Histograms travel as pairs of bin and number, put behind each other: adding them up is quicker here. */
function binSpreads(
  scope: Scope,
  query: KpiQuery,
  measures: readonly Measure[],
  built: Built | undefined,
  parameters: Parameters,
): string {
  const columns = keyColumns(query, SHAPES.histogram, () => 'f.at', parameters);
  const joined = (name: string): string => `string_agg(f.${name}, ''::bytea)`;
  const source: RollupSource = {
    shape: SHAPES.histogram,
    levels: {
      month: 'rollup_month_bins',
      day: 'rollup_day_bins',
      blocks: { month: 'rollup_block_month_bins', day: 'rollup_block_day_bins' },
    },
    byPlace: {
      month: 'rollup_place_month_bins',
      day: 'rollup_place_day_bins',
      hour: 'rollup_hour_bins',
      monthHour: 'rollup_hour_month_bins',
    },
    amounts: measures.map((name) => ({ name, fine: '', coarse: joined(name) })),
    and: '',
    marks: new Map(measures.map((name) => [name, MEASURES[name]])),
  };
  return `SELECT ${named(columns)} ${[...measures, 'marks'].map((name) => `${joined(name)} AS ${name}`).join(', ')}
    FROM ${rollupRows(scope, query, source, built, parameters)} ${groupBy(columns.length)}`;
}

function legSpreads(scope: Scope, query: KpiQuery, measures: readonly Measure[], parameters: Parameters): string {
  const parts = measures.map((measure) => {
    const { moment, where, value } = LEG_MEASURES[measure];
    const columns = keyColumns(query, SHAPES.legs, () => localOf(query, moment, parameters), parameters);
    return `SELECT ${named(columns)} ${MEASURES[measure]} AS measure,
      ${value} AS value, count(*)::float8 AS n FROM ${SHAPES.legs.from}
      WHERE ${where} AND ${conditions(scope, query, SHAPES.legs, moment, parameters)} ${groupBy(columns.length + 2)}`;
  });
  return `SELECT * FROM (${parts.join(' UNION ALL ')}) AS measured ORDER BY value`;
}
