import type { Scope } from '#domain/access/viewer.js';
import type { AgentProgress } from '#domain/report/completeness.js';
import type { Database } from '#platform/postgres/database.js';
import { Parameters, scopeCondition } from '../kpi/kpi-sql.js';
import { ms } from './report-rows.js';

/** How far the data of the centres has arrived. One row for each agent, so thousands at most; read once a minute. */
export class ProgressStore {
  constructor(readonly database: Pick<Database, 'query'>) {}

  /**
   * Each agent of the scope's centres that is not revoked, with its newest outbox: one that was replaced never goes on.
   * Agents send whole centres, so an agency's scope has all of them.
   */
  async read(scope: Scope): Promise<readonly AgentProgress[]> {
    const p = new Parameters();
    const condition = scope.kind === 'agency' ? 'TRUE' : scopeCondition(scope, { agency: undefined }, p);
    const { rows } = await this.database.query<AgentProgress>(
      `SELECT DISTINCT ON (c.centre_id, f.agent_id) c.centre_id AS "centreId", f.heartbeat_seconds > 0
         AS "hasHeartbeats", ${ms('f.last_received_at')} AS "lastReceivedAt", ${ms('f.last_event_at')} AS "lastEventAt",
         (GREATEST(f.recorded_seq, o.recorded_seq) - f.last_seq)::float8 AS "inFlight"
       FROM mnara.agent_position f JOIN mnara.centre c ON c.centre_key = f.centre_key
         JOIN mnara.region r ON r.region_key = c.region_key
         LEFT JOIN mnara.outbox o USING (agent_id, outbox_id) LEFT JOIN mnara.agent a USING (agent_id)
       WHERE a.revoked_at IS NULL AND ${condition}
       ORDER BY c.centre_id, f.agent_id, f.last_received_at DESC NULLS LAST`,
      p.values,
    );
    return rows;
  }
}
