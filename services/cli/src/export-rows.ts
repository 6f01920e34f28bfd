import { roundFigure } from '#domain/kpi/precision.js';

interface Waiting {
  readonly from: number;
  readonly to: number;
  readonly demand: number;
  readonly waitP90: number | null;
  readonly waitMax: number | null;
}

/** A directive as the API returns it for an export. Times are Unix milliseconds. */
export interface DirectiveExport {
  readonly id: string;
  readonly centreId: string;
  readonly alertId: string | null;
  readonly kind: string;
  readonly quantity: number | null;
  readonly text: string;
  readonly sentAt: number;
  readonly sentBy: string;
  readonly acknowledgeBy: number;
  readonly dueAt: number;
  readonly state: string;
  readonly overdue: string | null;
  readonly missed: readonly string[];
  readonly deliveredAt: number | null;
  readonly acknowledgedAt: number | null;
  readonly acknowledgedBy: string | null;
  readonly closedAt: number | null;
  readonly closedBy: string | null;
  readonly closingNote: string | null;
  readonly timeline: readonly { readonly at: number; readonly kind: string }[];
  readonly followed: { readonly before: Waiting; readonly after: Waiting | null };
}

const iso = (at: number | null | undefined): string | null => (at == null ? null : new Date(at).toISOString());

/** The columns of the export, in order. */
export const DIRECTIVE_COLUMNS = [
  'directive_id',
  'centre',
  'centre_name',
  'timezone',
  'alert_id',
  'kind',
  'quantity',
  'text',
  'sent_at',
  'sent_by',
  'acknowledge_by',
  'due_at',
  'state',
  'overdue',
  'acknowledgement_was_late',
  'completion_was_late',
  'delivered_at',
  'acknowledged_at',
  'acknowledged_by',
  'closed_at',
  'closed_by',
  'closing_note',
  'seconds_to_delivery',
  'seconds_to_acknowledgement',
  'seconds_to_close',
  'before_from',
  'before_to',
  'demand_before',
  'wait_p90_before',
  'wait_max_before',
  'after_from',
  'after_to',
  'demand_after',
  'wait_p90_after',
  'wait_max_after',
] as const;

/** What an export says about a centre beside its id. */
export interface CentreNames {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
}

const seconds = (value: number | null | undefined): number | null =>
  value == null ? null : roundFigure(value, 'seconds');

/**
 * A directive as a row: times in UTC, the centre's own time zone beside them, durations in seconds, null where there is
 * no data.
 */
export function directiveRow(
  one: DirectiveExport,
  centre: CentreNames | undefined,
): Record<(typeof DIRECTIVE_COLUMNS)[number], string | number | boolean | null> {
  const since = (at: number | null): number | null => (at === null ? null : (at - one.sentAt) / 1000);
  const { before, after } = one.followed;
  return {
    directive_id: one.id,
    centre: one.centreId,
    centre_name: centre?.name ?? one.centreId,
    timezone: centre?.timeZone ?? null,
    alert_id: one.alertId,
    kind: one.kind,
    quantity: one.quantity,
    text: one.text,
    sent_at: iso(one.sentAt),
    sent_by: one.sentBy,
    acknowledge_by: iso(one.acknowledgeBy),
    due_at: iso(one.dueAt),
    state: one.state,
    overdue: one.overdue,
    acknowledgement_was_late: one.missed.includes('acknowledgement'),
    completion_was_late: one.missed.includes('completion'),
    delivered_at: iso(one.deliveredAt),
    acknowledged_at: iso(one.acknowledgedAt),
    acknowledged_by: one.acknowledgedBy,
    closed_at: iso(one.closedAt),
    closed_by: one.closedBy,
    closing_note: one.closingNote,
    seconds_to_delivery: since(one.deliveredAt),
    seconds_to_acknowledgement: since(one.acknowledgedAt),
    seconds_to_close: since(one.closedAt),
    before_from: iso(before.from),
    before_to: iso(before.to),
    demand_before: before.demand,
    wait_p90_before: seconds(before.waitP90),
    wait_max_before: seconds(before.waitMax),
    after_from: iso(after?.from),
    after_to: iso(after?.to),
    demand_after: after?.demand ?? null,
    wait_p90_after: seconds(after?.waitP90),
    wait_max_after: seconds(after?.waitMax),
  };
}
