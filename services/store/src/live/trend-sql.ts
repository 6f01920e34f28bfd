import type { Scope } from '#domain/access/viewer.js';
import type { Database } from '#platform/postgres/database.js';
import { Parameters, scopeCondition } from '../kpi/kpi-sql.js';
import { DEMAND } from '../kpi/leg-sql.js';
import type { TrendPlaces, TrendSums } from './figure-sums.js';

interface TrendRow {
  readonly at: number;
  readonly issued: number;
  readonly served: number;
  readonly abandoned: number;
  readonly wait_n: number;
  readonly wait_ms: number;
}

const SERVICE =
  'LEFT JOIN mnara.service s ON s.service_key = f.service_key LEFT JOIN mnara.agency a ON a.agency_key = s.agency_key';
const stepOf = (moment: string, step: string): string =>
  `(floor(extract(epoch FROM ${moment}) * 1000 / ${step}) * ${step})::float8`;

/**
 * The last minutes in steps: of whole regions from the minute rollup, of single centres from their legs. Steps without
 * data are left out.
 */
export async function readTrend(
  database: Database,
  scope: Scope,
  places: TrendPlaces,
  from: number,
  to: number,
  stepMs: number,
): Promise<readonly TrendSums[]> {
  const p = new Parameters();
  const sql =
    places.centreIds === undefined
      ? ofRegions(scope, places.regionIds ?? [], from, to, stepMs, p)
      : ofCentres(scope, places.centreIds, from, to, stepMs, p);
  const { rows } = await database.query<TrendRow>(sql, p.values);
  return rows.map((row) => ({
    at: row.at,
    issued: row.issued,
    served: row.served,
    abandoned: row.abandoned,
    waitN: row.wait_n,
    waitMs: row.wait_ms,
  }));
}

function ofRegions(
  scope: Scope,
  regionIds: readonly string[],
  from: number,
  to: number,
  stepMs: number,
  p: Parameters,
): string {
  // A rollup of regions has no centres: a centre's viewer comes by its legs.
  const within = scope.kind === 'centre' ? 'FALSE' : scopeCondition(scope, { agency: 'a.agency_id' }, p);
  return `SELECT ${stepOf('f.bucket', `${p.add(stepMs)}::numeric`)} AS at, sum(f.tickets_issued)::float8 AS issued,
    sum(f.served)::float8 AS served,
      sum(f.abandoned)::float8 AS abandoned, sum(f.wait_n)::float8 AS wait_n, sum(f.wait_ms)::float8 AS wait_ms
    FROM mnara.rollup_region_minute f JOIN mnara.region r ON r.region_key = f.region_key ${SERVICE}
    WHERE ${within} AND r.region_id = ANY(${p.add(regionIds)}::text[])
      AND f.bucket >= ${p.add(new Date(from))} AND f.bucket < ${p.add(new Date(to))}
    GROUP BY 1 ORDER BY 1`;
}

function ofCentres(
  scope: Scope,
  centreIds: readonly string[],
  from: number,
  to: number,
  stepMs: number,
  p: Parameters,
): string {
  const places = `mnara.leg f JOIN mnara.centre c ON c.centre_key = f.centre_key JOIN mnara.region r
    ON r.region_key = c.region_key ${SERVICE}`;
  const [start, end, step] = [
    `${p.add(new Date(from))}::timestamptz`,
    `${p.add(new Date(to))}::timestamptz`,
    `${p.add(stepMs)}::numeric`,
  ];
  const within = `${scopeCondition(scope, { agency: 'a.agency_id' }, p)}
    AND c.centre_id = ANY(${p.add(centreIds)}::text[])`;
  const part = (moment: string, sums: string, and: string): string =>
    `SELECT ${stepOf(moment, step)} AS at,
      ${sums} FROM ${places} WHERE ${within} AND ${moment} >= ${start} AND ${moment} < ${end} ${and}`;
  return `SELECT at, count(*) FILTER (WHERE issued)::float8 AS issued, count(*) FILTER (WHERE served)::float8 AS served,
    count(*) FILTER (WHERE abandoned)::float8 AS abandoned,
      count(wait_ms)::float8 AS wait_n, COALESCE(sum(wait_ms), 0)::float8 AS wait_ms
    FROM (
      ${part('f.issued_at', 'true AS issued, false AS served, false AS abandoned, NULL::int AS wait_ms', `AND (f.left_queue_at >= ${start} OR f.left_queue_at IS NULL)`)}
      UNION ALL ${part('f.left_queue_at', `false, false, f.started_at IS NULL AND f.ended_at IS NULL AND f.outcome = 'abandoned', f.wait_ms`, `AND ${DEMAND}`)}
      UNION ALL ${part('f.ended_at', 'false, true, false, NULL::int', `AND f.outcome = 'served'`)}
    ) AS moments GROUP BY at ORDER BY at`;
}
