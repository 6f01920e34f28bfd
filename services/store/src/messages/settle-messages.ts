import type { Transaction } from '#platform/postgres/database.js';
import { escalateFailedSteps } from '../escalations/escalate-failed-steps.js';
import type { Settled } from './outbox.js';
import { completeMessages } from './postgres-receipts.js';

/**
 * A process that has settled the message or claimed it again since takes precedence; `attempts` shows this. One that was
 * presumed dead still knows what became of a report.
 */
const SETTLE = `
WITH x AS (SELECT * FROM jsonb_to_recordset($1::jsonb)
  AS x(key text, attempts int, state text, at timestamptz, "dueAt" timestamptz, "providerId" text, "lastError" text,
  "lastReason" text, entry text, detail jsonb)),
changed AS (
  UPDATE mnara.notification n SET state = x.state, due_at = COALESCE(x."dueAt", n.due_at), provider_id =
  COALESCE(x."providerId", n.provider_id),
    sent_at = CASE WHEN x.state = 'sent' THEN x.at END, last_error = x."lastError", last_reason = x."lastReason", claimed_at = NULL
  FROM x WHERE n.message_id = x.key AND n.attempts = x.attempts AND n.state IN ('waiting', 'uncertain')
  RETURNING n.message_id, n.alert_id, x.at, x.entry, x.detail),
entries AS (
  INSERT INTO mnara.alert_entry (alert_id, at, kind, detail)
  SELECT DISTINCT alert_id, at, entry, detail FROM changed WHERE alert_id IS NOT NULL ORDER BY at, alert_id)
SELECT DISTINCT message_id AS key, alert_id FROM changed`;

/** Writes the results of attempts, and a timeline entry for every alert in their messages. */
export async function settleMessages(tx: Transaction, settled: readonly Settled[]): Promise<void> {
  if (settled.length === 0) return;
  const { rows } = await tx.query<{ key: string; alert_id: number | null }>(SETTLE, [
    JSON.stringify(settled.map(rowOf)),
  ]);
  const changed = new Set(rows.map(({ key }) => key));
  await addParts(
    tx,
    settled.filter(({ message }) => changed.has(message.key)),
  );
  const failed = new Map(
    settled
      .filter(({ settlement: { kind } }) => kind === 'refused' || kind === 'given_up')
      .map((one) => [one.message.key, one.at]),
  );
  const alertIds = rows.flatMap(({ key, alert_id: id }) => (id !== null && failed.has(key) ? [id] : []));
  await escalateFailedSteps(tx, alertIds, Math.max(0, ...failed.values()));
}

function rowOf({ channel, message, settlement, at }: Settled) {
  const { key, attempts, supervisorId, contactId, facts } = message;
  const to = { channel, supervisorId, contactId, messageId: key, attempts, alerts: facts.alerts.length };
  const none = { lastError: null, lastReason: null };
  const base = { key, attempts, at: new Date(at).toISOString(), dueAt: null, providerId: null };
  switch (settlement.kind) {
    case 'handed_over':
      return { ...base, ...none, state: 'sent', providerId: settlement.providerId ?? null, entry: 'sent', detail: to };
    case 'retried': {
      const { reason, says, fix, dueAt } = settlement;
      const again = new Date(dueAt).toISOString();
      return {
        ...base,
        state: 'waiting',
        dueAt: again,
        lastError: says,
        lastReason: reason,
        entry: 'retried',
        detail: { ...to, reason, says, mend: fix, again },
      };
    }
    case 'given_up':
    case 'refused': {
      const { reason, says, fix, kind } = settlement;
      return {
        ...base,
        state: 'failed',
        lastError: says,
        lastReason: reason,
        entry: 'failed',
        detail: { ...to, outcome: kind, reason, says, mend: fix },
      };
    }
  }
}

/** A receipt may have arrived before. An old one, or one of another message, has an id that the provider has reused. */
async function addParts(tx: Transaction, settled: readonly Settled[]): Promise<void> {
  const parts = settled.flatMap(({ channel, message, settlement, at }) =>
    settlement.kind === 'handed_over'
      ? settlement.receiptIds.map((receiptId) => ({
          channel,
          receiptId,
          key: message.key,
          at: new Date(at).toISOString(),
        }))
      : [],
  );
  if (parts.length === 0) return;
  const { rows } = await tx.query<{ key: string }>(
    `INSERT INTO mnara.message_part AS part (channel, receipt_id, message_id, state, at)
     SELECT DISTINCT ON (channel, "receiptId") channel, "receiptId", key, 'handed_over', at
     FROM jsonb_to_recordset($1::jsonb) AS x(channel text, "receiptId" text, key text, at timestamptz)
     ON CONFLICT (channel, receipt_id) DO UPDATE SET message_id = excluded.message_id, at = excluded.at,
       state = CASE WHEN part.message_id = excluded.message_id OR part.message_id IS NULL
       AND part.at > excluded.at - interval '1 hour' THEN part.state ELSE 'handed_over' END
     RETURNING CASE WHEN state <> 'handed_over' THEN message_id END AS key`,
    [JSON.stringify(parts)],
  );
  const keys = rows.map(({ key }) => key).filter((key) => key !== null);
  await completeMessages(tx, [...new Set(keys)]);
}
