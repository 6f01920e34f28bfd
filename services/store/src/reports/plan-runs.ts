import { type DuePeriod, dueBetween, nextDue } from '#domain/report/schedule.js';
import type { Database, Transaction } from '#platform/postgres/database.js';
import { momentSql } from '../moment-sql.js';
import type { SubscriptionRecord } from './report-records.js';
import { SUBSCRIPTION_COLUMNS } from './report-rows.js';
import { scheduleOf } from './subscription-store.js';

/** Missed periods that are listed after a downtime; older ones are not. */
const MAX_MISSED = 100;
/** Subscriptions of one round. */
const MAX_PLANNED = 200;

/**
 * Gives every period that is due its run: the newest is to be made, older ones are listed as skipped, because no server
 * ran when they were due. Any number of processes may plan at once.
 * @returns how many subscriptions were planned
 */
export function planRuns(database: Database, now: number): Promise<number> {
  return database.transaction(async (tx) => {
    const { rows } = await tx.query<SubscriptionRecord & { plannedUntil: number }>(
      `SELECT ${SUBSCRIPTION_COLUMNS}, ${momentSql('s.planned_until')} AS "plannedUntil" FROM mnara.subscription s
       WHERE s.stopped_at IS NULL AND s.next_due_at <= $1 ORDER BY s.next_due_at LIMIT ${MAX_PLANNED}
       FOR NO KEY UPDATE SKIP LOCKED`,
      [new Date(now)],
    );
    for (const subscription of rows) await planOne(tx, subscription, now);
    return rows.length;
  });
}

async function planOne(
  tx: Transaction,
  subscription: SubscriptionRecord & { readonly plannedUntil: number },
  now: number,
): Promise<void> {
  const schedule = scheduleOf(subscription);
  const { newest, missed } = dueBetween(schedule, subscription.plannedUntil, now, MAX_MISSED);
  const rowOf = ({ period, dueAt }: DuePeriod, isMissed: boolean) => ({
    period: period.name,
    from: period.from,
    to: period.to,
    due: new Date(dueAt).toISOString(),
    // After a downtime the agents still have to send what they kept: they get the whole time from now on.
    deadline: new Date(Math.max(dueAt, now) + subscription.deadlineSeconds * 1000).toISOString(),
    state: isMissed ? 'skipped' : 'due',
    reason: isMissed ? 'server_down' : null,
  });
  const runs = [...missed.map((due) => rowOf(due, true)), ...(newest === undefined ? [] : [rowOf(newest, false)])];
  await tx.query(
    `INSERT INTO mnara.report_run (subscription_id, period, from_day, to_day, due_at, deadline_at, state, reason,
       next_at, finished_at)
     SELECT $1::uuid, period, "from", "to", due, deadline, state, reason, $3::timestamptz, CASE WHEN state = 'skipped'
       THEN $3::timestamptz END
     FROM jsonb_to_recordset($2::jsonb) AS x(period text, "from" date, "to" date, due timestamptz, deadline timestamptz,
       state text, reason text) ORDER BY due
     ON CONFLICT (subscription_id, period) DO NOTHING`,
    [subscription.id, JSON.stringify(runs), new Date(now)],
  );
  await tx.query('UPDATE mnara.subscription SET planned_until = $2, next_due_at = $3 WHERE subscription_id = $1', [
    subscription.id,
    new Date(now),
    new Date(nextDue(schedule, now).dueAt),
  ]);
}
