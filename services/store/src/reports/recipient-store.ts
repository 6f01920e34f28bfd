import type { Language } from '#domain/people/contact.js';
import type { Database, Transaction } from '#platform/postgres/database.js';
import { momentSql } from '../moment-sql.js';
import type { RecipientRecord } from './report-records.js';
import { linkKey } from './subscription-store.js';

/** Recipients of one subscription. */
export const MAX_RECIPIENTS = 200;

/** The address of a person is that of the first e-mail contact; a person who left the people file has none. */
const ADDRESS = `COALESCE(p.address, (SELECT c.address FROM mnara.contact c
  JOIN mnara.supervisor v USING (supervisor_id) WHERE c.supervisor_id = p.supervisor_id AND c.channel = 'email'
  AND c.removed_at IS NULL AND v.removed_at IS NULL
  ORDER BY c.place, c.contact_id LIMIT 1))`;
const COLUMNS = `p.recipient_id AS id, p.subscription_id::text AS "subscriptionId", p.supervisor_id AS "personId",
  ${ADDRESS} AS address, p.name, p.state, p.added_by AS "addedBy", ${momentSql('p.changed_at')} AS "changedAt"`;
const LINK_KEY = /^[0-9a-f]{32}$/;

/** A recipient to be added: a person of the people file, or an address outside. */
export interface NewRecipient {
  readonly subscriptionId: string;
  readonly personId: string | null;
  readonly address: string | null;
  readonly name: string;
  readonly by: string;
}

/** What a link in a mail is about. */
export interface LinkedRecipient extends RecipientRecord {
  readonly reportName: string;
  readonly language: Language;
}

/** Recipients of reports, and their links to agree and to leave. */
export class RecipientStore {
  constructor(readonly database: Database) {}

  async list(subscriptionIds: readonly string[]): Promise<readonly RecipientRecord[]> {
    const { rows } = await this.database.query<RecipientRecord>(
      `SELECT ${COLUMNS} FROM mnara.subscription_recipient p
       WHERE p.subscription_id = ANY($1::uuid[]) AND p.state <> 'removed' ORDER BY p.recipient_id`,
      [subscriptionIds],
    );
    return rows;
  }

  /** People with an e-mail address who do not get the report, by name; at most as many as it can have. */
  async choices(subscriptionId: string): Promise<readonly { readonly id: string; readonly name: string }[]> {
    const { rows } = await this.database.query<{ id: string; name: string }>(
      `SELECT v.supervisor_id AS id, v.name FROM mnara.supervisor v
       WHERE v.removed_at IS NULL
         AND EXISTS (SELECT 1 FROM mnara.contact c WHERE c.supervisor_id = v.supervisor_id AND c.channel = 'email'
           AND c.removed_at IS NULL)
         AND NOT EXISTS (SELECT 1 FROM mnara.subscription_recipient p WHERE p.subscription_id = $1::uuid
           AND p.supervisor_id = v.supervisor_id AND p.state IN ('confirmed', 'unconfirmed'))
       ORDER BY v.name, v.supervisor_id LIMIT ${MAX_RECIPIENTS}`,
      [subscriptionId],
    );
    return rows;
  }

  /** The subscription of a recipient; undefined: there is no such recipient. */
  async subscriptionOf(recipientId: number): Promise<string | undefined> {
    const { rows } = await this.database.query<{ id: string }>(
      'SELECT subscription_id::text AS id FROM mnara.subscription_recipient WHERE recipient_id = $1',
      [recipientId],
    );
    return rows[0]?.id;
  }

  /** Names of the people who can be chosen, by id. */
  async personName(personId: string): Promise<string | undefined> {
    const { rows } = await this.database.query<{ name: string }>(
      'SELECT name FROM mnara.supervisor WHERE supervisor_id = $1 AND removed_at IS NULL',
      [personId],
    );
    return rows[0]?.name;
  }

  /**
   * Adds a recipient. A person of the people file is one of the house and need not agree; an address outside gets a
   * mail that asks, and nothing else before it has agreed. One that left before is asked again.
   */
  add(
    { subscriptionId, personId, address, name, by }: NewRecipient,
    now: number,
    ask: (tx: Transaction, recipient: { readonly id: number; readonly confirmKey: string }) => Promise<void>,
  ): Promise<{ readonly added: RecipientRecord } | { readonly refused: 'too_many' | 'known' }> {
    return this.database.transaction(async (tx) => {
      await tx.query('SELECT 1 FROM mnara.subscription WHERE subscription_id = $1 FOR UPDATE', [subscriptionId]);
      const known = await tx.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM mnara.subscription_recipient
          WHERE subscription_id = $1 AND state <> 'removed'`,
        [subscriptionId],
      );
      if ((known.rows[0]?.n ?? 0) >= MAX_RECIPIENTS) return { refused: 'too_many' };
      const state = personId === null ? 'unconfirmed' : 'confirmed';
      const { rows } = await tx.query<{ id: number; confirmKey: string }>(
        `INSERT INTO mnara.subscription_recipient AS p (subscription_id, supervisor_id, address, name, state,
          confirm_key, leave_key, added_at, added_by, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8)
         ON CONFLICT (subscription_id, (COALESCE(supervisor_id, '')), lower(COALESCE(address, '')))
           WHERE state <> 'removed'
         DO UPDATE SET state = excluded.state, confirm_key = excluded.confirm_key, changed_at = excluded.changed_at,
           added_by = excluded.added_by WHERE p.state = 'left'
         RETURNING p.recipient_id AS id, p.confirm_key AS "confirmKey"`,
        [subscriptionId, personId, address, name, state, linkKey(), linkKey(), new Date(now), by],
      );
      const [row] = rows;
      if (row === undefined) return { refused: 'known' };
      if (personId === null) await ask(tx, row);
      return { added: await one(tx, row.id) };
    });
  }

  /**
   * An address of the installation itself, which need not be asked: the only outside recipient of this subscription
   * from now on, unless it left.
   */
  async keepOwn(subscriptionId: string, address: string, name: string, now: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.query(
        `UPDATE mnara.subscription_recipient SET state = 'removed', changed_at = $3
         WHERE subscription_id = $1 AND address <> $2 AND state <> 'removed'`,
        [subscriptionId, address, new Date(now)],
      );
      await tx.query(
        `INSERT INTO mnara.subscription_recipient (subscription_id, address, name, state, confirm_key, leave_key,
           added_at, added_by, changed_at) VALUES ($1, $2, $3, 'confirmed', $4, $5, $6, $3, $6)
         ON CONFLICT (subscription_id, (COALESCE(supervisor_id, '')), lower(COALESCE(address, '')))
           WHERE state <> 'removed' DO NOTHING`,
        [subscriptionId, address, name, linkKey(), linkKey(), new Date(now)],
      );
    });
  }

  async remove(recipientId: number, now: number): Promise<boolean> {
    return this.#end(`recipient_id = $1::bigint`, recipientId, 'removed', now);
  }

  /** Of the secret in a mail; undefined: there is none, or the recipient was removed. */
  async ofLink(kind: 'confirm' | 'leave', key: string): Promise<LinkedRecipient | undefined> {
    if (!LINK_KEY.test(key)) return undefined;
    const { rows } = await this.database.query<LinkedRecipient>(
      `SELECT ${COLUMNS}, s.name AS "reportName", s.language
       FROM mnara.subscription_recipient p JOIN mnara.subscription s USING (subscription_id)
       WHERE p.${kind === 'confirm' ? 'confirm_key' : 'leave_key'} = $1 AND p.state <> 'removed'`,
      [key],
    );
    return rows[0];
  }

  /** The recipient agrees to get reports. */
  async confirm(key: string, now: number): Promise<boolean> {
    const { rowCount } = await this.database.query(
      `UPDATE mnara.subscription_recipient SET state = 'confirmed', changed_at = $2
       WHERE confirm_key = $1 AND state = 'unconfirmed'`,
      [key, new Date(now)],
    );
    return rowCount > 0;
  }

  /** The recipient gets no further reports, nor those that wait in the outbox. */
  leave(key: string, now: number): Promise<boolean> {
    return this.#end('leave_key = $1', key, 'left', now);
  }

  #end(condition: string, value: string | number, state: 'left' | 'removed', now: number): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const { rows } = await tx.query<{ id: number }>(
        `UPDATE mnara.subscription_recipient SET state = $2, changed_at = $3
         WHERE ${condition} AND state IN ('unconfirmed', 'confirmed') RETURNING recipient_id AS id`,
        [value, state, new Date(now)],
      );
      const [row] = rows;
      if (row === undefined) return false;
      await tx.query(
        `WITH cancelled AS (
           UPDATE mnara.notification SET state = 'failed', last_reason = 'cancelled',
             last_error = 'The recipient left before it was sent.'
           WHERE kind = 'report' AND state = 'waiting' AND claimed_at IS NULL AND idempotency_key IN (SELECT message_key
             FROM mnara.report_delivery WHERE recipient_id = $1 AND state = 'waiting') RETURNING idempotency_key)
         UPDATE mnara.report_delivery d SET state = 'cancelled', reason = 'left', changed_at = $2
         FROM cancelled WHERE d.message_key = cancelled.idempotency_key`,
        [row.id, new Date(now)],
      );
      return true;
    });
  }
}

async function one(database: Database, id: number): Promise<RecipientRecord> {
  const { rows } = await database.query<RecipientRecord>(
    `SELECT ${COLUMNS} FROM mnara.subscription_recipient p WHERE p.recipient_id = $1`,
    [id],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`The recipient ${id} was added and is not there.`);
  return row;
}
