import { DateTime } from 'luxon';
import type { Dialect } from './dialects.js';
import type { ColumnKind, SqlValue } from './source-session.js';

const SECOND_MS = 1000;

/**
 * The times of the column of orderBy on one line of numbers. `at` is Unix milliseconds of an instant; of a wall-clock
 * time it is the milliseconds as if it were UTC, so that the order is that of the column.
 */
export class SourceOrder {
  /**
   * @param unit of a column of numbers
   * @param timeZone of the source's wall clock
   */
  constructor(
    readonly kind: ColumnKind,
    readonly unit: 'seconds' | 'milliseconds' | undefined,
    readonly timeZone: string,
    readonly dialect: Dialect,
  ) {}

  /** The place of a value on the line; 0 for one that is no time (a zero date, infinity). */
  atOf(text: string | null): number {
    if (text === null) return 0;
    if (this.kind === 'number') return Math.floor(Number(text) * (this.unit === 'seconds' ? SECOND_MS : 1)) || 0;
    const iso = text
      .trim()
      .replace(' ', 'T')
      .replace(/(\.\d{3})\d+/, '$1')
      .replace(/\+00(?::?00)?$/, 'Z');
    const at = Date.parse(/Z$|[+-]\d\d:\d\d$/.test(iso) ? iso : `${iso}Z`);
    return Number.isNaN(at) ? 0 : at;
  }

  /** The value to compare the column with. */
  valueOf(at: number): SqlValue {
    if (this.kind !== 'number') return this.dialect.moment(at, this.kind);
    return this.unit === 'seconds' ? Math.floor(at / SECOND_MS) : at;
  }

  /** The place of a moment. @param ms Unix milliseconds */
  placeOf(ms: number): number {
    return this.kind === 'local' ? ms + this.#offsetMs(ms) : ms;
  }

  /** The moment of a place, Unix milliseconds; the earlier one of a wall-clock time that comes twice. */
  momentOf(at: number): number {
    if (this.kind !== 'local') return at;
    return DateTime.fromMillis(at, { zone: 'utc' }).setZone(this.timeZone, { keepLocalTime: true }).toMillis();
  }

  /**
   * From where the source has to be read again, so that no row is lost that was committed late: the overlap before the
   * checkpoint, and before the present when the checkpoint is ahead of it. A wall clock that was put back since
   * the checkpoint writes rows before it; then as much more is read again.
   * @param nowMs the source's clock
   */
  rereadFrom(at: number, nowMs: number, overlapMs: number): number {
    const putBackMs =
      this.kind === 'local' ? Math.max(0, this.#offsetMs(this.momentOf(at) - 1) - this.#offsetMs(nowMs)) : 0;
    return Math.min(at, this.placeOf(nowMs)) - putBackMs - overlapMs;
  }

  #offsetMs(ms: number): number {
    return DateTime.fromMillis(ms, { zone: this.timeZone }).offset * 60 * SECOND_MS;
  }
}
