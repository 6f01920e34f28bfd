import { KPI_CATALOGUE } from '#domain/kpi/catalogue.js';
import type { KpiGroup } from '#domain/kpi/kpi-groups.js';
import type { KpiSplit } from '#domain/kpi/kpi-splits.js';
import type { Filter } from '#store/kpi/kpi-query.js';

/** A question over the whole history, and the same in plain SQL over the schema `bi`. */
export interface Question {
  readonly name: string;
  readonly ids: readonly string[];
  readonly by: readonly KpiGroup[];
  readonly split?: KpiSplit;
  readonly filters?: readonly Filter[];
  readonly isExact?: boolean;
  /** What the aim is: 200 or 1000 ms. */
  readonly aimMs: number;
  /** $1 and $2 are the period by the local clock; undefined: `bi` does not have what is asked. */
  readonly sql: string | undefined;
}

const COUNTED = ['served', 'wait_mean', 'service_level'];
const SPREAD = ['wait_p90', 'service_time_p50'];
const DESKS = ['occupancy', 'transactions_per_desk_hour'];
/** Read from legs or silences, which have no rollup. */
const NOT_HERE = new Set(['idle_while_waiting_time', 'agent_silent_time']);
const ALL = KPI_CATALOGUE.filter(({ isDistribution }) => isDistribution !== true)
  .map(({ id }) => id)
  .filter((id) => !NOT_HERE.has(id));

const centre: Filter = { key: 'centre', values: ['C7'] };
const service: Filter = { key: 'service', values: ['S3'] };
const region: Filter = { key: 'region', values: ['R1'] };

const FORMATS: Readonly<Partial<Record<KpiGroup, string>>> = {
  month: 'YYYY-MM',
  week: 'IYYY-"W"IW',
  day: 'YYYY-MM-DD',
  hour_of_day: 'HH24',
  day_of_week: 'ID',
};
const column = (group: KpiGroup): string => {
  const format = FORMATS[group];
  return format === undefined ? `${group}_id` : `to_char(local_start, '${format}')`;
};
const named = (by: readonly KpiGroup[]): string => by.map((group, place) => `${column(group)} AS k${place}, `).join('');
const groupBy = (by: readonly KpiGroup[], more = 0): string => {
  const count = by.length + more;
  return count === 0 ? '' : `GROUP BY ${Array.from({ length: count }, (_, place) => place + 1).join(', ')}`;
};
const PERIOD = 'WHERE local_start >= $1::timestamp AND local_start < $2::timestamp';

const countsSql = (by: readonly KpiGroup[], and = ''): string =>
  `SELECT ${named(by)} sum(served) AS served, sum(wait_seconds) / nullif(sum(waits), 0) AS wait_mean,
     sum(within_target)::float8 / nullif(sum(with_target), 0) AS service_level
   FROM bi.quarter_hour ${PERIOD} ${and} ${groupBy(by)}`;

/** The top of the bin that holds the rank, for each measure. */
const spreadSql = (by: readonly KpiGroup[]): string => {
  const keys = by.map((_, place) => `k${place}, `).join('');
  return `WITH bins AS (
     SELECT ${named(by)} CASE measure WHEN 'service_time' THEN 0.5 ELSE 0.9 END AS rank,
       measure = 'service_time' AS is_service, to_seconds, sum(legs) AS n
     FROM bi.duration_histogram ${PERIOD} AND measure IN ('wait_called', 'wait_abandoned', 'service_time')
     ${groupBy(by, 3)}
   ), ranked AS (
     SELECT *, sum(n) OVER (PARTITION BY ${keys} is_service ORDER BY to_seconds) AS upto,
       sum(n) OVER (PARTITION BY ${keys} is_service) AS total FROM bins
   ) SELECT ${keys} is_service, min(to_seconds) FILTER (WHERE upto >= rank * total) FROM ranked ${groupBy(by, 1)}`;
};

const desksSql = (by: readonly KpiGroup[]): string =>
  `SELECT ${named(by)} sum(serving_seconds) / nullif(sum(logged_in_seconds), 0) AS occupancy,
     sum(transactions) / nullif(sum(open_seconds) / 3600, 0) AS transactions_per_desk_hour
   FROM bi.desk_hour ${PERIOD} ${groupBy(by)}`;

/** One more table of the three that the whole catalogue needs would only make it slower. */
const allSql = (by: readonly KpiGroup[]): string =>
  `SELECT ${named(by)} ${['visits', 'demand', 'no_shows', 'abandoned', 'waits', 'wait_seconds', 'positive_waits']
    .concat(['within_target', 'served', 'transferred', 'service_seconds', 'hold_seconds', 'walk_seconds'])
    .concat(['quick_closes', 'visit_seconds', 'rating_1', 'rating_5', 'closed_legs', 'complete_legs'])
    .map((name) => `sum(${name}) AS ${name}`)
    .join(', ')} FROM bi.quarter_hour ${PERIOD} ${groupBy(by)}`;

const PLACES_AND_MONTHS: readonly (readonly KpiGroup[])[] = [
  [],
  ['month'],
  ['region'],
  ['centre'],
  ['service'],
  ['agency'],
  ['region', 'month'],
  ['centre', 'month'],
  ['agency', 'month'],
  ['service', 'month'],
];
const FINER: readonly (readonly KpiGroup[])[] = [
  ['day'],
  ['week'],
  ['hour_of_day'],
  ['day_of_week'],
  ['week', 'centre'],
];
const SPLITS: readonly KpiSplit[] = ['gender', 'age_band', 'channel'];

type Kind = Pick<Question, 'ids'> & { readonly name: string; readonly sqlOf: (by: readonly KpiGroup[]) => string };
const COUNTS: Kind = { name: 'counts', ids: COUNTED, sqlOf: (by) => countsSql(by) };
const PERCENTILES: Kind = { name: 'percentiles', ids: SPREAD, sqlOf: spreadSql };

const of = ({ name, ids, sqlOf }: Kind, by: readonly KpiGroup[], aimMs: number): Question => ({
  name: `${name} by ${by.join(', ') || 'nothing'}`,
  ids,
  by,
  aimMs,
  sql: sqlOf(by),
});
const filtered = (name: string, by: readonly KpiGroup[], filter: Filter): Question => ({
  ...of(COUNTS, by, 200),
  name,
  filters: [filter],
  sql: countsSql(by, `AND ${filter.key}_id = '${filter.values[0]}'`),
});

/** Exactly forty, as docs/performance.md lists them. */
export const TYPICAL_QUESTIONS: readonly Question[] = [
  ...PLACES_AND_MONTHS.map((by) => of(COUNTS, by, 200)),
  ...PLACES_AND_MONTHS.slice(0, 9).map((by) => of(PERCENTILES, by, 200)),
  ...(['month', 'centre'] as const).map((by) => of({ name: 'desks', ids: DESKS, sqlOf: desksSql }, [by], 200)),
  ...SPLITS.map(
    (split): Question => ({
      ...of(COUNTS, ['month'], 200),
      name: `split by ${split}, month`,
      split,
      sql: undefined,
    }),
  ),
  filtered('one centre by month', ['month'], centre),
  filtered('one service by month', ['month'], service),
  filtered('one region by centre', ['centre'], region),
  ...FINER.map((by) => of(COUNTS, by, 1000)),
  ...FINER.map((by) => of(PERCENTILES, by, 1000)),
  { ...of(PERCENTILES, ['month'], 1000), name: 'exact percentiles by month', isExact: true, sql: undefined },
  of({ name: 'whole catalogue', ids: ALL, sqlOf: allSql }, ['month'], 1000),
  of({ name: 'whole catalogue', ids: ALL, sqlOf: allSql }, ['region', 'month'], 1000),
];
