import type { WatchingRule } from '#domain/alert/evaluation/observe.js';
import type { KpiReading, WindowQuestion } from '#domain/alert/evaluation/observe-kpis.js';
import type { Places } from '#domain/alert/evaluation/places.js';
import type { Database } from '#platform/postgres/database.js';
import { KpiStore } from '../kpi/kpi-store.js';
import { readWindow } from '../kpi/window-kpis.js';
import { NetworkStore } from '../network/network-store.js';
import { readRules, readRulesVersion } from '../rules/apply-rules.js';

/** What rule evaluation reads from the database, which the stream processor fills. */
export class WatchStore {
  readonly #network: NetworkStore;
  readonly #kpis: KpiStore;

  constructor(readonly database: Database) {
    this.#network = new NetworkStore(database);
    this.#kpis = new KpiStore(database);
  }

  /** A text that changes whenever rules or the network change. */
  async version(): Promise<string> {
    const [rules, network] = await Promise.all([readRulesVersion(this.database), this.#network.version('description')]);
    return `${rules} ${network}`;
  }

  rules(): Promise<readonly WatchingRule[]> {
    return readRules(this.database);
  }

  places(): Promise<Places> {
    return this.#network.places();
  }

  /** Number of events of the last 24 hours that never arrived, by centre. */
  async lostEvents(now: number): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.database.query<{ centre_id: string; n: number }>(
      `SELECT c.centre_id, sum(g.before_seq - g.after_seq - 1)::float8 AS n
       FROM mnara.agent_gap g JOIN mnara.agent_position p USING (agent_id, outbox_id)
       JOIN mnara.centre c USING (centre_key)
       WHERE g.seen_at > $1::timestamptz - interval '24 hours' GROUP BY 1`,
      [new Date(now)],
    );
    return new Map(rows.map(({ centre_id: centreId, n }) => [centreId, n]));
  }

  /** Seconds for which the report that has waited longest was not sent (figure.ts); 0: there is none. */
  async reportNotSentSeconds(now: number): Promise<number> {
    const { rows } = await this.database.query<{ seconds: number | null }>(
      `SELECT extract(epoch FROM $1::timestamptz - min(since))::float8 AS seconds FROM (
         SELECT CASE WHEN state IN ('ready', 'sending') THEN COALESCE(as_of, due_at) ELSE deadline_at END AS since
         FROM mnara.report_run WHERE state IN ('due', 'waiting_for_data', 'rendering', 'ready', 'sending')
         UNION ALL
         SELECT finished_at FROM mnara.report_run
         WHERE state = 'failed' AND finished_at > $1::timestamptz - interval '1 day') AS unsent`,
      [new Date(now)],
    );
    return Math.max(0, rows[0]?.seconds ?? 0);
  }

  /** Sums over the window that ends with the rollup step that contains `at`. @param zone the network's */
  kpis(question: WindowQuestion, at: number, zone: string): Promise<KpiReading> {
    return readWindow(this.#kpis, question, at, zone);
  }
}
