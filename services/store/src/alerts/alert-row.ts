import { type AlertState, type Condition, type Signal, SUPPRESSIONS } from '#domain/alert/alert-state.js';
import type { AlertSeverity } from '#domain/alert/rule.js';

/** A row of mnara.alert. */
export interface AlertRow {
  readonly alert_id: number;
  readonly rule_id: string;
  readonly rule_version: number;
  readonly identity: string;
  readonly region_id: string | null;
  readonly centre_id: string | null;
  readonly service_id: string | null;
  readonly agency_id: string | null;
  readonly severity: AlertSeverity;
  readonly condition: Condition;
  readonly signal: Signal;
  readonly signal_reason: string | null;
  readonly condition_since: Date;
  readonly value: number | null;
  readonly threshold: number | null;
  readonly episode: number;
  readonly fired_at: Date | null;
  readonly cleared_at: Date | null;
  readonly close_at: Date | null;
  readonly closed_at: Date | null;
  readonly acknowledged_by: string | null;
  readonly acknowledged_at: Date | null;
  readonly acknowledged_until: Date | null;
  readonly suppressed_by: readonly string[];
  readonly version: number;
}

const moment = (date: Date | null): number | undefined => date?.getTime();

/** The state of a stored alert on its three axes. */
export function stateOf(row: Omit<AlertRow, 'version'>): AlertState {
  const { acknowledged_by: by, acknowledged_at: at, acknowledged_until: until } = row;
  return {
    condition: row.condition,
    since: row.condition_since.getTime(),
    signal: row.signal,
    signalReason: row.signal_reason ?? undefined,
    value: row.value ?? undefined,
    threshold: row.threshold ?? undefined,
    episode: row.episode,
    firedAt: moment(row.fired_at),
    clearedAt: moment(row.cleared_at),
    closeAt: moment(row.close_at),
    closedAt: moment(row.closed_at),
    acknowledgement:
      by === null || at === null || until === null ? undefined : { by, at: at.getTime(), until: until.getTime() },
    suppressedBy: SUPPRESSIONS.filter((one) => row.suppressed_by.includes(one)),
  };
}
