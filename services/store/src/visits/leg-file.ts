import type { Scope } from '#domain/access/viewer.js';
import type { Database } from '#platform/postgres/database.js';
import { countUpTo, readByCursor } from '#platform/postgres/read-cursor.js';
import { conditions, Parameters, SHAPES } from '../kpi/kpi-sql.js';
import type { FileSelection } from '../network/file-selection.js';

/** A leg of a file. Moments are Unix milliseconds, durations seconds; null where a fact is missing. */
export interface LegRow {
  readonly region: string;
  readonly centre: string;
  readonly timezone: string;
  readonly visit_id: string;
  readonly leg_no: number;
  readonly service: string | null;
  readonly agency: string | null;
  readonly desk: string | null;
  readonly staff: string | null;
  readonly channel: string | null;
  readonly issued_at: number | null;
  readonly called_at: number | null;
  readonly left_queue_at: number;
  readonly started_at: number | null;
  readonly ended_at: number | null;
  readonly closed_at: number | null;
  readonly outcome: string | null;
  readonly wait: number | null;
  readonly walk: number | null;
  readonly service_time: number | null;
  readonly hold: number | null;
  readonly visit_time: number | null;
  readonly target: number | null;
  readonly transactions: number | null;
  readonly recalls: number;
  readonly rating: number | null;
  readonly is_quick_close: boolean;
  readonly is_complete: boolean;
}

/** As numbers: the driver reads them five times as quickly as dates. */
const ms = (column: string): string => `(extract(epoch FROM f.${column}) * 1000)::float8 AS ${column}`;
const seconds = (column: string, name: string): string => `(f.${column} / 1000.0)::float8 AS ${name}`;

const COLUMNS = `r.region_id AS region, c.centre_id AS centre, c.time_zone AS timezone, f.visit_id, f.leg_no,
  s.service_id AS service, a.agency_id AS agency, d.desk_id AS desk, t.staff_pseudonym AS staff, f.channel,
  ${['issued_at', 'called_at', 'left_queue_at', 'started_at', 'ended_at', 'closed_at'].map(ms).join(', ')}, f.outcome,
  ${seconds('wait_ms', 'wait')}, ${seconds('walk_ms', 'walk')}, ${seconds('service_ms', 'service_time')},
  ${seconds('hold_ms', 'hold')}, ${seconds('visit_ms', 'visit_time')}, f.target_seconds AS target,
  f.quantity AS transactions, f.recalls, f.rating, f.is_quick_close, f.is_complete`;

/**
 * Single legs for files: those that left the queue in a period. What they cost grows with the legs of the period, which
 * an index finds, never with the years that are stored.
 */
export class LegFile {
  /** @param reading one transaction: the count and the rows are of the same moment */
  constructor(readonly reading: Database) {}

  /** The number of legs, counted up to one more than `most`. */
  count(scope: Scope, { query }: FileSelection, most: number): Promise<number> {
    const p = new Parameters();
    const where = conditions(scope, query, SHAPES.legs, 'f.left_queue_at', p);
    return countUpTo(this.reading, `SELECT 1 FROM ${SHAPES.legs.from} WHERE ${where}`, p.values, most);
  }

  /** In order of time, always the same one. */
  rows(scope: Scope, { query }: FileSelection): AsyncGenerator<readonly LegRow[], void> {
    const p = new Parameters();
    const where = conditions(scope, query, SHAPES.legs, 'f.left_queue_at', p);
    const sql = `SELECT ${COLUMNS} FROM ${SHAPES.legs.from} WHERE ${where}
      ORDER BY f.left_queue_at, f.centre_key, f.visit_id, f.leg_no`;
    return readByCursor<LegRow>(this.reading, sql, p.values);
  }
}
