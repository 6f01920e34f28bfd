import type { Scope } from '#domain/access/viewer.js';
import type { Segment } from '#domain/visit/customer-attributes.js';
import type { Database } from '#platform/postgres/database.js';
import { countUpTo, readByCursor } from '#platform/postgres/read-cursor.js';
import { Parameters, SHAPES, within } from '../kpi/kpi-sql.js';
import { momentSql } from '../moment-sql.js';
import { type FileSelection, inPeriod } from '../network/file-selection.js';
import { LEG_MOMENTS, type LegClock } from './leg-page.js';

/** A leg of a file. Moments are Unix milliseconds, durations seconds; null where a fact is missing. */
export interface LegFileRow {
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
  readonly left_queue_at: number | null;
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
  /** Known attributes of the customer. */
  readonly segment: Segment | null;
}

type LegPiece = Pick<FileSelection, 'filters' | 'fromAt' | 'toAt'>;

const moment = (column: string): string => `${momentSql(`f.${column}`)} AS ${column}`;
const seconds = (column: string, name: string): string => `(f.${column} / 1000.0)::float8 AS ${name}`;

const COLUMNS = `r.region_id AS region, c.centre_id AS centre, c.time_zone AS timezone, f.visit_id, f.leg_no,
  s.service_id AS service, a.agency_id AS agency, d.desk_id AS desk, t.staff_pseudonym AS staff, f.channel,
  ${['issued_at', 'called_at', 'left_queue_at', 'started_at', 'ended_at', 'closed_at'].map(moment).join(', ')}, f.outcome,
  ${seconds('wait_ms', 'wait')}, ${seconds('walk_ms', 'walk')}, ${seconds('service_ms', 'service_time')},
  ${seconds('hold_ms', 'hold')}, ${seconds('visit_ms', 'visit_time')}, f.target_seconds AS target,
  f.quantity AS transactions, f.recalls, f.rating, f.is_quick_close, f.is_complete, f.segment`;

/** Rows of a piece, about: it is sorted in memory, without a file. */
const ROWS_OF_A_PIECE = 20_000;
const SHORTEST_PIECE_MS = 60_000;

/**
 * Single legs of a period for files, in the order of their moment. Legs are stored nearly by time, so that a period is
 * read in pieces of it: what is read grows with the period's legs, not with the years that are stored.
 */
export class LegFile {
  /**
   * @param reading one transaction: the count and the rows are of the same moment
   * @param clock which moment places a leg in the period
   */
  constructor(
    readonly reading: Database,
    readonly clock: LegClock,
  ) {}

  #where(scope: Scope, { filters, ...period }: LegPiece, p: Parameters): string {
    return `${inPeriod(LEG_MOMENTS[this.clock], period, p)} AND ${within(scope, { filters }, SHAPES.legs, p)}`;
  }

  /** The number of legs, counted up to one more than `most`. */
  count(scope: Scope, selection: FileSelection, most: number): Promise<number> {
    const p = new Parameters();
    const where = this.#where(scope, selection, p);
    return countUpTo(this.reading, `SELECT 1 FROM ${SHAPES.legs.from} WHERE ${where}`, p.values, most);
  }

  /** @param count how many there are */
  async *rows(scope: Scope, selection: FileSelection, count: number): AsyncGenerator<readonly LegFileRow[], void> {
    const { filters, fromAt: first, toAt: last } = selection;
    const pieces = Math.max(1, Math.ceil(count / ROWS_OF_A_PIECE));
    const pieceMs = Math.max(SHORTEST_PIECE_MS, Math.ceil((last - first) / pieces));
    for (let fromAt = first; fromAt < last; fromAt += pieceMs) {
      const p = new Parameters();
      const where = this.#where(scope, { filters, fromAt, toAt: Math.min(last, fromAt + pieceMs) }, p);
      const sql = `SELECT ${COLUMNS} FROM ${SHAPES.legs.from} WHERE ${where}
        ORDER BY ${LEG_MOMENTS[this.clock]}, f.centre_key, f.visit_id, f.leg_no`;
      yield* readByCursor<LegFileRow>(this.reading, sql, p.values);
    }
  }
}
