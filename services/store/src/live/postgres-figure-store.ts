import type { Scope } from '#domain/access/viewer.js';
import { shiftDays } from '#domain/calendar/period.js';
import { DAYS_BACK } from '#domain/calendar/usual-days.js';
import type { Database } from '#platform/postgres/database.js';
import { Parameters, SHAPES, scopeCondition } from '../kpi/kpi-sql.js';
import { DEMAND } from '../kpi/leg-sql.js';
import type {
  ByPlace,
  DaySums,
  FigureClock,
  FigureStore,
  TrendPlaces,
  TrendSums,
  UsualSums,
  WindowSums,
} from './figure-sums.js';
import { type BandSums, bandStarts, slidingWindows } from './sliding-windows.js';
import { readTrend } from './trend-sql.js';
import { usualSql, usualSums, WHOLE_DAYS } from './usual-days.js';

type Row = Readonly<Record<string, number | string | null>>;

/** The network, its regions and its centres in one statement. */
const PLACES = 'c.centre_id, r.region_id';
const SETS = (first: string): string =>
  `GROUP BY GROUPING SETS ((${first}c.centre_id), (${first}r.region_id), (${first.replace(/, $/, '')}))`;

const placeOf = (row: Row): string =>
  row.centre_id !== null ? `centre:${row.centre_id}` : row.region_id !== null ? `region:${row.region_id}` : 'network';
const number = (row: Row, name: string): number => Number(row[name] ?? 0);

/** Live figures from the quarter-hour rollup (today, usual days) and from legs (sliding windows). */
export class PostgresFigureStore implements FigureStore {
  constructor(readonly database: Database) {}

  async today(scope: Scope, { dayStart, hourStart }: FigureClock): Promise<ByPlace<DaySums>> {
    const p = new Parameters();
    const { rows } = await this.database.query<Row>(
      `SELECT ${PLACES}, sum(f.served)::float8 AS served, COALESCE(sum(f.served) FILTER (WHERE f.bucket >=
        ${p.add(new Date(hourStart))}), 0)::float8 AS hour,
         sum(f.wait_n)::float8 AS wait_n, sum(f.wait_ms)::float8 AS wait_ms, sum(f.within_target)::float8 AS
         within_target, sum(f.target_n)::float8 AS target_n,
         sum(f.rating_1 + f.rating_2 + f.rating_3 + f.rating_4 + f.rating_5)::float8 AS ratings, sum(f.rating_4 +
         f.rating_5)::float8 AS satisfied
       FROM ${SHAPES.quarter.from} WHERE ${scopeCondition(scope, SHAPES.quarter, p)}
         AND f.bucket >= ${p.add(new Date(dayStart))} ${SETS('').replace('()', '()')}`,
      p.values,
    );
    return new Map(
      rows.map((row) => [
        placeOf(row),
        {
          servedToday: number(row, 'served'),
          servedThisHour: number(row, 'hour'),
          waitN: number(row, 'wait_n'),
          waitMs: number(row, 'wait_ms'),
          withinTarget: number(row, 'within_target'),
          targetN: number(row, 'target_n'),
          ratings: number(row, 'ratings'),
          satisfied: number(row, 'satisfied'),
        },
      ]),
    );
  }

  async windows(scope: Scope, { now }: FigureClock): Promise<ByPlace<readonly WindowSums[]>> {
    const waits = await this.#bands(
      scope,
      now,
      'f.left_queue_at',
      `AND ${DEMAND}`,
      `string_agg(int4send(f.wait_ms), '') AS waits, COALESCE(sum(f.wait_ms), 0) AS wait_ms,
       count(*) FILTER (WHERE f.outcome IS DISTINCT FROM 'abandoned'
       AND f.wait_ms <= f.target_seconds * 1000::bigint) AS within_target, count(f.target_seconds) AS target_n`,
    );
    const ends = await this.#bands(
      scope,
      now,
      'f.ended_at',
      '',
      `count(*) FILTER (WHERE f.outcome = 'served') AS served, count(f.rating) AS ratings, count(*) FILTER (WHERE
        f.rating >= 4) AS satisfied`,
    );
    return slidingWindows([...waits, ...ends].map(bandSums));
  }

  /**
   * Sums by centre and part of the hour, each leg of it read once: what is no sum, the percentile, is made of the waits
   * themselves. Each moment has a statement of its own, for with both in one the whole table is read.
   */
  async #bands(scope: Scope, now: number, moment: string, and: string, sums: string): Promise<BandRow[]> {
    const p = new Parameters();
    const starts = bandStarts(now).map((start) => new Date(start));
    const { rows } = await this.database.query<BandRow>(
      `SELECT centre.centre_id, region.region_id, sums.* FROM (
         SELECT f.centre_key, width_bucket(${moment}, ${p.add(starts)}::timestamptz[]) AS band, ${sums}
         FROM ${SHAPES.legs.from} WHERE ${scopeCondition(scope, SHAPES.legs, p)}
           AND ${moment} >= ${p.add(starts[0])} ${and} GROUP BY 1, 2) sums
       JOIN mnara.centre USING (centre_key) JOIN mnara.region USING (region_key)`,
      p.values,
    );
    return rows;
  }

  async usual(scope: Scope, { now, zone, dayStart, hourStart }: FigureClock): Promise<ByPlace<UsualSums>> {
    const days = DAYS_BACK.map((back) => new Date(shiftDays(dayStart, -back, zone)));
    const p = new Parameters();
    const { rows } = await this.database.query<Row>(
      `SELECT d.back, ${PLACES}, sum(d.today) AS today, sum(d.hour) AS hour
       FROM (${usualSql(scope, days, now - dayStart, hourStart - dayStart, p)}) d
       JOIN mnara.centre c USING (centre_key) JOIN mnara.region r USING (region_key)
       ${SETS('d.back, ')} HAVING sum(d.whole) > 0`,
      p.values,
    );
    return usualSums(rows, await this.#wholeDays(scope, days, zone), placeOf);
  }

  /** Which days back are whole at which place: 'place|back'. */
  async #wholeDays(scope: Scope, days: readonly Date[], zone: string): Promise<ReadonlySet<string>> {
    const p = new Parameters();
    // Whether a day is whole is asked of whole centres, whatever share of them the viewer sees.
    const places = scopeCondition(scope.kind === 'agency' ? { kind: 'network' } : scope, { agency: undefined }, p);
    const { rows } = await this.database.query<Row>(
      WHOLE_DAYS({
        places,
        starts: p.add(days),
        backs: p.add([...DAYS_BACK]),
        zone: p.add(zone),
        sets: SETS('d.back, '),
      }),
      p.values,
    );
    return new Set(rows.map((row) => `${placeOf(row)}|${number(row, 'back')}`));
  }

  trend(scope: Scope, places: TrendPlaces, from: number, to: number, stepMs: number): Promise<readonly TrendSums[]> {
    return readTrend(this.database, scope, places, from, to, stepMs);
  }
}

/** Of waits or of ends, which have other sums. */
interface BandRow {
  readonly centre_id: string;
  readonly region_id: string;
  readonly band: number;
  readonly waits?: Buffer | null;
  readonly wait_ms?: number;
  readonly within_target?: number;
  readonly target_n?: number;
  readonly served?: number;
  readonly ratings?: number;
  readonly satisfied?: number;
}

const bandSums = (row: BandRow): BandSums => ({
  centreId: row.centre_id,
  regionId: row.region_id,
  band: row.band,
  waits: numbersOf(row.waits ?? Buffer.alloc(0)),
  waitMs: row.wait_ms ?? 0,
  withinTarget: row.within_target ?? 0,
  targetN: row.target_n ?? 0,
  served: row.served ?? 0,
  ratings: row.ratings ?? 0,
  satisfied: row.satisfied ?? 0,
});

/** What int4send wrote one after the other. */
function numbersOf(bytes: Buffer): Int32Array {
  const numbers = new Int32Array(bytes.length / 4);
  for (let at = 0; at < numbers.length; at += 1) numbers[at] = bytes.readInt32BE(4 * at);
  return numbers;
}
