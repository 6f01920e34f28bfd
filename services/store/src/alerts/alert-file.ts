import type { Scope } from '#domain/access/viewer.js';
import type { Database } from '#platform/postgres/database.js';
import { countUpTo, type PackedColumns, packedMoment, readPacked } from '#platform/postgres/packed-rows.js';
import { Parameters } from '../kpi/kpi-sql.js';
import type { Names } from '../network/directory.js';
import { type FileSelection, filteredBy, inPeriod } from '../network/file-selection.js';
import { withinScope } from './alert-scope.js';

/** An alert of a file. Moments are Unix milliseconds; ids are null where the alert concerns more than one place. */
export interface AlertFileRow {
  readonly alert: string;
  readonly rule: string;
  readonly names: Names | null;
  readonly severity: string;
  readonly region: string | null;
  readonly centre: string | null;
  readonly timezone: string | null;
  readonly service: string | null;
  readonly agency: string | null;
  readonly condition: string;
  readonly signal: string;
  readonly signal_reason: string | null;
  readonly value: number | null;
  readonly threshold: number | null;
  readonly episode: number;
  readonly fired_at: number;
  readonly cleared_at: number | null;
  readonly closed_at: number | null;
  readonly acknowledged_by: string | null;
  readonly acknowledged_at: number | null;
  readonly assigned_to: string | null;
  readonly suppressed_by: string;
}

/** Columns of an alert's packed row. */
export const ALERT_COLUMNS: PackedColumns<keyof AlertFileRow> = {
  alert: { sql: 'f.alert_id', type: 'text' },
  rule: { sql: 'f.rule_id', type: 'text' },
  names: { sql: "v.definition -> 'names'", type: 'json' },
  severity: { sql: 'f.severity', type: 'text' },
  region: { sql: 'f.region_id', type: 'text' },
  centre: { sql: 'f.centre_id', type: 'text' },
  timezone: { sql: 'c.time_zone', type: 'text' },
  service: { sql: 'f.service_id', type: 'text' },
  agency: { sql: 'f.agency_id', type: 'text' },
  condition: { sql: 'f.condition', type: 'text' },
  signal: { sql: 'f.signal', type: 'text' },
  signal_reason: { sql: 'f.signal_reason', type: 'text' },
  value: { sql: 'f.value', type: 'number' },
  threshold: { sql: 'f.threshold', type: 'number' },
  episode: { sql: 'f.episode', type: 'number' },
  fired_at: packedMoment('f.fired_at'),
  cleared_at: packedMoment('f.cleared_at'),
  closed_at: packedMoment('f.closed_at'),
  acknowledged_at: packedMoment('f.acknowledged_at'),
  acknowledged_by: { sql: 'f.acknowledged_by', type: 'text' },
  assigned_to: { sql: 'f.assigned_to', type: 'text' },
  suppressed_by: { sql: "array_to_string(f.suppressed_by, ' ')", type: 'text' },
};
const FROM = `mnara.alert f LEFT JOIN mnara.centre c ON c.centre_id = f.centre_id
  LEFT JOIN mnara.rule_version v ON v.rule_id = f.rule_id AND v.version = f.rule_version`;
const KEYS = {
  region: 'f.region_id',
  centre: 'f.centre_id',
  service: 'f.service_id',
  agency: 'f.agency_id',
};

/** Alerts that fired last in a period. An index finds them; years that are stored beside it cost nothing. */
export class AlertFile {
  constructor(readonly reading: Database) {}

  #where(scope: Scope, selection: FileSelection, p: Parameters): string {
    const period = inPeriod('f.fired_at', selection, p);
    return ['f.episode > 0', withinScope(scope, p, 'f'), period, ...filteredBy(selection, KEYS, p)].join(' AND ');
  }

  count(scope: Scope, selection: FileSelection, most: number): Promise<number> {
    const p = new Parameters();
    return countUpTo(this.reading, `SELECT 1 FROM ${FROM} WHERE ${this.#where(scope, selection, p)}`, p.values, most);
  }

  /** Packed rows of ALERT_COLUMNS. */
  rows(scope: Scope, selection: FileSelection): AsyncGenerator<readonly string[], void> {
    const p = new Parameters();
    const where = this.#where(scope, selection, p);
    const rest = `FROM ${FROM} WHERE ${where} ORDER BY f.fired_at, f.alert_id`;
    return readPacked(this.reading, ALERT_COLUMNS, rest, p.values);
  }
}
