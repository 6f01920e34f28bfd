/** How a batcher gathers items and flushes batches. */
export interface BatcherOptions<Item> {
  /** Processes one batch, in the order in which the items were added. Called for one batch at a time. */
  readonly flush: (items: readonly Item[]) => Promise<void> | void;
  /** Maximum size of a batch; a larger single item forms a batch of its own. */
  readonly maxSize: number;
  /** The size of an item; default 1. */
  readonly sizeOf?: (item: Item) => number;
  /**
   * Whether each batch waits for the end of the current turn of the event loop, so that it includes what is added in
   * that turn; default false.
   */
  readonly gathersTurn?: boolean;
  /**
   * Decides after a failed flush. reject: the batch and everything that waits behind it get the error, so that nothing
   * overtakes the failed batch. retry: items are gathered again, the same items first. May pause before it answers.
   * Default: reject.
   */
  readonly onFailure?: (error: unknown) => Promise<'reject' | 'retry'>;
}

interface Waiting<Item> {
  readonly item: Item;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers what is added during a flush into the next batch: without load nothing waits, under load batches grow.
 */
export class Batcher<Item> {
  readonly #waiting: Waiting<Item>[] = [];
  #running: Promise<void> | undefined;

  constructor(readonly options: BatcherOptions<Item>) {}

  /** Nothing waits and no flush is running. */
  get isIdle(): boolean {
    return this.#running === undefined;
  }

  /** Resolves when the batch with the item was flushed. Rejects with the error of the flush. */
  add(item: Item): Promise<void> {
    const added = new Promise<void>((resolve, reject) => this.#waiting.push({ item, resolve, reject }));
    this.#running ??= this.#run();
    return added;
  }

  /** Resolves when everything that was added is flushed or rejected. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  /**
   * Ends in the same synchronous step in which it sees that nothing waits: an item added after that starts it again.
   */
  async #run(): Promise<void> {
    const { flush, maxSize, sizeOf = () => 1, onFailure = () => Promise.resolve('reject') } = this.options;
    while (this.#waiting.length > 0) {
      if (this.options.gathersTurn === true) await new Promise((resolve) => setImmediate(resolve));
      const count = countWithin(this.#waiting, maxSize, ({ item }) => sizeOf(item));
      const taken = this.#waiting.slice(0, count);
      try {
        await flush(taken.map(({ item }) => item));
        for (const { resolve } of this.#waiting.splice(0, count)) resolve();
      } catch (error) {
        if ((await onFailure(error)) === 'retry') continue;
        for (const { reject } of this.#waiting.splice(0)) reject(error);
      }
    }
    this.#running = undefined;
  }
}

/** How many of the first items fit into one batch: at least one, and whole items only, up to the size. */
export function countWithin<Item>(items: readonly Item[], maxSize: number, sizeOf: (item: Item) => number): number {
  let count = 0;
  let size = 0;
  for (const item of items) {
    size += sizeOf(item);
    if (count > 0 && size > maxSize) break;
    count += 1;
  }
  return count;
}
