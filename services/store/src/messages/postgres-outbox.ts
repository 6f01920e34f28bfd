import type { Database } from '#platform/postgres/database.js';
import type { ClaimedMessage, ClaimRequest, Outbox, Settled } from './outbox.js';
import { messagesOf, type OutboxRow } from './outbox-rows.js';
import { settleMessages } from './settle-messages.js';

/**
 * Claims due rows, by message: a message that was sent before stays as it was; otherwise a message has all rows for one
 * contact and one group. First pages of new problems come first, then contacts that were not served yet, one message
 * each. The oldest row's key is the message's.
 */
const CLAIM = `
WITH unit AS (
  SELECT COALESCE(message_id, concat_ws('/', contact_id, kind, CASE WHEN alert_id IS NULL THEN notification_id::text
  ELSE group_key END)) AS unit,
    contact_id, supervisor_id, min(priority) AS priority, min(due_at) AS due_at, array_agg(notification_id) AS ids
  FROM mnara.notification WHERE state = 'waiting' AND channel = $1 AND due_at <= $2
  AND NOT contact_id = ANY($5::bigint[]) GROUP BY 1, 2, 3),
one_each AS (SELECT DISTINCT ON (contact_id) * FROM unit ORDER BY contact_id, priority, due_at, unit),
ranked AS (SELECT *, row_number() OVER (PARTITION BY supervisor_id ORDER BY priority, due_at, unit) AS turn
FROM one_each),
chosen AS (SELECT unit, ids FROM ranked ORDER BY priority, contact_id = ANY($6::bigint[]), turn, due_at, unit LIMIT $3),
taken AS (
  SELECT n.notification_id, n.idempotency_key, x.unit FROM (SELECT unit, unnest(ids) AS notification_id FROM chosen) x
    JOIN mnara.notification n USING (notification_id)
  WHERE n.state = 'waiting' AND n.due_at <= $2 ORDER BY n.notification_id FOR UPDATE OF n SKIP LOCKED),
named AS (SELECT notification_id, first_value(idempotency_key) OVER (PARTITION BY unit ORDER BY notification_id) AS key
FROM taken)
UPDATE mnara.notification n SET attempts = n.attempts + 1, due_at = $4, claimed_at = $2,
message_id = COALESCE(n.message_id, named.key) FROM named
WHERE n.notification_id = named.notification_id RETURNING n.notification_id`;

/**
 * A report whose sender died may have been sent. It is not sent again: two mails of the same report are worse than one
 * that a person asks for (docs/decisions/0113-a-report-is-sent-at-most-once.md).
 */
const GIVE_UP_UNCERTAIN = `
UPDATE mnara.notification SET state = 'uncertain', last_reason = 'uncertain',
  last_error = 'The process that sent it ended before it could record the outcome; it may have been sent.'
WHERE kind = 'report' AND state = 'waiting' AND channel = $1 AND due_at <= $2 AND claimed_at IS NOT NULL`;

const READ = `
SELECT n.message_id, n.attempts, n.kind, n.created_at, n.contact_id, n.address, n.words, n.supervisor_id, s.name,
s.language, s.time_zone,
  a.alert_id, a.rule_id, a.identity, a.severity, a.condition, a.signal, a.value, a.threshold, a.fired_at, a.cleared_at,
  a.region_id, a.centre_id, a.service_id, a.agency_id,
  v.definition->'names' AS rule_names, v.definition->'advice' AS advice, v.definition->>'watch' AS watch,
  r.names AS region_names, c.names AS centre_names, sv.names AS service_names, g.names AS agency_names
FROM mnara.notification n
  LEFT JOIN mnara.supervisor s USING (supervisor_id)
  LEFT JOIN mnara.alert a ON a.alert_id = n.alert_id
  LEFT JOIN mnara.rule_version v ON v.rule_id = a.rule_id AND v.version = a.rule_version
  LEFT JOIN mnara.region r ON r.region_id = a.region_id
  LEFT JOIN mnara.centre c ON c.centre_id = a.centre_id
  LEFT JOIN mnara.service sv ON sv.service_id = a.service_id
  LEFT JOIN mnara.agency g ON g.agency_id = a.agency_id
WHERE n.notification_id = ANY($1::bigint[])
ORDER BY min(n.priority) OVER (PARTITION BY n.message_id), min(n.notification_id) OVER (PARTITION BY n.message_id),
n.notification_id`;

/** The outbox in mnara.notification. */
export class PostgresOutbox implements Outbox {
  constructor(readonly database: Database) {}

  claim({
    channel,
    now,
    max,
    leaseMs,
    busyContacts,
    servedContacts,
  }: ClaimRequest): Promise<readonly ClaimedMessage[]> {
    return this.database.transaction(async (tx) => {
      // Two processes that claim at once could each lock half of a message. Rows are locked too; a row that another
      // process is changing is skipped.
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('mnara.notification ' || $1, 0))`, [channel]);
      await tx.query(GIVE_UP_UNCERTAIN, [channel, new Date(now)]);
      const { rows: taken } = await tx.query<{ notification_id: number }>(CLAIM, [
        channel,
        new Date(now),
        max,
        new Date(now + leaseMs),
        busyContacts,
        servedContacts,
      ]);
      if (taken.length === 0) return [];
      const { rows } = await tx.query<OutboxRow>(READ, [taken.map(({ notification_id: id }) => id)]);
      return messagesOf(rows);
    });
  }

  settle(settled: readonly Settled[]): Promise<void> {
    return this.database.transaction((tx) => settleMessages(tx, settled));
  }
}
