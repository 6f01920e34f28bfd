import type { Scope } from '#domain/access/viewer.js';
import type { Database } from '#platform/postgres/database.js';
import { countUpTo, type PackedColumns, readPacked } from '#platform/postgres/packed-rows.js';
import { Parameters, scopeCondition } from '../kpi/kpi-sql.js';
import { type FileSelection, filteredBy } from '../network/file-selection.js';

/** How often a defect was found in the data of a centre on one of its local days. */
export interface QualityFileRow {
  readonly region: string;
  readonly centre: string;
  /** 2026-11-30 */
  readonly day: string;
  readonly defect: string;
  readonly n: number;
}

/** Columns of the packed row of a defect. */
export const QUALITY_COLUMNS: PackedColumns<keyof QualityFileRow> = {
  region: { sql: 'r.region_id', type: 'text' },
  centre: { sql: 'c.centre_id', type: 'text' },
  day: { sql: 'f.day', type: 'text' },
  defect: { sql: 'f.defect', type: 'text' },
  n: { sql: 'f.n', type: 'number' },
};
const FROM = `mnara.data_quality f JOIN mnara.centre c ON c.centre_key = f.centre_key
  JOIN mnara.region r ON r.region_key = c.region_key`;
const KEYS = { region: 'r.region_id', centre: 'c.centre_id' };
/** The quality of data concerns whole centres, so agencies see none of it. */
const NO_AGENCY = { agency: undefined };

/** Defects of the days of a period: at most one row for each centre, day and kind of defect. */
export class QualityFile {
  constructor(readonly reading: Database) {}

  #where(scope: Scope, selection: FileSelection, p: Parameters): string {
    const { from, to } = selection;
    const days = `f.day >= ${p.add(from)}::timestamp::date AND f.day < ${p.add(to)}::timestamp`;
    return [scopeCondition(scope, NO_AGENCY, p), days, ...filteredBy(selection, KEYS, p)].join(' AND ');
  }

  count(scope: Scope, selection: FileSelection, most: number): Promise<number> {
    const p = new Parameters();
    return countUpTo(this.reading, `SELECT 1 FROM ${FROM} WHERE ${this.#where(scope, selection, p)}`, p.values, most);
  }

  /** Packed rows of QUALITY_COLUMNS. */
  rows(scope: Scope, selection: FileSelection): AsyncGenerator<readonly string[], void> {
    const p = new Parameters();
    const where = this.#where(scope, selection, p);
    const rest = `FROM ${FROM} WHERE ${where} ORDER BY f.day, c.centre_id, f.defect`;
    return readPacked(this.reading, QUALITY_COLUMNS, rest, p.values);
  }
}
