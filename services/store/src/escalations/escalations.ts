import { takeStep } from '#domain/alert/paging/take-step.js';
import type { Database, Transaction } from '#platform/postgres/database.js';
import { addEntries, type TimelineEntry } from '../alerts/add-entries.js';
import { stateOf } from '../alerts/alert-row.js';
import { type AlertMessages, putPages } from '../messages/put-pages.js';
import { readDutyBook } from '../people/read-duty-book.js';
import { type DueRow, escalationOf, pagedOf, writeMoves } from './escalation-rows.js';

/** An alert that fires now, with the policy of its rule. */
export interface Firing {
  readonly alertId: number;
  readonly policy: string;
}

/**
 * Starts escalations with a copy of the current policy. An alert that fires again starts a new page. A policy that
 * does not exist is replaced by the default one.
 */
export async function beginEscalations(tx: Transaction, firing: readonly Firing[], at: number): Promise<void> {
  if (firing.length === 0) return;
  await tx.query(
    `WITH policy AS (
       SELECT p.policy_id, jsonb_build_object('steps', jsonb_agg(jsonb_strip_nulls(jsonb_build_object('delaySeconds',
       s.delay_seconds,
           'targets', s.targets, 'toDeputies', NULLIF(s.to_deputies, false))) ORDER BY s.step_no),
           'repeats', p.repeats, 'repeatSeconds', p.repeat_seconds) AS policy,
         (array_agg(s.delay_seconds ORDER BY s.step_no))[1] AS first_delay
       FROM mnara.escalation_policy p JOIN mnara.escalation_step s USING (policy_id) WHERE p.removed_at IS NULL
       GROUP BY p.policy_id)
     INSERT INTO mnara.escalation (alert_id, policy_id, policy, due_at)
     SELECT x."alertId", p.policy_id, p.policy, $2::timestamptz + make_interval(secs => p.first_delay)
     FROM jsonb_to_recordset($1::jsonb) AS x("alertId" bigint, policy text)
       JOIN policy p ON p.policy_id = COALESCE((SELECT policy_id FROM policy WHERE policy_id = x.policy), 'default')
     ON CONFLICT (alert_id) DO UPDATE SET policy_id = excluded.policy_id, policy = excluded.policy, step = 0, round = 0,
       page = mnara.escalation.page + 1, due_at = excluded.due_at`,
    [JSON.stringify(firing), new Date(at)],
  );
}

/** Makes escalations due that were held back. */
export async function releaseEscalations(tx: Transaction, alertIds: readonly number[], at: number): Promise<void> {
  if (alertIds.length === 0) return;
  await tx.query('UPDATE mnara.escalation SET due_at = $2 WHERE alert_id = ANY($1::bigint[]) AND due_at IS NULL', [
    alertIds,
    new Date(at),
  ]);
}

export async function endEscalations(tx: Transaction, alertIds: readonly number[]): Promise<void> {
  if (alertIds.length === 0) return;
  await tx.query('UPDATE mnara.escalation SET due_at = NULL WHERE alert_id = ANY($1::bigint[])', [alertIds]);
}

/** Takes the due steps of these alerts, in the transaction in which they became due. */
export async function takeDueOf(tx: Transaction, alertIds: readonly number[], now: number): Promise<void> {
  if (alertIds.length === 0) return;
  const { rows } = await tx.query<DueRow>(
    `SELECT e.*, a.* FROM mnara.escalation e JOIN mnara.alert a USING (alert_id)
     WHERE e.due_at <= $1 AND e.alert_id = ANY($2::bigint[]) ORDER BY e.alert_id FOR UPDATE OF e, a`,
    [new Date(now), alertIds],
  );
  await apply(tx, rows, now);
}

/**
 * Takes due steps of any alert. Any number of processes may do this at once, because each claims different rows.
 * @returns how many were taken; when it equals `max`, there may be more
 */
export function takeDue(database: Database, now: number, max: number): Promise<number> {
  return database.transaction(async (tx) => {
    const { rows } = await tx.query<DueRow>(
      `SELECT e.*, a.* FROM mnara.escalation e JOIN mnara.alert a USING (alert_id)
       WHERE e.due_at <= $1 ORDER BY e.due_at LIMIT $2 FOR UPDATE OF e, a SKIP LOCKED`,
      [new Date(now), max],
    );
    await apply(tx, rows, now);
    return rows.length;
  });
}

async function apply(tx: Transaction, rows: readonly DueRow[], now: number): Promise<void> {
  if (rows.length === 0) return;
  const book = await readDutyBook(tx, rows.map(pagedOf), now);
  const entries: TimelineEntry[] = [];
  const messages: AlertMessages[] = [];
  const expired: number[] = [];
  const moves = rows.map((row) => {
    const { alert_id: alertId } = row;
    const taken = takeStep({ alert: pagedOf(row), state: stateOf(row), escalation: escalationOf(row) }, book, now);
    entries.push(...taken.entries.map((entry) => ({ ...entry, alertId })));
    messages.push(...taken.messages.map((one) => ({ ...one, alertId })));
    if (taken.isExpired) expired.push(alertId);
    return { alertId, escalation: taken.escalation };
  });
  await writeMoves(tx, moves);
  await forgetAcknowledgements(tx, expired);
  await putPages(tx, messages, now);
  await addEntries(tx, entries, now);
}

async function forgetAcknowledgements(tx: Transaction, alertIds: readonly number[]): Promise<void> {
  if (alertIds.length === 0) return;
  await tx.query(
    `UPDATE mnara.alert SET acknowledged_by = NULL, acknowledged_at = NULL, acknowledged_until = NULL, version =
      nextval('mnara.alert_change')
     WHERE alert_id = ANY($1::bigint[])`,
    [alertIds],
  );
}
