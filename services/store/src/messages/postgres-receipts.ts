import type { Database, Transaction } from '#platform/postgres/database.js';
import { escalateFailedSteps } from '../escalations/escalate-failed-steps.js';
import type { DeliveryReceipt, DeliveryReceipts } from './outbox.js';

/** Delivery receipts in mnara.message_part. */
export class PostgresReceipts implements DeliveryReceipts {
  constructor(readonly database: Database) {}

  record(receipts: readonly DeliveryReceipt[], at: number): Promise<void> {
    return this.database.transaction(async (tx) => {
      const { rows } = await tx.query<{ key: string | null }>(
        `INSERT INTO mnara.message_part (channel, receipt_id, state, says, at)
         SELECT DISTINCT ON (channel, "receiptId") channel, "receiptId", state, says, $2::timestamptz
         FROM jsonb_to_recordset($1::jsonb) AS x(channel text, "receiptId" text, state text, says text)
         ON CONFLICT (channel, receipt_id) DO UPDATE SET state = excluded.state, says = excluded.says, at = excluded.at
           WHERE mnara.message_part.state = 'handed_over'
         RETURNING message_id AS key`,
        [JSON.stringify(receipts), new Date(at)],
      );
      const keys = rows.map(({ key }) => key).filter((key) => key !== null);
      await completeMessages(tx, [...new Set(keys)]);
    });
  }
}

const COMPLETE = `
WITH whole AS (
  SELECT message_id, bool_or(state = 'failed') AS failed, string_agg(DISTINCT says, '; ') AS says, max(at) AS at,
  min(channel) AS channel
  FROM mnara.message_part WHERE message_id = ANY($1::text[]) GROUP BY message_id
  HAVING bool_and(state <> 'handed_over')),
changed AS (
  UPDATE mnara.notification n SET state = CASE WHEN failed THEN 'failed' ELSE 'delivered' END, delivered_at = CASE WHEN
  failed THEN NULL ELSE whole.at END,
    last_error = CASE WHEN failed THEN says END
  FROM whole WHERE n.message_id = whole.message_id AND n.state = 'sent'
  RETURNING n.alert_id, n.supervisor_id, n.contact_id, whole.*)
INSERT INTO mnara.alert_entry (alert_id, at, kind, detail)
SELECT DISTINCT alert_id, at, CASE WHEN failed THEN 'failed' ELSE 'delivered' END,
  jsonb_build_object('channel', channel, 'supervisorId', supervisor_id, 'contactId', contact_id, 'messageId',
  message_id) || CASE WHEN failed
    THEN jsonb_build_object('outcome', 'not_delivered', 'reason', 'not_delivered', 'says',
    'The provider took the message and could not deliver it: ' || says || '.',
      'mend', 'Correct the contact''s address, or reach the person another way.')
    ELSE '{}' END
FROM changed WHERE alert_id IS NOT NULL ORDER BY alert_id
RETURNING alert_id, kind, at`;

/** Marks messages as delivered once every part has its receipt, or as failed when a part has failed. */
export async function completeMessages(tx: Transaction, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  // Receipts of two parts may be written at the same time: only after this lock does the second see the first.
  await tx.query(
    'SELECT 1 FROM mnara.notification WHERE message_id = ANY($1::text[]) ORDER BY notification_id FOR UPDATE',
    [keys],
  );
  const { rows } = await tx.query<{ alert_id: number; kind: string; at: Date }>(COMPLETE, [keys]);
  const failed = rows.filter(({ kind }) => kind === 'failed');
  await escalateFailedSteps(
    tx,
    failed.map(({ alert_id: id }) => id),
    Math.max(0, ...failed.map(({ at }) => at.getTime())),
  );
}
