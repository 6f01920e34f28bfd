import type { Directive, DirectiveKind, DirectiveOutcome, Mark } from '#domain/directive/directive.js';

/** A row of DIRECTIVE_COLUMNS. */
export interface DirectiveRow {
  readonly id: string;
  readonly centreId: string;
  readonly alertId: string | null;
  readonly kind: DirectiveKind;
  readonly quantity: number | null;
  readonly words: string;
  readonly sentAt: Date;
  readonly sentBy: string;
  readonly acknowledgeBy: Date;
  readonly dueAt: Date;
  readonly deliveredAt: Date | null;
  readonly deliveredTo: string | null;
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedBy: string | null;
  readonly closedAt: Date | null;
  readonly closedBy: string | null;
  readonly outcome: DirectiveOutcome | null;
  readonly closingNote: string | null;
  readonly version: number;
}

/** The columns of a directive; the tables are d (mnara.directive) and c (mnara.centre). */
export const DIRECTIVE_COLUMNS = `d.directive_id AS id, c.centre_id AS "centreId", d.alert_id::text AS "alertId",
  d.kind, d.quantity, d.words,
  d.sent_at AS "sentAt", d.sent_by AS "sentBy", d.acknowledge_by AS "acknowledgeBy", d.due_at AS "dueAt", d.delivered_at
  AS "deliveredAt",
  d.delivered_to AS "deliveredTo", d.acknowledged_at AS "acknowledgedAt", d.acknowledged_by AS "acknowledgedBy",
  d.closed_at AS "closedAt",
  d.closed_by AS "closedBy", d.outcome, d.closing_note AS "closingNote", d.version`;

const markOf = (at: Date | null, by: string | null): Mark | undefined =>
  at === null ? undefined : { at: at.getTime(), by: by ?? '' };

/** Converts a row to a directive. */
export function directiveOf(row: DirectiveRow): Directive {
  const closed = markOf(row.closedAt, row.closedBy);
  return {
    id: row.id,
    centreId: row.centreId,
    alertId: row.alertId ?? undefined,
    kind: row.kind,
    quantity: row.quantity ?? undefined,
    text: row.words,
    sentAt: row.sentAt.getTime(),
    sentBy: row.sentBy,
    acknowledgeBy: row.acknowledgeBy.getTime(),
    dueAt: row.dueAt.getTime(),
    delivered: markOf(row.deliveredAt, row.deliveredTo),
    acknowledged: markOf(row.acknowledgedAt, row.acknowledgedBy),
    closed:
      closed === undefined || row.outcome === null
        ? undefined
        : { ...closed, outcome: row.outcome, note: row.closingNote ?? '' },
    version: row.version,
  };
}
