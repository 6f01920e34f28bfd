import type { Scope } from '#domain/access/viewer.js';
import type { Database } from '#platform/postgres/database.js';
import { countUpTo, readByCursor } from '#platform/postgres/read-cursor.js';
import { Parameters } from '../kpi/kpi-sql.js';
import { momentSql } from '../moment-sql.js';
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

const moment = (column: string): string => `${momentSql(`f.${column}`)} AS ${column}`;
const COLUMNS = `f.alert_id::text AS alert, f.rule_id AS rule, v.definition -> 'names' AS names, f.severity,
  f.region_id AS region, f.centre_id AS centre, c.time_zone AS timezone, f.service_id AS service,
  f.agency_id AS agency, f.condition, f.signal, f.signal_reason, f.value, f.threshold, f.episode,
  ${['fired_at', 'cleared_at', 'closed_at', 'acknowledged_at'].map(moment).join(', ')}, f.acknowledged_by,
  f.assigned_to, array_to_string(f.suppressed_by, ' ') AS suppressed_by`;
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

  rows(scope: Scope, selection: FileSelection): AsyncGenerator<readonly AlertFileRow[], void> {
    const p = new Parameters();
    const where = this.#where(scope, selection, p);
    return readByCursor(
      this.reading,
      `SELECT ${COLUMNS} FROM ${FROM} WHERE ${where} ORDER BY f.fired_at, f.alert_id`,
      p.values,
    );
  }
}
