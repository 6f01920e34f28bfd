import type { Scope } from '#domain/access/viewer.js';
import type { Target } from '#domain/alert/escalation.js';
import type { ChannelName } from '#domain/people/contact.js';
import type { Database } from '#platform/postgres/database.js';
import type { OwnWords } from './message-facts.js';

/** A message with words of its own, to one contact. */
export interface WordsMessage {
  /** The same message always has the same; one that is in the outbox already is not added again. */
  readonly key: string;
  /** `report` is sent at most once, `report_notice` at least once. */
  readonly kind: 'report' | 'report_notice';
  readonly supervisorId: string;
  /** Below 0: a recipient who is not one of the people whom alerts reach. */
  readonly contactId: number;
  readonly channel: ChannelName;
  readonly address: string;
  readonly words: OwnWords;
}

/** Alerts have 0 and 1 and are sent first. */
const PRIORITY = 2;

/** Adds messages to the outbox. @returns how many were added */
export async function putWords(database: Database, messages: readonly WordsMessage[], at: number): Promise<number> {
  if (messages.length === 0) return 0;
  const { rowCount } = await database.query(
    `INSERT INTO mnara.notification (idempotency_key, kind, supervisor_id, contact_id, channel, address, group_key,
       priority, created_at, due_at, words)
     SELECT key, kind, "supervisorId", "contactId", channel, address, kind, ${PRIORITY}, $2::timestamptz,
       $2::timestamptz, words
     FROM jsonb_to_recordset($1::jsonb) AS x(key text, kind text, "supervisorId" text, "contactId" bigint, channel text,
       address text, words jsonb)
     ON CONFLICT (idempotency_key) DO NOTHING`,
    [JSON.stringify(messages), new Date(at)],
  );
  return rowCount;
}

/** Who is responsible for a scope: a role and its place; the secretariat for the whole network. */
function leadOf(scope: Scope): readonly [role: Target, place: string] {
  switch (scope.kind) {
    case 'network':
      return ['secretariat', ''];
    case 'region':
      return ['county_commissioner', scope.regionId];
    case 'agency':
      return ['agency_head', scope.agencyId];
    case 'centre':
      return ['centre_manager', scope.centreId];
  }
}

/**
 * Notifies the people who are responsible for a scope on their screens and by e-mail: the secretariat where the scope
 * has no one. @param key of the message, without the recipient
 */
export async function noticeLeads(
  database: Database,
  scope: Scope,
  key: string,
  words: OwnWords,
  at: number,
): Promise<number> {
  const [role, place] = leadOf(scope);
  const { rows } = await database.query<Omit<WordsMessage, 'key' | 'kind' | 'words'>>(
    `WITH leads AS (SELECT supervisor_id FROM mnara.supervisor WHERE role = $1 AND place = $2 AND removed_at IS NULL),
     readers AS (SELECT supervisor_id FROM leads UNION SELECT supervisor_id FROM mnara.supervisor
       WHERE role = 'secretariat' AND removed_at IS NULL AND NOT EXISTS (SELECT 1 FROM leads))
     SELECT c.supervisor_id AS "supervisorId", c.contact_id AS "contactId", c.channel, c.address
     FROM mnara.contact c JOIN readers USING (supervisor_id)
     WHERE c.removed_at IS NULL AND c.channel IN ('dashboard', 'email') ORDER BY c.contact_id`,
    [role, place],
  );
  const messages = rows.map((row) => ({
    ...row,
    key: `${key}/contact ${row.contactId}`,
    kind: 'report_notice' as const,
    words,
  }));
  return putWords(database, messages, at);
}
