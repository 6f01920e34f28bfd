import type { Scope } from '#domain/access/viewer.js';
import type { Database } from '#platform/postgres/database.js';
import { countUpTo, readByCursor } from '#platform/postgres/read-cursor.js';
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

  rows(scope: Scope, selection: FileSelection): AsyncGenerator<readonly QualityFileRow[], void> {
    const p = new Parameters();
    const where = this.#where(scope, selection, p);
    return readByCursor(
      this.reading,
      `SELECT r.region_id AS region, c.centre_id AS centre, f.day, f.defect, f.n::float8 AS n FROM ${FROM}
       WHERE ${where} ORDER BY f.day, c.centre_id, f.defect`,
      p.values,
    );
  }
}
