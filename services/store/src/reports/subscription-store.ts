import { randomBytes } from 'node:crypto';
import type { RunAs } from '#domain/report/report.js';
import { nextDue, type Schedule } from '#domain/report/schedule.js';
import type { Database } from '#platform/postgres/database.js';
import { UUID } from '../uuid.js';
import type { StopReason, SubscriptionContent, SubscriptionRecord } from './report-records.js';
import { SUBSCRIPTION_COLUMNS } from './report-rows.js';

/** Subscriptions that make runs at the same time, in one installation. */
export const MAX_SUBSCRIPTIONS = 1_000;

/** A secret of a link in a mail: 32 hexadecimal digits. */
export const linkKey = (): string => randomBytes(16).toString('hex');

/** The schedule of a subscription. */
export const scheduleOf = ({ cadence, wallTime, timeZone }: SubscriptionContent): Schedule => ({
  cadence,
  wallTime,
  zone: timeZone,
});

/** Subscriptions of reports. They grow with what people ask for, to at most MAX_SUBSCRIPTIONS at a time. */
export class SubscriptionStore {
  constructor(readonly database: Database) {}

  /** Newest first, stopped ones last. */
  async list(most = MAX_SUBSCRIPTIONS): Promise<readonly SubscriptionRecord[]> {
    const { rows } = await this.database.query<SubscriptionRecord>(
      `SELECT ${SUBSCRIPTION_COLUMNS} FROM mnara.subscription s
       ORDER BY s.stopped_at DESC NULLS FIRST, s.created_at DESC, s.subscription_id LIMIT $1`,
      [most],
    );
    return rows;
  }

  async find(id: string): Promise<SubscriptionRecord | undefined> {
    if (!UUID.test(id)) return undefined;
    const { rows } = await this.database.query<SubscriptionRecord>(
      `SELECT ${SUBSCRIPTION_COLUMNS} FROM mnara.subscription s WHERE s.subscription_id = $1`,
      [id],
    );
    return rows[0];
  }

  /**
   * Adds a subscription; its first run is that of the first period that becomes due after `now`.
   * @returns false: there are too many
   */
  async add(id: string, content: SubscriptionContent, runAs: RunAs, now: number): Promise<boolean> {
    const due = new Date(nextDue(scheduleOf(content), now).dueAt);
    const { name, template, viewId, cadence, wallTime, timeZone, language, formats, deadlineSeconds } = content;
    const { rowCount } = await this.database.query(
      `INSERT INTO mnara.subscription (subscription_id, name, template, view_id, cadence, wall_time, time_zone,
        language, formats, deadline_seconds, run_as, created_at, created_by, planned_until, next_due_at)
       SELECT $1::uuid, $2, $3, $4, $5, $6, $7, $8, $9::text[], $10::int, $11::jsonb, $12::timestamptz, $13,
         $12::timestamptz, $14::timestamptz
       WHERE (SELECT count(*) FROM mnara.subscription WHERE stopped_at IS NULL) < ${MAX_SUBSCRIPTIONS}`,
      [
        ...[id, name, template, viewId, cadence, wallTime, timeZone, language, formats, deadlineSeconds],
        ...[JSON.stringify(runAs), new Date(now), runAs.name, due],
      ],
    );
    return rowCount > 0;
  }

  /** Stops subscriptions and ends their open runs. @returns how many were stopped */
  stop(ids: readonly string[], why: StopReason, by: string, now: number): Promise<number> {
    return stopSubscriptions(this.database, { column: 'subscription_id::text', values: ids }, { why, by, now });
  }

  /** Another person's right from now on; a subscription that stopped because a right ended goes on. */
  async takeOver(id: string, content: SubscriptionContent, runAs: RunAs, now: number): Promise<boolean> {
    const due = new Date(nextDue(scheduleOf(content), now).dueAt);
    const { rowCount } = await this.database.query(
      `UPDATE mnara.subscription SET run_as = $2::jsonb, next_due_at = CASE WHEN stopped_at IS NULL THEN next_due_at
         ELSE $4 END, planned_until = CASE WHEN stopped_at IS NULL THEN planned_until ELSE $3 END, stopped_at = NULL,
         stopped_by = NULL, stopped_why = NULL
       WHERE subscription_id = $1 AND (stopped_at IS NULL OR stopped_why = 'grant_ended')`,
      [id, JSON.stringify(runAs), new Date(now), due],
    );
    return rowCount > 0;
  }
}

/** Which subscriptions; the column is one of this program's own. */
interface Which {
  readonly column: 'subscription_id::text' | 'view_id';
  readonly values: readonly string[];
}

/** Stops subscriptions within a transaction of the caller: with the view that they are of, for example. */
export async function stopSubscriptions(
  database: Database,
  { column, values }: Which,
  { why, by, now }: { readonly why: StopReason; readonly by: string; readonly now: number },
): Promise<number> {
  const { rows } = await database.query<{ n: number }>(
    `WITH stopped AS (
       UPDATE mnara.subscription SET stopped_at = $2::timestamptz, stopped_by = $3, stopped_why = $4
       WHERE ${column} = ANY($1::text[]) AND stopped_at IS NULL RETURNING subscription_id),
     ended AS (
       UPDATE mnara.report_run r SET state = 'skipped', reason = CASE WHEN $4 = 'grant_ended' THEN 'grant_ended' ELSE
         'stopped' END, finished_at = $2, claim = claim + 1
       FROM stopped WHERE r.subscription_id = stopped.subscription_id
       AND r.state IN ('due', 'waiting_for_data', 'rendering', 'ready'))
     SELECT count(*)::int AS n FROM stopped`,
    [values, new Date(now), by, why],
  );
  return rows[0]?.n ?? 0;
}
