import { isAcknowledged, isActive } from '#domain/alert/alert-state.js';
import { skipToNextStep } from '#domain/alert/escalation.js';
import type { PageAction } from '#domain/alert/paging/address-step.js';
import { notifySecretariat, type StepEntry, type StepMessages } from '#domain/alert/paging/take-step.js';
import type { Transaction } from '#platform/postgres/database.js';
import { addEntries, type TimelineEntry } from '../alerts/add-entries.js';
import type { AlertRow } from '../alerts/alert-row.js';
import { stateOf } from '../alerts/alert-row.js';
import { putPages } from '../messages/put-pages.js';
import { readDutyBook } from '../people/read-duty-book.js';
import { type DueRow, escalationOf, pagedOf, writeMoves } from './escalation-rows.js';

interface FailedRow extends DueRow, AlertRow {
  /** The newest step, of which all messages have failed, such as 'alert 7/page 1/round 0/step 0'. */
  readonly failed_step: string;
}

/** Alerts for which every message of the newest step has failed permanently. */
const FAILED_STEPS = `
SELECT e.*, a.*, newest.step AS failed_step FROM mnara.escalation e JOIN mnara.alert a USING (alert_id) CROSS
JOIN LATERAL (
  SELECT split_part(n.idempotency_key, '/contact', 1) AS step FROM mnara.notification n WHERE n.alert_id = a.alert_id
  AND n.kind = 'page'
  ORDER BY n.notification_id DESC LIMIT 1) newest
WHERE e.alert_id = ANY($1::bigint[]) AND NOT EXISTS (
  SELECT 1 FROM mnara.notification n WHERE n.alert_id = a.alert_id AND n.kind = 'page' AND n.state <> 'failed'
  AND split_part(n.idempotency_key, '/contact', 1) = newest.step)
ORDER BY e.alert_id FOR UPDATE OF e`;

/**
 * When every message of an alert's newest step has failed, the escalation does not wait: the next step is due now, or,
 * where none follows, the secretariat is notified. An acknowledgement or a suppression stops this too.
 */
export async function escalateFailedSteps(tx: Transaction, alertIds: readonly number[], now: number): Promise<void> {
  if (alertIds.length === 0) return;
  const { rows } = await tx.query<FailedRow>(FAILED_STEPS, [[...new Set(alertIds)]]);
  const due = rows.filter((row) => {
    const state = stateOf(row);
    return isActive(state) && !isAcknowledged(state, now) && state.suppressedBy.length === 0;
  });
  if (due.length === 0) return;
  const book = await readDutyBook(tx, due.map(pagedOf), now);
  const entries: TimelineEntry[] = [];
  const moves: Parameters<typeof writeMoves>[1][number][] = [];
  for (const row of due) {
    const action = actionOf(row);
    const next = skipToNextStep(escalationOf(row), action, now);
    const entriesOfStep: StepEntry[] = [];
    const called: StepMessages[] = [];
    const detail = { page: action.page, round: action.round, step: action.step, by: ['failed'] };
    if (next === undefined)
      notifySecretariat(action, pagedOf(row), book, now, { entries: entriesOfStep, messages: called });
    else moves.push({ alertId: row.alert_id, escalation: next });
    const own = called.map((one) => ({ ...one, alertId: row.alert_id }));
    // The secretariat may be the recipient that could not be reached.
    const isNew = (await putPages(tx, own, now)) > 0;
    const follows = next !== undefined ? 'step' : isNew ? 'secretariat' : 'nobody';
    entries.push({ alertId: row.alert_id, kind: 'not_notified', detail: { ...detail, next: follows } });
    if (isNew) entries.push(...entriesOfStep.map((one) => ({ ...one, alertId: row.alert_id })));
  }
  if (moves.length > 0) await writeMoves(tx, moves);
  await addEntries(tx, entries, now);
}

function actionOf({ failed_step: text }: FailedRow): PageAction {
  const [, page = 1, round = 0, step = 0] = (/page (\d+)\/round (\d+)\/step (\d+)/.exec(text) ?? []).map(Number);
  return { kind: 'page', page, round, step, targets: ['secretariat'], toDeputies: false };
}
