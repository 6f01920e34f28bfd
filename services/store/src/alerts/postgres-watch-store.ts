import type { WatchingRule } from '#domain/alert/evaluation/observe.js';
import type { KpiQuestion, KpiReading } from '#domain/alert/evaluation/observe-kpis.js';
import type { Places } from '#domain/alert/evaluation/places.js';
import type { Database } from '#platform/postgres/database.js';
import { readKpis } from '../kpi/postgres-kpi-reader.js';
import { readPlaces } from '../network/postgres-places.js';
import { readRules } from '../rules/postgres-rules.js';
import type { WatchStore } from './alert-store.js';

/** What evaluation reads, from the database that the processor fills. */
export class PostgresWatchStore implements WatchStore {
  constructor(readonly database: Database) {}

  async version(): Promise<string> {
    const { rows } = await this.database.query<{ version: string }>(
      `SELECT concat_ws(' ', (SELECT concat_ws('/', sum(version), count(*) FILTER (WHERE removed_at IS NULL)) FROM mnara.rule),
         (SELECT max(applied_at) FROM mnara.network)) AS version`,
    );
    return rows[0]?.version ?? '';
  }

  rules(): Promise<readonly WatchingRule[]> {
    return readRules(this.database);
  }

  places(): Promise<Places> {
    return readPlaces(this.database);
  }

  async lostEvents(now: number): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.database.query<{ centre_id: string; n: number }>(
      `SELECT c.centre_id, sum(g.before_seq - g.after_seq - 1)::float8 AS n
       FROM mnara.agent_gap g JOIN mnara.agent_position p USING (agent_id, outbox_id) JOIN mnara.centre c USING (centre_key)
       WHERE g.seen_at > $1::timestamptz - interval '24 hours' GROUP BY 1`,
      [new Date(now)],
    );
    return new Map(rows.map(({ centre_id: centreId, n }) => [centreId, n]));
  }

  kpis(question: KpiQuestion, at: number): Promise<KpiReading> {
    return readKpis(this.database, question, at);
  }
}
