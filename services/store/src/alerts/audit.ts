import type { Database } from '#platform/postgres/database.js';
import { addEntries } from './add-entries.js';

/** An active alert for which no further notification or change is planned. */
export interface AlertWithoutNextStep {
  readonly alertId: number;
  readonly ruleId: string;
  readonly identity: string;
  readonly why: string;
}

/**
 * Alerts without a next step: they are firing, no one has acknowledged them, nothing suppresses them, and neither an
 * escalation step nor a message is due; or they have cleared and will never be closed.
 */
const WITHOUT_NEXT_STEP = `
  SELECT a.alert_id AS "alertId", a.rule_id AS "ruleId", a.identity,
    CASE WHEN a.condition = 'normal' THEN 'never_closed' WHEN e.alert_id IS NULL THEN 'no_policy'
      WHEN NOT EXISTS (SELECT 1 FROM mnara.notification n WHERE n.alert_id = a.alert_id
      AND n.created_at >= a.fired_at) THEN 'nobody_told'
      ELSE 'nobody_answered' END AS why
  FROM mnara.alert a LEFT JOIN mnara.escalation e USING (alert_id)
  WHERE a.closed_at IS NULL AND a.episode > 0 AND CASE WHEN a.condition IN ('firing', 'recovering')
    THEN a.suppressed_by = '{}' AND e.due_at IS NULL AND NOT EXISTS (SELECT 1 FROM mnara.notification n
    WHERE n.alert_id = a.alert_id AND n.state = 'waiting')
    ELSE a.condition = 'normal' AND a.close_at IS NULL END`;

/**
 * Finds alerts without a next step and records this in their timelines, once for each time that they fired.
 * @returns all of them, and those that were found for the first time
 */
export function audit(
  database: Database,
  now: number,
): Promise<{ readonly all: readonly AlertWithoutNextStep[]; readonly fresh: readonly AlertWithoutNextStep[] }> {
  return database.transaction(async (tx) => {
    const { rows: all } = await tx.query<AlertWithoutNextStep>(WITHOUT_NEXT_STEP);
    if (all.length === 0) return { all, fresh: [] };
    const { rows: said } = await tx.query<{ alert_id: number }>(
      `SELECT DISTINCT t.alert_id FROM mnara.alert_entry t JOIN mnara.alert a USING (alert_id)
       WHERE t.alert_id = ANY($1::bigint[]) AND t.kind = 'without_next_step' AND t.at >= a.fired_at`,
      [all.map(({ alertId }) => alertId)],
    );
    const known = new Set(said.map(({ alert_id: alertId }) => alertId));
    const fresh = all.filter(({ alertId }) => !known.has(alertId));
    await addEntries(
      tx,
      fresh.map(({ alertId, why }) => ({ alertId, kind: 'without_next_step', detail: { why } })),
      now,
    );
    return { all, fresh };
  });
}
