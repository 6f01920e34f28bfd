import { numberArray } from '#platform/postgres/array-literal.js';
import type { Transaction } from '#platform/postgres/database.js';

const HOUR = 3600;
/** More hours than there are since 1970 until the year 2209: centre and hour fit into one exact number. */
const HOURS = 2 ** 21;

/** The builder takes a day once it has been over for so long, everywhere in the network. */
export const BUILD_AFTER_HOURS = 6;
/**
 * A change marks a day once it has been over for so long when the change's transaction begins. So a day is missed only
 * by a transaction that is open for the 4 hours between, and the builder waits for those that it can see.
 */
const MARK_AFTER_HOURS = 2;

/**
 * The database's clock decides, as it does for the builder. The hours of now, which nearly all changes are of, are left
 * out at once. A row of an hour or a quarter hour may begin up to 45 minutes after the hour, which in some zones is the
 * next day: both are marked.
 */
const MARK = `
INSERT INTO mnara.rollup_stale (centre_key, day)
SELECT DISTINCT c.centre_key,
  ((to_timestamp(hour * ${HOUR}) + past * interval '1 minute') AT TIME ZONE c.time_zone)::date
FROM unnest($1::int[], $2::int[]) AS changed(centre_key, hour) JOIN mnara.centre c USING (centre_key)
  CROSS JOIN (VALUES (0), (45)) AS quarters(past)
WHERE to_timestamp(hour * ${HOUR}) < now() - interval '${MARK_AFTER_HOURS} hours'
  AND ((to_timestamp(hour * ${HOUR}) + past * interval '1 minute') AT TIME ZONE c.time_zone)::date
    < ((now() - interval '${MARK_AFTER_HOURS} hours') AT TIME ZONE c.time_zone)::date`;

/** Hours of centres whose fine rollups a transaction changes. */
export class ChangedHours {
  readonly #hours = new Set<number>();
  #last = -1;

  /** @param second Unix time of the row's bucket */
  note(centreKey: number, second: number): void {
    const hour = centreKey * HOURS + Math.floor(second / HOUR);
    // Rows come in the order of their keys: many in a row are of one hour.
    if (hour === this.#last) return;
    this.#last = hour;
    this.#hours.add(hour);
  }

  /** Marks the days among them that may have been built, in the transaction that changes them. */
  async mark(tx: Transaction): Promise<void> {
    if (this.#hours.size === 0) return;
    const hours = [...this.#hours];
    await tx.repeated(MARK, [
      numberArray(hours.map((hour) => Math.floor(hour / HOURS))),
      numberArray(hours.map((hour) => hour % HOURS)),
    ]);
  }
}
