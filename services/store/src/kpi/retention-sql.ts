import type { Scope } from '#domain/access/viewer.js';
import type { Database } from '#platform/postgres/database.js';
import type { KpiQuery } from './kpi-query.js';
import { Parameters } from './kpi-sql.js';

/**
 * From when on all legs of the asked centres are there, Unix milliseconds; 0 where nothing was deleted
 * (docs/operations.md, retention).
 */
export async function readKeptFrom(database: Database, scope: Scope, query: KpiQuery): Promise<number> {
  const parameters = new Parameters();
  const places = query.filters.flatMap(({ key, values }) => {
    if (key !== 'region' && key !== 'centre') return [];
    return [`${key === 'region' ? 'r.region_id' : 'c.centre_id'} = ANY(${parameters.add(values)}::text[])`];
  });
  if (scope.kind === 'region') places.push(`r.region_id = ${parameters.add(scope.regionId)}`);
  if (scope.kind === 'centre') places.push(`c.centre_id = ${parameters.add(scope.centreId)}`);
  const { rows } = await database.query<{ at: number | null }>(
    `SELECT ceil(extract(epoch FROM max(p.kept_from)) * 1000)::bigint AS at
     FROM mnara.retention p JOIN mnara.centre c ON c.centre_key = p.centre_key JOIN mnara.region r
     ON r.region_key = c.region_key
     WHERE ${['TRUE', ...places].join(' AND ')}`,
    parameters.values,
  );
  return rows[0]?.at ?? 0;
}
