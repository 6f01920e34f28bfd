import type { Target } from '#domain/alert/escalation.js';
import type { Transaction } from '#platform/postgres/database.js';

/** A step of an alert's escalation that pages now. */
export interface PagingStep {
  readonly alertId: number;
  readonly page: number;
  readonly round: number;
  readonly step: number;
  readonly targets: readonly Target[];
}

/** A message that was put into the outbox. */
export interface Addressed {
  readonly alertId: number;
  readonly supervisorId: string;
  readonly channel: string;
}

const SEVERITIES = `ARRAY['info', 'warning', 'critical']`;

/**
 * Puts a message into the outbox for each contact of everybody whom these steps mean. A step that was taken before has its messages already:
 * their keys are the same, and nothing is added.
 */
export async function pageRecipients(
  tx: Transaction,
  steps: readonly PagingStep[],
  at: number,
): Promise<readonly Addressed[]> {
  if (steps.length === 0) return [];
  const { rows } = await tx.query<Addressed>(
    `INSERT INTO mnara.notification (idempotency_key, kind, alert_id, supervisor_id, contact_id, channel, address, group_key, priority, created_at, due_at)
     SELECT DISTINCT ON (a.alert_id, c.contact_id)
       format('alert %s/page %s/round %s/step %s/contact %s', a.alert_id, x.page, x.round, x.step, c.contact_id), 'page', a.alert_id,
       s.supervisor_id, c.contact_id, c.channel, c.address, concat_ws('/', a.region_id, a.rule_id),
       CASE WHEN x.page = 1 AND x.round = 0 AND x.step = 0 THEN 0 ELSE 1 END, $2::timestamptz, $2::timestamptz
     FROM jsonb_to_recordset($1::jsonb) AS x("alertId" bigint, page int, round int, step int, targets text[])
       CROSS JOIN unnest(x.targets) AS t(target)
       JOIN mnara.alert a ON a.alert_id = x."alertId"
       JOIN mnara.supervisor s ON s.removed_at IS NULL AND s.role = t.target AND s.place = CASE t.target
         WHEN 'centre_manager' THEN a.centre_id WHEN 'county_commissioner' THEN a.region_id WHEN 'agency_head' THEN a.agency_id ELSE '' END
       JOIN mnara.contact c ON c.supervisor_id = s.supervisor_id AND c.removed_at IS NULL
         AND array_position(${SEVERITIES}, c.least_severity) <= array_position(${SEVERITIES}, a.severity)
     ORDER BY a.alert_id, c.contact_id
     ON CONFLICT (idempotency_key) DO NOTHING
     RETURNING alert_id AS "alertId", supervisor_id AS "supervisorId", channel`,
    [JSON.stringify(steps), new Date(at)],
  );
  return rows;
}

/** Tells everybody who was paged for an alert that it has cleared. */
export async function tellCleared(tx: Transaction, alertIds: readonly number[], at: number): Promise<void> {
  if (alertIds.length === 0) return;
  await tx.query(
    `INSERT INTO mnara.notification (idempotency_key, kind, alert_id, supervisor_id, contact_id, channel, address, group_key, priority, created_at, due_at)
     SELECT DISTINCT ON (a.alert_id, n.contact_id) format('alert %s/resolved/episode %s/contact %s', a.alert_id, a.episode, n.contact_id), 'resolved', a.alert_id,
       n.supervisor_id, n.contact_id, n.channel, n.address, n.group_key, 1, $2::timestamptz, $2::timestamptz
     FROM mnara.alert a JOIN mnara.notification n ON n.alert_id = a.alert_id AND n.kind = 'page' AND n.created_at >= a.fired_at
     WHERE a.alert_id = ANY($1::bigint[])
     ORDER BY a.alert_id, n.contact_id
     ON CONFLICT (idempotency_key) DO NOTHING`,
    [alertIds, new Date(at)],
  );
}
