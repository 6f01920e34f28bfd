const DAY_MS = 86_400_000;

/** How long single records are kept, and what time it is. */
export interface RetentionPolicy {
  /** Days back from now, or from a centre's newest day of data where that is earlier: imported history is not deleted at once. */
  readonly keepDays: number;
  /** Unix milliseconds. */
  readonly now: number;
}

/** What the job needs of the database. Each deletion is one short statement and says how many rows it took. */
export interface RetentionStore {
  /** Last day with data of each centre, as the Unix milliseconds at which it was over everywhere. */
  newestOf(): Promise<ReadonlyMap<number, number>>;
  /** Moves boundaries forward, never back; keeps only those before which something is to delete. Returns how many moved. */
  moveBoundaries(keptFrom: ReadonlyMap<number, number>): Promise<number>;
  deleteVisits(most: number): Promise<number>;
  deleteTimelines(most: number): Promise<number>;
  deleteDeadLetters(before: number, most: number): Promise<number>;
}

/** Rows that one run deleted. */
export interface RetentionResult {
  readonly legs: number;
  readonly timelines: number;
  readonly deadLetters: number;
}

/** Rows of one statement: short locks, and a run that is killed has lost nothing. */
const MOST_ROWS = 5_000;

async function untilNone(remove: () => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const removed = await remove();
    if (removed === 0) return total;
    total += removed;
  }
}

/**
 * Deletes legs, timelines and dead letters that are older than the policy keeps; rollups, silences and gaps stay, so the KPIs of past
 * years do. Boundaries are moved before anything is deleted: a recomputation compares only what lies after them, and events from
 * before them are refused, because a second copy could no longer be recognised.
 * @param onBoundary called between the two and waited for: let every processor read the boundaries again before its next batch
 */
export async function retain(
  store: RetentionStore,
  { keepDays, now }: RetentionPolicy,
  onBoundary: () => unknown,
): Promise<RetentionResult> {
  const keepMs = keepDays * DAY_MS;
  const newest = await store.newestOf();
  const moved = await store.moveBoundaries(new Map([...newest].map(([key, at]) => [key, Math.min(at, now) - keepMs])));
  if (moved > 0) await onBoundary();
  return {
    legs: await untilNone(() => store.deleteVisits(MOST_ROWS)),
    timelines: await untilNone(() => store.deleteTimelines(MOST_ROWS)),
    deadLetters: await untilNone(() => store.deleteDeadLetters(now - keepMs, MOST_ROWS)),
  };
}
