import type { Scope } from '#domain/access/viewer.js';
import type { Database } from '#platform/postgres/database.js';
import {
  countUpTo,
  type PackedColumn,
  type PackedColumns,
  packedMoment,
  readPacked,
} from '#platform/postgres/packed-rows.js';
import { Parameters, SHAPES, scopeCondition } from '../kpi/kpi-sql.js';
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

const seconds = (column: string): PackedColumn => ({ sql: `sum(f.${column})`, type: 'seconds' });
/** Columns of the packed row of a desk's hour. */
export const DESK_STATE_COLUMNS: PackedColumns<keyof DeskStateRow> = {
  region: { sql: 'r.region_id', type: 'text' },
  centre: { sql: 'c.centre_id', type: 'text' },
  timezone: { sql: 'c.time_zone', type: 'text' },
  desk: { sql: 'd.desk_id', type: 'text' },
  hour_from: packedMoment('f.bucket'),
  open: seconds('open_ms'),
  logged_in: seconds('logged_in_ms'),
  serving: seconds('serving_ms'),
  available: seconds('ready_ms'),
  wrap_up: seconds('wrap_up_ms'),
  on_break: seconds('break_ms'),
  back_office: seconds('back_office_ms'),
  served: { sql: 'sum(f.served)', type: 'number' },
  transactions: { sql: 'sum(f.transactions)', type: 'number' },
};
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

  /** Packed rows of DESK_STATE_COLUMNS. */
  rows(scope: Scope, selection: FileSelection): AsyncGenerator<readonly string[], void> {
    const p = new Parameters();
    const rest = `FROM ${FROM} WHERE ${this.#where(scope, selection, p)} ${GROUP}
      ORDER BY f.bucket, c.centre_id, d.desk_id`;
    return readPacked(this.reading, DESK_STATE_COLUMNS, rest, p.values);
  }
}
