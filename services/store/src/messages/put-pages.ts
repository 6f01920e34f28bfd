import type { StepMessages } from '#domain/alert/paging/take-step.js';
import type { Transaction } from '#platform/postgres/database.js';

/** The messages of one step of an alert's escalation. */
export interface AlertMessages extends StepMessages {
  readonly alertId: number;
}

/**
 * The first page of a group is sent at once, before everything else. What follows soon is combined: the next message of
 * the same group to the same contact is sent 2 s after the one before, then after twice the pause, at most a minute;
 * one that has not been sent yet includes the rows added until then. After two minutes without a message this ends
 * (docs/decisions/0062-how-messages-gather.md).
 */
const INSERT = `
WITH x AS (
  SELECT x.*, c.supervisor_id, c.channel, c.address FROM jsonb_to_recordset($1::jsonb)
    AS x(key text, "alertId" bigint, "contactId" bigint, "groupKey" text, "isFirst" boolean) JOIN mnara.contact c
    ON c.contact_id = x."contactId"),
grouped AS (
  SELECT g.*, COALESCE(CASE WHEN before[1] > $2 THEN before[1]
      ELSE GREATEST($2, before[1] + LEAST(interval '1 minute', GREATEST(interval '2 seconds', 2 * (before[1] -
      COALESCE(before[2], before[1]))))) END, $2) AS ready_at,
    before[1] IS NULL AS is_new
  FROM (SELECT DISTINCT "contactId", "groupKey" FROM x) g CROSS JOIN LATERAL (
    SELECT ARRAY(SELECT DISTINCT n.ready_at FROM mnara.notification n WHERE n.contact_id = g."contactId"
    AND n.group_key = g."groupKey" AND n.kind = 'page'
      AND n.ready_at > $2::timestamptz - interval '2 minutes' ORDER BY n.ready_at DESC LIMIT 2) AS before) b)
INSERT INTO mnara.notification (idempotency_key, kind, alert_id, supervisor_id, contact_id, channel, address, group_key,
priority, created_at, due_at, ready_at)
SELECT x.key, 'page', x."alertId", x.supervisor_id, x."contactId", x.channel, x.address, x."groupKey",
  CASE WHEN x."isFirst" AND g.is_new THEN 0 ELSE 1 END, $2, g.ready_at, g.ready_at
FROM x JOIN grouped g USING ("contactId", "groupKey") ORDER BY x."alertId", x."contactId"
ON CONFLICT (idempotency_key) DO NOTHING`;

/**
 * Adds messages to the outbox. The messages of a step that was taken before have the same keys and are not added again.
 * @returns how many were added
 */
export async function putPages(tx: Transaction, messages: readonly AlertMessages[], at: number): Promise<number> {
  const rows = messages.flatMap(({ alertId, action: { page, round, step }, to }) =>
    to.map(({ contactId, groupKey }) => ({
      key: `alert ${alertId}/page ${page}/round ${round}/step ${step}/contact ${contactId}`,
      alertId,
      contactId,
      groupKey,
      isFirst: page === 1 && round === 0 && step === 0,
    })),
  );
  if (rows.length === 0) return 0;
  return (await tx.query(INSERT, [JSON.stringify(rows), new Date(at)])).rowCount;
}

/**
 * Notifies everyone who was paged for an alert that it has cleared. Alerts that clear within the same ten seconds go
 * into one message.
 */
export async function notifyCleared(tx: Transaction, alertIds: readonly number[], at: number): Promise<void> {
  if (alertIds.length === 0) return;
  await tx.query(
    `INSERT INTO mnara.notification (idempotency_key, kind, alert_id, supervisor_id, contact_id, channel, address,
      group_key, priority, created_at, due_at)
     SELECT DISTINCT ON (a.alert_id, n.contact_id) format('alert %s/resolved/episode %s/contact %s', a.alert_id,
     a.episode, n.contact_id), 'resolved', a.alert_id,
       n.supervisor_id, n.contact_id, n.channel, n.address, n.group_key, 1, $2::timestamptz,
       to_timestamp(ceil(extract(epoch FROM $2::timestamptz) / 10) * 10)
     FROM mnara.alert a JOIN mnara.notification n ON n.alert_id = a.alert_id AND n.kind = 'page'
     AND n.created_at >= a.fired_at
     WHERE a.alert_id = ANY($1::bigint[])
     ORDER BY a.alert_id, n.contact_id
     ON CONFLICT (idempotency_key) DO NOTHING`,
    [alertIds, new Date(at)],
  );
}
