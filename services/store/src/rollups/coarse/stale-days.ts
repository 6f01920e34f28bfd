import { numberArray } from '#platform/postgres/array-literal.js';
import type { Transaction } from '#platform/postgres/database.js';

const HOUR = 3600;
/** More hours than there are since 1970 until the year 2209: centre and hour fit into one exact number. */
const HOURS = 2 ** 21;

/**
 * Days that were not yet built when the change began are left out: the builder takes a day at the earliest when the
 * date in UTC is 3 days further on (`BUILD_AFTER_DAYS`), so a transaction would have to last a day to be missed. The
 * database's clock decides, as it does there. A row of an hour or a quarter hour may begin up to 45 minutes after the
 * hour, which in some zones is the next day: both are marked.
 */
const MARK = `
INSERT INTO mnara.rollup_stale (centre_key, day)
SELECT DISTINCT c.centre_key,
  ((to_timestamp(hour * ${HOUR}) + past * interval '1 minute') AT TIME ZONE c.time_zone)::date
FROM unnest($1::int[], $2::int[]) AS changed(centre_key, hour) JOIN mnara.centre c USING (centre_key)
  CROSS JOIN (VALUES (0), (45)) AS quarters(past)
WHERE to_timestamp(hour * ${HOUR}) < now() - interval '20 hours'
  AND ((to_timestamp(hour * ${HOUR}) + past * interval '1 minute') AT TIME ZONE c.time_zone)::date
    < (now() AT TIME ZONE 'UTC')::date - 1`;

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
