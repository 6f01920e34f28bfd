import type { Scope } from '#domain/access/viewer.js';
import type { Database } from '#platform/postgres/database.js';
import { countUpTo, type PackedColumns, packedMoment, readPacked } from '#platform/postgres/packed-rows.js';
import { Parameters, scopeCondition } from '../kpi/kpi-sql.js';
import { type FileSelection, filteredBy, inPeriod } from '../network/file-selection.js';

/** A directive of a file. Moments are Unix milliseconds. */
export interface DirectiveFileRow {
  readonly directive: string;
  readonly region: string;
  readonly centre: string;
  readonly timezone: string;
  readonly alert: string | null;
  readonly kind: string;
  readonly quantity: number | null;
  readonly text: string;
  readonly state: string;
  readonly sent_at: number;
  readonly sent_by: string;
  readonly acknowledge_by: number;
  readonly due_at: number;
  readonly delivered_at: number | null;
  readonly acknowledged_at: number | null;
  readonly acknowledged_by: string | null;
  readonly closed_at: number | null;
  readonly closed_by: string | null;
  readonly closing_note: string | null;
}

const STATE = `CASE WHEN f.outcome IS NOT NULL THEN f.outcome WHEN f.acknowledged_at IS NOT NULL THEN 'acknowledged'
  WHEN f.delivered_at IS NOT NULL THEN 'delivered' ELSE 'sent' END`;
/** Columns of a directive's packed row. */
export const DIRECTIVE_COLUMNS: PackedColumns<keyof DirectiveFileRow> = {
  directive: { sql: 'f.directive_id', type: 'text' },
  region: { sql: 'r.region_id', type: 'text' },
  centre: { sql: 'c.centre_id', type: 'text' },
  timezone: { sql: 'c.time_zone', type: 'text' },
  alert: { sql: 'f.alert_id', type: 'text' },
  kind: { sql: 'f.kind', type: 'text' },
  quantity: { sql: 'f.quantity', type: 'number' },
  text: { sql: 'f.words', type: 'text' },
  state: { sql: STATE, type: 'text' },
  sent_at: packedMoment('f.sent_at'),
  sent_by: { sql: 'f.sent_by', type: 'text' },
  acknowledge_by: packedMoment('f.acknowledge_by'),
  due_at: packedMoment('f.due_at'),
  delivered_at: packedMoment('f.delivered_at'),
  acknowledged_at: packedMoment('f.acknowledged_at'),
  acknowledged_by: { sql: 'f.acknowledged_by', type: 'text' },
  closed_at: packedMoment('f.closed_at'),
  closed_by: { sql: 'f.closed_by', type: 'text' },
  closing_note: { sql: 'f.closing_note', type: 'text' },
};
const FROM = `mnara.directive f JOIN mnara.centre c ON c.centre_key = f.centre_key
  JOIN mnara.region r ON r.region_key = c.region_key`;
const KEYS = { region: 'r.region_id', centre: 'c.centre_id' };
/** A directive concerns a whole centre, so agencies see none. */
const NO_AGENCY = { agency: undefined };

/** Directives that were sent in a period. An index finds them; years that are stored beside it cost nothing. */
export class DirectiveFile {
  constructor(readonly reading: Database) {}

  #where(scope: Scope, selection: FileSelection, p: Parameters): string {
    const period = inPeriod('f.sent_at', selection, p);
    return [scopeCondition(scope, NO_AGENCY, p), period, ...filteredBy(selection, KEYS, p)].join(' AND ');
  }

  count(scope: Scope, selection: FileSelection, most: number): Promise<number> {
    const p = new Parameters();
    return countUpTo(this.reading, `SELECT 1 FROM ${FROM} WHERE ${this.#where(scope, selection, p)}`, p.values, most);
  }

  /** Packed rows of DIRECTIVE_COLUMNS. */
  rows(scope: Scope, selection: FileSelection): AsyncGenerator<readonly string[], void> {
    const p = new Parameters();
    const where = this.#where(scope, selection, p);
    const rest = `FROM ${FROM} WHERE ${where} ORDER BY f.sent_at, f.directive_id`;
    return readPacked(this.reading, DIRECTIVE_COLUMNS, rest, p.values);
  }
}
