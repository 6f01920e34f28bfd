import type { Scope } from '#domain/access/viewer.js';
import type { Database } from '#platform/postgres/database.js';
import { countUpTo, readPacked } from '#platform/postgres/packed-rows.js';
import { Parameters, SHAPES, within } from '../kpi/kpi-sql.js';
import { type FileSelection, inPeriod } from '../network/file-selection.js';
import { LEG_COLUMNS, LEG_MOMENTS, type LegClock } from './leg-record.js';

type LegPiece = Pick<FileSelection, 'filters' | 'fromAt' | 'toAt'>;

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

  /** Packed rows of LEG_COLUMNS. @param count how many there are */
  async *rows(scope: Scope, selection: FileSelection, count: number): AsyncGenerator<readonly string[], void> {
    const { filters, fromAt: first, toAt: last } = selection;
    const pieces = Math.max(1, Math.ceil(count / ROWS_OF_A_PIECE));
    const pieceMs = Math.max(SHORTEST_PIECE_MS, Math.ceil((last - first) / pieces));
    for (let fromAt = first; fromAt < last; fromAt += pieceMs) {
      const p = new Parameters();
      const where = this.#where(scope, { filters, fromAt, toAt: Math.min(last, fromAt + pieceMs) }, p);
      const rest = `FROM ${SHAPES.legs.from} WHERE ${where}
        ORDER BY ${LEG_MOMENTS[this.clock]}, f.centre_key, f.visit_id, f.leg_no`;
      yield* readPacked(this.reading, LEG_COLUMNS, rest, p.values);
    }
  }
}
