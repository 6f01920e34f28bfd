import type { KpiReading, WindowQuestion } from '#domain/alert/evaluation/observe-kpis.js';
import type { Places } from '#domain/alert/evaluation/places.js';
import type { History, PastQueue } from '#domain/alert/trial/backtest.js';
import type { Database } from '#platform/postgres/database.js';
import { KpiStore } from '../kpi/kpi-store.js';
import { readWindow } from '../kpi/window-kpis.js';
import { NetworkStore } from '../network/network-store.js';

/** Legs that were waiting at a moment: issued within the day before, and neither called nor ended by then. */
const QUEUES = `
  SELECT r.region_id AS "regionId", c.centre_id AS "centreId", s.service_id AS "serviceId", a.agency_id AS "agencyId",
    count(*)::int AS waiting, min(l.issued_at) AS since
  FROM mnara.leg l JOIN mnara.centre c USING (centre_key) JOIN mnara.region r USING (region_key)
    LEFT JOIN mnara.service s ON s.service_key = l.service_key LEFT JOIN mnara.agency a ON a.agency_key = s.agency_key
  WHERE l.issued_at <= $1 AND l.issued_at > $1::timestamptz - interval '24 hours' AND (l.called_at IS NULL
  OR l.called_at > $1)
    AND ((l.left_queue_at > $1 AND l.left_queue_at < $1::timestamptz + interval '48 hours')
      OR (l.left_queue_at IS NULL AND (l.closed_at IS NULL OR l.closed_at > $1)))
  GROUP BY 1, 2, 3, 4`;

/** The history that a backtest of rules reads, as the processor stored it. */
export class AlertHistory implements History {
  constructor(readonly database: Database) {}

  places(): Promise<Places> {
    return new NetworkStore(this.database).places();
  }

  kpis(question: WindowQuestion, at: number, zone: string): Promise<KpiReading> {
    return readWindow(new KpiStore(this.database), question, at, zone);
  }

  async queues(at: number): Promise<readonly PastQueue[]> {
    const { rows } = await this.database.query<Omit<PastQueue, 'longestSince'> & { since: Date }>(QUEUES, [
      new Date(at),
    ]);
    return rows.map(({ since, ...row }) => ({ ...row, longestSince: since.getTime() }));
  }
}
