import type { Scope } from '#domain/access/viewer.js';
import type { AgentProgress } from '#domain/report/completeness.js';
import type { Database } from '#platform/postgres/database.js';
import { Parameters, scopeCondition } from '../kpi/kpi-sql.js';
import { momentSql } from '../moment-sql.js';

/** How long an enrolled agent is expected that was never in contact. */
const EXPECTED_MS = 7 * 86_400_000;

/** How far the data of the centres has arrived. One row for each agent, so thousands at most; read once a minute. */
export class ProgressStore {
  constructor(readonly database: Pick<Database, 'query'>) {}

  /**
   * Each agent of the scope's centres that is not revoked, with its newest outbox: one that was replaced never goes on.
   * One that was enrolled lately and has not been in contact yet is expected too. Agents send whole centres, so an
   * agency's scope has all of them.
   * @param now Unix milliseconds
   */
  async read(scope: Scope, now: number): Promise<readonly AgentProgress[]> {
    const p = new Parameters();
    const condition = scope.kind === 'agency' ? 'TRUE' : scopeCondition(scope, { agency: undefined }, p);
    const expected = p.add(new Date(now - EXPECTED_MS));
    const { rows } = await this.database.query<AgentProgress>(
      `WITH known AS (
         SELECT f.agent_id, f.outbox_id, f.centre_key, f.heartbeat_seconds > 0 AS has_heartbeats, f.last_received_at,
           f.last_event_at, (GREATEST(f.recorded_seq, o.recorded_seq) - f.last_seq)::float8 AS in_flight
         FROM mnara.agent_position f LEFT JOIN mnara.outbox o USING (agent_id, outbox_id)
         UNION ALL
         SELECT a.agent_id, '', c.centre_key, true, NULL, NULL, 0 FROM mnara.agent a
           JOIN mnara.centre c USING (centre_id)
         WHERE a.enrolled_at > ${expected}::timestamptz AND NOT EXISTS (SELECT 1 FROM mnara.agent_position f
           WHERE f.agent_id = a.agent_id))
       SELECT DISTINCT ON (c.centre_id, k.agent_id) c.centre_id AS "centreId", k.has_heartbeats AS "hasHeartbeats",
         ${momentSql('k.last_received_at')} AS "lastReceivedAt", ${momentSql('k.last_event_at')} AS "lastEventAt", k.in_flight AS
         "inFlight"
       FROM known k JOIN mnara.centre c ON c.centre_key = k.centre_key
         JOIN mnara.region r ON r.region_key = c.region_key
         LEFT JOIN mnara.agent a USING (agent_id)
       WHERE a.revoked_at IS NULL AND ${condition}
       ORDER BY c.centre_id, k.agent_id, k.last_received_at DESC NULLS LAST`,
      p.values,
    );
    return rows;
  }
}
