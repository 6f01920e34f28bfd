import type { Database } from '#platform/postgres/database.js';

/** Default number of days for which messages are kept. */
export const MESSAGE_DAYS = 400;
const DAY_MS = 86_400_000;
/** Maximum number of rows of one statement: locks are short, and a run that is killed loses no work. */
const MAX_ROWS = 5_000;

const MOVE_BOUNDARY = `
INSERT INTO mnara.message_retention AS kept (kept_from) VALUES ($1)
ON CONFLICT (is_only) DO UPDATE SET kept_from = excluded.kept_from WHERE kept.kept_from < excluded.kept_from`;

/** Waiting messages and the messages of open alerts are kept, because the alert's next step reads them. */
const DELETIONS = {
  messages: `DELETE FROM mnara.notification WHERE notification_id IN (
    SELECT n.notification_id FROM mnara.notification n LEFT JOIN mnara.alert a USING (alert_id)
    WHERE n.created_at < $1 AND n.state <> 'waiting' AND (n.alert_id IS NULL OR a.closed_at < $1) ORDER BY n.created_at
    LIMIT $2)`,
  parts: `DELETE FROM mnara.message_part WHERE (channel, receipt_id) IN (SELECT channel, receipt_id
    FROM mnara.message_part WHERE at < $1 LIMIT $2)`,
  notices: `DELETE FROM mnara.screen_notice WHERE notice_no IN (SELECT notice_no FROM mnara.screen_notice
    WHERE made_at < $1 LIMIT $2)`,
  refusals: `DELETE FROM mnara.alert_refusal WHERE refusal_id IN (SELECT refusal_id FROM mnara.alert_refusal
    WHERE at < $1 LIMIT $2)`,
} as const;

/** Number of rows that one run deleted. */
export type DeletedMessages = Readonly<Record<keyof typeof DELETIONS, number>>;

/**
 * Deletes messages, parts, notices and refusals that are older than the given number of days. Alerts and their
 * timelines are kept. The boundary is moved first: figures from messages before it are no longer known. Safe to
 * repeat, to kill, and to run twice at the same time.
 * @param now Unix milliseconds
 */
export async function deleteOldMessages(
  database: Database,
  keepDays: number,
  now: number,
  mostRows = MAX_ROWS,
): Promise<DeletedMessages> {
  const keptFrom = new Date(now - keepDays * DAY_MS);
  const { rows } = await database.query<{ old: boolean }>(
    'SELECT EXISTS (SELECT 1 FROM mnara.notification WHERE created_at < $1) AS old',
    [keptFrom],
  );
  if (rows[0]?.old === true) await database.query(MOVE_BOUNDARY, [keptFrom]);
  const deleted = { messages: 0, parts: 0, notices: 0, refusals: 0 };
  for (const what of Object.keys(DELETIONS) as (keyof typeof DELETIONS)[])
    for (let n = mostRows; n === mostRows; deleted[what] += n)
      n = (await database.query(DELETIONS[what], [keptFrom, mostRows])).rowCount;
  return deleted;
}
