/** How a batcher gathers and hands over. */
export interface BatcherOptions<Item> {
  /** Takes one batch, in the order in which the items were added. One batch at a time. */
  readonly flush: (items: readonly Item[]) => Promise<void> | void;
  /** The most that a batch may measure; an item that alone measures more is a batch of its own. */
  readonly maxSize: number;
  /** What an item measures; default 1. */
  readonly sizeOf?: (item: Item) => number;
  /**
   * Whether each batch waits for the end of this turn of the event loop, so that what is added in it goes along;
   * default false.
   */
  readonly gathersTurn?: boolean;
  /**
   * After a flush failed: reject gives the error to the batch and to all that waits behind it, so that nothing
   * overtakes what failed; retry gathers again, the same items first. It may pause before it answers. Default: reject.
   */
  readonly onFailure?: (error: unknown) => Promise<'reject' | 'retry'>;
}

interface Waiting<Item> {
  readonly item: Item;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers what is added while a batch is handed over into the next batch: under no load nothing waits, under load
 * batches grow.
 */
export class Batcher<Item> {
  readonly #waiting: Waiting<Item>[] = [];
  #running: Promise<void> | undefined;

  constructor(readonly options: BatcherOptions<Item>) {}

  /** Nothing waits and nothing is in hand. */
  get isIdle(): boolean {
    return this.#running === undefined;
  }

  /** Resolves when the batch with the item was taken. Rejects with the error of the flush. */
  add(item: Item): Promise<void> {
    const added = new Promise<void>((resolve, reject) => this.#waiting.push({ item, resolve, reject }));
    this.#running ??= this.#run();
    return added;
  }

  /** Resolves when all that was added is taken or rejected. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  /** Ends in the step in which it sees that nothing waits: whatever is added after that starts it again. */
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

/** How many of the first items go into one batch: at least one, and whole items only, up to the size. */
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
