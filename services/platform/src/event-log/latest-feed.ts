/** The newest value of a key. */
export interface FeedEntry {
  readonly key: string;
  /** May be computed when it is read; a feed reads it once, when it publishes the entry. */
  readonly value: Uint8Array;
}

export type FeedListener = (entries: readonly FeedEntry[]) => void;

/**
 * The newest value of each key, and every later change (a compacted topic). Intermediate values may be skipped; the
 * newest value never is.
 */
export interface LatestFeed {
  publish(entries: readonly FeedEntry[]): Promise<void>;
  /**
   * Calls the listener immediately with all known entries, then with each change. Returns a function that ends the
   * subscription.
   */
  subscribe(listener: FeedListener): () => void;
}

export const STATUS_FEED = Symbol('StatusFeed');

/** A feed inside one process, for the embedded shape. */
export class DirectLatestFeed implements LatestFeed {
  readonly #latest = new Map<string, FeedEntry>();
  readonly #listeners = new Set<FeedListener>();

  publish(entries: readonly FeedEntry[]): Promise<void> {
    const made = entries.map(({ key, value }) => ({ key, value }));
    for (const entry of made) this.#latest.set(entry.key, entry);
    for (const listener of this.#listeners) listener(made);
    return Promise.resolve();
  }

  subscribe(listener: FeedListener): () => void {
    this.#listeners.add(listener);
    if (this.#latest.size > 0) listener([...this.#latest.values()]);
    return () => this.#listeners.delete(listener);
  }
}
