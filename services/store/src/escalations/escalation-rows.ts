import type { Escalation, EscalationPolicy } from '#domain/alert/escalation.js';
import type { PagedAlert } from '#domain/alert/paging/address-step.js';
import type { Transaction } from '#platform/postgres/database.js';
import type { AlertRow } from '../alerts/alert-row.js';

/** A row of mnara.escalation with its alert. */
export interface DueRow extends AlertRow {
  readonly policy_id: string;
  readonly policy: EscalationPolicy;
  readonly step: number;
  readonly round: number;
  readonly page: number;
  readonly due_at: Date | null;
}

export const escalationOf = (row: DueRow): Escalation => ({
  policyId: row.policy_id,
  policy: row.policy,
  step: row.step,
  round: row.round,
  page: row.page,
  dueAt: row.due_at?.getTime(),
});

export const pagedOf = (row: AlertRow): PagedAlert => ({
  alertId: row.alert_id,
  ruleId: row.rule_id,
  severity: row.severity,
  regionId: row.region_id ?? undefined,
  centreId: row.centre_id ?? undefined,
  agencyId: row.agency_id ?? undefined,
});

/** Writes the progress of escalations. */
export async function writeMoves(
  tx: Transaction,
  moves: readonly { readonly alertId: number; readonly escalation: Escalation }[],
): Promise<void> {
  const rows = moves.map(({ alertId, escalation: { step, round, page, dueAt } }) => ({
    alertId,
    step,
    round,
    page,
    dueAt: dueAt === undefined ? null : new Date(dueAt).toISOString(),
  }));
  await tx.query(
    `UPDATE mnara.escalation e SET step = x.step, round = x.round, page = x.page, due_at = x."dueAt"
     FROM jsonb_to_recordset($1::jsonb) AS x("alertId" bigint, step int, round int, page int, "dueAt" timestamptz)
     WHERE e.alert_id = x."alertId"`,
    [JSON.stringify(rows)],
  );
}
