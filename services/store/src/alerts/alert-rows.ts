import type { OpenAlert } from '#domain/alert/evaluation/open-alert.js';
import { type AlertRow, stateOf } from './alert-row.js';

/** A stored alert in the form that the evaluator keeps in memory. */
export const alertOf = (row: AlertRow): OpenAlert => ({
  alertId: row.alert_id,
  ruleId: row.rule_id,
  ruleVersion: row.rule_version,
  identity: row.identity,
  labels: {
    regionId: row.region_id ?? undefined,
    centreId: row.centre_id ?? undefined,
    serviceId: row.service_id ?? undefined,
    agencyId: row.agency_id ?? undefined,
  },
  severity: row.severity,
  state: stateOf(row),
  version: row.version,
});

const text = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());

/** The values that the evaluator writes for an alert, by column; for jsonb_to_recordset. */
export function writtenColumns({ state, labels, ...alert }: OpenAlert): Record<string, unknown> {
  return {
    alert_id: alert.alertId,
    rule_id: alert.ruleId,
    rule_version: alert.ruleVersion,
    identity: alert.identity,
    region_id: labels.regionId ?? null,
    centre_id: labels.centreId ?? null,
    service_id: labels.serviceId ?? null,
    agency_id: labels.agencyId ?? null,
    severity: alert.severity,
    condition: state.condition,
    signal: state.signal,
    signal_reason: state.signalReason ?? null,
    condition_since: text(state.since),
    value: state.value ?? null,
    threshold: state.threshold ?? null,
    episode: state.episode,
    fired_at: text(state.firedAt),
    cleared_at: text(state.clearedAt),
    close_at: text(state.closeAt),
    closed_at: text(state.closedAt),
    acknowledged_by: state.acknowledgement?.by ?? null,
    acknowledged_at: text(state.acknowledgement?.at),
    acknowledged_until: text(state.acknowledgement?.until),
    suppressed_by: state.suppressedBy,
    expected: alert.version,
  };
}

/** The columns of writtenColumns with their types. */
export const WRITTEN = `alert_id bigint, rule_id text, rule_version int, identity text, region_id text, centre_id text, service_id text, agency_id text,
  severity text, condition text, signal text, signal_reason text, condition_since timestamptz, value float8, threshold float8, episode int,
  fired_at timestamptz, cleared_at timestamptz, close_at timestamptz, closed_at timestamptz, acknowledged_by text, acknowledged_at timestamptz,
  acknowledged_until timestamptz, suppressed_by text[], expected bigint`;

/** Columns of a stored alert that may change. */
export const CHANGED = [
  'rule_version',
  'severity',
  'condition',
  'signal',
  'signal_reason',
  'condition_since',
  'value',
  'threshold',
  'episode',
  'fired_at',
  'cleared_at',
  'close_at',
  'closed_at',
  'acknowledged_by',
  'acknowledged_at',
  'acknowledged_until',
  'suppressed_by',
] as const;

/** Columns of a new alert. */
export const INSERTED = [
  'rule_id',
  'identity',
  'region_id',
  'centre_id',
  'service_id',
  'agency_id',
  ...CHANGED,
] as const;
