import type { Scope } from '#domain/access/viewer.js';
import type { Database } from '#platform/postgres/database.js';
import { countUpTo, readByCursor } from '#platform/postgres/read-cursor.js';
import { Parameters, scopeCondition } from '../kpi/kpi-sql.js';
import { momentSql } from '../moment-sql.js';
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

const MOMENTS = ['sent_at', 'acknowledge_by', 'due_at', 'delivered_at', 'acknowledged_at', 'closed_at'] as const;
const COLUMNS = `f.directive_id::text AS directive, r.region_id AS region, c.centre_id AS centre,
  c.time_zone AS timezone, f.alert_id::text AS alert, f.kind, f.quantity, f.words AS text,
  CASE WHEN f.outcome IS NOT NULL THEN f.outcome WHEN f.acknowledged_at IS NOT NULL THEN 'acknowledged'
    WHEN f.delivered_at IS NOT NULL THEN 'delivered' ELSE 'sent' END AS state,
  ${MOMENTS.map((column) => `${momentSql(`f.${column}`)} AS ${column}`).join(', ')},
  f.sent_by, f.acknowledged_by, f.closed_by, f.closing_note`;
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

  rows(scope: Scope, selection: FileSelection): AsyncGenerator<readonly DirectiveFileRow[], void> {
    const p = new Parameters();
    const where = this.#where(scope, selection, p);
    return readByCursor(
      this.reading,
      `SELECT ${COLUMNS} FROM ${FROM} WHERE ${where} ORDER BY f.sent_at, f.directive_id`,
      p.values,
    );
  }
}
