import type { Scope } from '#domain/access/viewer.js';
import { SILENT_AFTER_HEARTBEATS } from '#domain/status/freshness.js';
import type { Database } from '#platform/postgres/database.js';
import type { KpiQuery, Silence } from './kpi-query.js';
import { Parameters, scopeCondition } from './kpi-sql.js';

interface SilenceRow {
  readonly centre_id: string;
  readonly region_id: string;
  readonly time_zone: string;
  readonly is_silent: boolean;
  readonly silent_from: Date;
  readonly silent_to: Date;
}

/**
 * Silences of the scope's agents that touch the period. One that still lasts starts at the agent's newest contact and
 * goes up to now. Agents that send no heartbeats are never silent.
 */
export async function readSilences(
  database: Database,
  scope: Scope,
  query: KpiQuery,
  now: number,
): Promise<readonly Silence[]> {
  const parameters = new Parameters();
  const within = (): string => {
    const places = query.filters.map(({ key, values }) => {
      if (key === 'region') return `r.region_id = ANY(${parameters.add(values)}::text[])`;
      return key === 'centre' ? `c.centre_id = ANY(${parameters.add(values)}::text[])` : 'FALSE';
    });
    return [scopeCondition(scope, { agency: undefined }, parameters), ...places].join(' AND ');
  };
  const places =
    'JOIN mnara.centre c ON c.centre_key = p.centre_key JOIN mnara.region r ON r.region_key = c.region_key';
  const zone = `COALESCE(${parameters.add(query.zone ?? null)}::text, c.time_zone)`;
  const from = `${parameters.add(query.from)}::timestamp AT TIME ZONE ${zone}`;
  const to = `${parameters.add(query.to)}::timestamp AT TIME ZONE ${zone}`;
  const at = `${parameters.add(new Date(now))}::timestamptz`;
  const { rows } = await database.query<SilenceRow>(
    `WITH newest AS (
       SELECT agent_id, centre_key, max(last_received_at) AS heard, max(heartbeat_seconds) AS seconds
       FROM mnara.agent_position WHERE heartbeat_seconds > 0 GROUP BY agent_id, centre_key
     ), silent AS (
       SELECT agent_id, centre_key, silent_from, silent_to FROM mnara.agent_silence
       UNION ALL
       SELECT agent_id, centre_key, heard, ${at} FROM newest
       WHERE ${at} - heard > seconds * ${SILENT_AFTER_HEARTBEATS} * interval '1 second'
     )
     SELECT true AS is_silent, c.centre_id, r.region_id, c.time_zone, greatest(p.silent_from,
     ${from}) AS silent_from, least(p.silent_to, ${to}) AS silent_to
     FROM silent p ${places} WHERE ${within()} AND p.silent_from < ${to} AND p.silent_to > ${from}
     UNION ALL
     SELECT false, c.centre_id, r.region_id, c.time_zone, greatest(${from}, e.enrolled_at), least(${to}, ${at})
     FROM newest p ${places} LEFT JOIN mnara.agent e ON e.agent_id = p.agent_id
     WHERE ${within()} AND ${from} < ${at} AND COALESCE(e.enrolled_at < ${to}, true)`,
    parameters.values,
  );
  return rows.map((row) => ({
    isSilent: row.is_silent,
    centreId: row.centre_id,
    regionId: row.region_id,
    timeZone: row.time_zone,
    from: row.silent_from.getTime(),
    to: row.silent_to.getTime(),
  }));
}
