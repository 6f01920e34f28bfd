import type { Scope } from '#domain/access/viewer.js';
import type { Database } from '#platform/postgres/database.js';
import { countUpTo, readByCursor } from '#platform/postgres/read-cursor.js';
import { Parameters, SHAPES, scopeCondition } from '../kpi/kpi-sql.js';
import { momentSql } from '../moment-sql.js';
import { type FileSelection, filteredBy, inPeriod } from '../network/file-selection.js';

/** What a desk did in one hour, all officers together, seconds. */
export interface DeskStateRow {
  readonly region: string;
  readonly centre: string;
  readonly timezone: string;
  readonly desk: string;
  /** Unix milliseconds. */
  readonly hour_from: number;
  readonly open: number;
  readonly logged_in: number;
  readonly serving: number;
  readonly available: number;
  readonly wrap_up: number;
  readonly on_break: number;
  readonly back_office: number;
  readonly served: number;
  readonly transactions: number;
}

const seconds = (column: string, name: string): string => `(sum(f.${column}) / 1000.0)::float8 AS ${name}`;
const COLUMNS = `r.region_id AS region, c.centre_id AS centre, c.time_zone AS timezone, d.desk_id AS desk,
  ${momentSql('f.bucket')} AS hour_from,
  ${seconds('open_ms', 'open')}, ${seconds('logged_in_ms', 'logged_in')}, ${seconds('serving_ms', 'serving')},
  ${seconds('ready_ms', 'available')}, ${seconds('wrap_up_ms', 'wrap_up')}, ${seconds('break_ms', 'on_break')},
  ${seconds('back_office_ms', 'back_office')}, sum(f.served)::float8 AS served,
  sum(f.transactions)::float8 AS transactions`;
const { from: FROM } = SHAPES.desk_hour;
const GROUP = 'GROUP BY f.bucket, f.centre_key, r.region_id, c.centre_id, c.time_zone, d.desk_id';
const KEYS = { region: 'r.region_id', centre: 'c.centre_id', desk: 'd.desk_id' };

/** Hours of desks in a period, by the key of their table, which begins with the hour. */
export class DeskStateFile {
  constructor(readonly reading: Database) {}

  #where(scope: Scope, selection: FileSelection, p: Parameters): string {
    const period = inPeriod('f.bucket', selection, p);
    const within = scopeCondition(scope, SHAPES.desk_hour, p);
    return [within, period, 'd.desk_id IS NOT NULL', ...filteredBy(selection, KEYS, p)].join(' AND ');
  }

  count(scope: Scope, selection: FileSelection, most: number): Promise<number> {
    const p = new Parameters();
    const sql = `SELECT 1 FROM ${FROM} WHERE ${this.#where(scope, selection, p)} ${GROUP}`;
    return countUpTo(this.reading, sql, p.values, most);
  }

  rows(scope: Scope, selection: FileSelection): AsyncGenerator<readonly DeskStateRow[], void> {
    const p = new Parameters();
    const sql = `SELECT ${COLUMNS} FROM ${FROM} WHERE ${this.#where(scope, selection, p)} ${GROUP}
      ORDER BY f.bucket, c.centre_id, d.desk_id`;
    return readByCursor(this.reading, sql, p.values);
  }
}
