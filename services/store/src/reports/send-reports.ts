import type { Language } from '#domain/people/contact.js';
import type { Database, Transaction } from '#platform/postgres/database.js';
import type { OwnWords } from '../messages/message-facts.js';
import { putWords, type WordsMessage } from '../messages/put-words.js';
import { momentSql } from '../moment-sql.js';
import type { ClaimedRun, DeliveryRecord, DeliveryState } from './report-records.js';
import { lock } from './run-store.js';
import { linkKey } from './subscription-store.js';

/** A recipient of one report, as the message needs it. */
interface Reader {
  readonly recipientId: number;
  readonly supervisorId: string | null;
  readonly contactId: number | null;
  readonly address: string | null;
  readonly name: string;
  readonly leaveKey: string;
}

/** What the mail of a report says. Names and paths are made by the API. */
export interface ReportMail {
  readonly subject: string;
  readonly paragraphs: readonly (readonly string[])[];
  /** Of the report's page. */
  readonly path: string;
  readonly leavePath: (leaveKey: string) => string;
  readonly language: Language;
  readonly timeZone: string;
  readonly files: OwnWords['files'];
}

const READERS = `
SELECT p.recipient_id AS "recipientId", p.supervisor_id AS "supervisorId", c.contact_id AS "contactId",
  COALESCE(p.address, c.address) AS address, p.name, p.leave_key AS "leaveKey"
FROM mnara.subscription_recipient p LEFT JOIN LATERAL (
  SELECT c.contact_id, c.address FROM mnara.contact c JOIN mnara.supervisor v USING (supervisor_id)
  WHERE c.supervisor_id = p.supervisor_id AND c.channel = 'email' AND c.removed_at IS NULL AND v.removed_at IS NULL
  ORDER BY c.place, c.contact_id LIMIT 1) c ON true
WHERE p.subscription_id = $1 AND p.state = 'confirmed' ORDER BY p.recipient_id`;

/** The key of the mail of a run to a recipient; it never changes. */
const keyOf = (runId: number, recipientId: number): string => `report run ${runId}/recipient ${recipientId}`;

/**
 * Puts one mail for each recipient into the outbox and writes the deliveries, with the state of the run, in one
 * transaction. @returns how many recipients there are
 * @throws LostRunError
 */
export function startSending(database: Database, run: ClaimedRun, mail: ReportMail, now: number): Promise<number> {
  return database.transaction(async (tx) => {
    await lock(tx, run);
    const { rows } = await tx.query<Reader>(READERS, [run.subscriptionId]);
    await addDeliveries(tx, run.id, rows, now);
    await putWords(
      tx,
      rows.flatMap((reader) => messageOf(run.id, reader, mail)),
      now,
    );
    await tx.query(`UPDATE mnara.report_run SET state = 'sending', next_at = $2 WHERE run_id = $1`, [
      run.id,
      new Date(now),
    ]);
    return rows.length;
  });
}

async function addDeliveries(tx: Transaction, runId: number, readers: readonly Reader[], now: number): Promise<void> {
  const rows = readers.map(({ recipientId, address }) => ({ recipientId, address, key: keyOf(runId, recipientId) }));
  await tx.query(
    `INSERT INTO mnara.report_delivery (run_id, recipient_id, address, message_key, state, reason, changed_at)
     SELECT $1, "recipientId", address, key, CASE WHEN address IS NULL THEN 'failed' ELSE 'waiting' END,
       CASE WHEN address IS NULL THEN 'no_address' END, $3::timestamptz
     FROM jsonb_to_recordset($2::jsonb) AS x("recipientId" bigint, address text, key text)
     ON CONFLICT (run_id, recipient_id) DO NOTHING`,
    [runId, JSON.stringify(rows), new Date(now)],
  );
}

function messageOf(runId: number, reader: Reader, mail: ReportMail): readonly WordsMessage[] {
  const { recipientId, supervisorId, contactId, address, name, leaveKey } = reader;
  if (address === null) return [];
  const { subject, paragraphs, path, leavePath, language, timeZone, files } = mail;
  return [
    {
      key: keyOf(runId, recipientId),
      kind: 'report',
      supervisorId: supervisorId ?? `report recipient ${recipientId}`,
      contactId: contactId ?? -recipientId,
      channel: 'email',
      address,
      words: {
        title: { en: subject },
        text: { en: subject },
        paragraphs,
        path,
        leavePath: leavePath(leaveKey),
        to: { name, language, timeZone },
        files,
      },
    },
  ];
}

/** Reads from the outbox what became of the mails of a run. @returns how many deliveries are in each state */
export async function followDeliveries(
  database: Database,
  runId: number,
  now: number,
): Promise<Readonly<Partial<Record<DeliveryState, number>>> & { readonly reasons: readonly string[] }> {
  await database.query(
    `UPDATE mnara.report_delivery d SET state = CASE n.state WHEN 'delivered' THEN 'sent' ELSE n.state END,
       reason = n.last_reason, says = n.last_error, changed_at = COALESCE(n.sent_at, $2)
     FROM mnara.notification n WHERE n.idempotency_key = d.message_key AND d.run_id = $1
     AND d.state IN ('waiting', 'uncertain') AND n.state <> 'waiting' AND n.state <> d.state`,
    [runId, new Date(now)],
  );
  const { rows } = await database.query<{ state: DeliveryState; n: number; reasons: (string | null)[] }>(
    `SELECT state, count(*)::int AS n, array_agg(DISTINCT reason) AS reasons FROM mnara.report_delivery
      WHERE run_id = $1 GROUP BY state`,
    [runId],
  );
  const counts = Object.fromEntries(rows.map(({ state, n }) => [state, n])) as Partial<Record<DeliveryState, number>>;
  return { ...counts, reasons: rows.flatMap(({ reasons }) => reasons.filter((reason) => reason !== null)) };
}

/** Deliveries of runs, by recipient. */
export async function readDeliveries(
  database: Database,
  runIds: readonly number[],
): Promise<readonly DeliveryRecord[]> {
  const { rows } = await database.query<DeliveryRecord>(
    `SELECT d.run_id AS "runId", d.recipient_id AS "recipientId", p.name, d.address, d.state, d.reason, d.says,
       ${momentSql('d.changed_at')} AS "changedAt"
     FROM mnara.report_delivery d JOIN mnara.subscription_recipient p USING (recipient_id)
     WHERE d.run_id = ANY($1::bigint[]) ORDER BY d.run_id, d.recipient_id`,
    [runIds],
  );
  return rows;
}

/** A secret that opens the files of a run until a time, for somebody who is signed in. */
export async function makeLink(database: Database, runId: number, until: number): Promise<string> {
  const { rows } = await database.query<{ key: string }>(
    `UPDATE mnara.report_run SET link_key = COALESCE(link_key, $2), link_until = COALESCE(link_until, $3)
     WHERE run_id = $1 RETURNING link_key AS key`,
    [runId, linkKey(), new Date(until)],
  );
  return rows[0]?.key ?? '';
}
