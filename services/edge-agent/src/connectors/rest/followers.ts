import { DateTime } from 'luxon';
import type { SourceRecord } from '../record-feed.js';
import { seenCells } from '../seen-cells.js';
import type { ListRecord } from './list-reader.js';
import { newRecords, restoreKnown, storeKnown } from './record-memory.js';
import { compareSnapshot, restoreSnapshot, type SnapshotOptions, storeSnapshot } from './snapshot.js';

/** What a reading means: the records to map, and what must be known at the next one. */
export interface Followed {
  readonly records: readonly SourceRecord[];
  /** For the checkpoint. */
  readonly state: string;
  /** Tickets that were never in a reading, but must have existed. */
  readonly missed: number;
}

/** Turns readings of a list into records, each difference once. Pure but for what `of` remembers in its state. */
export interface Follower {
  /** @param state the checkpoint after the last reading; undefined: none */
  readonly lastReadMs: (state: string | undefined) => number | undefined;
  readonly follow: (state: string | undefined, list: readonly ListRecord[], readAtMs: number) => Followed;
}

/**
 * Follows a list in which a record keeps its place while it changes: what is new or changed is mapped.
 * @param by names what the mapping makes of a record; when it changes, the whole list is mapped again
 */
export const listFollower = (columns: ReadonlySet<string>, by: () => string): Follower => ({
  lastReadMs: (state) => restoreKnown(state, by())?.readAtMs,
  follow: (state, list, readAtMs) => {
    const known = restoreKnown(state, by());
    const { changed, after } = newRecords(known, list, columns, readAtMs);
    const gapMs = known === undefined ? undefined : readAtMs - known.readAtMs;
    const records = changed.map(({ id, cells }) => ({ id, cells: seenCells(cells, readAtMs, gapMs) }));
    return { records, state: storeKnown(after, by()), missed: 0 };
  },
});

/** Its records did not come from the source, but from what changed between two readings. */
const DERIVED = ['derived'];

/** Follows a list of current tickets: the differences between readings are mapped, marked as derived. */
export const snapshotFollower = (options: Omit<SnapshotOptions, 'day'>, timeZone: string): Follower => ({
  lastReadMs: (state) => restoreSnapshot(state)?.readAtMs,
  follow: (state, list, readAtMs) => {
    const day = DateTime.fromMillis(readAtMs, { zone: timeZone }).toISODate() ?? '';
    const { changes, after, missed } = compareSnapshot(restoreSnapshot(state), list, readAtMs, { ...options, day });
    const records = changes.map((change) => ({ ...change, defects: DERIVED }));
    return { records, state: storeSnapshot(after), missed };
  },
});
