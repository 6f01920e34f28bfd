import { Batcher } from '#platform/timing/batcher.js';
import type { Outbox, Settled } from '#store/messages/outbox.js';

/** What writing needs beside the outbox. */
export interface SettlingOptions {
  readonly sleep: (ms: number) => Promise<void>;
  /** Hears of writes that failed; they are tried again. */
  readonly onFailure: (message: string, error: unknown) => void;
  /** Whether another try of the same write may succeed. */
  readonly isTransient: (error: unknown) => boolean;
}

const PAUSE_MS = 500;
const MOST_IN_ONE_WRITE = 500;

/**
 * Writes what tries came to: whatever is there when the write before ends, in one transaction. What cannot be written
 * before the process ends is sent again by whoever claims it next, with the same key.
 */
export class Settling {
  readonly #batches: Batcher<Settled>;
  #pending = 0;
  #isOver = false;

  constructor(
    readonly outbox: Pick<Outbox, 'settle'>,
    readonly options: SettlingOptions,
  ) {
    this.#batches = new Batcher({
      flush: (batch) => this.#write(batch),
      maxSize: MOST_IN_ONE_WRITE,
      onFailure: async () => {
        if (this.#isOver) return 'reject';
        await options.sleep(PAUSE_MS);
        return 'retry';
      },
    });
  }

  /** Tries whose outcome is not written yet. */
  get pending(): number {
    return this.#pending;
  }

  add(settled: Settled): void {
    this.#pending += 1;
    // A write that failed is told by `onFailure` already.
    this.#batches.add(settled).catch(() => undefined);
  }

  /** Resolves when everything is written, or when `end` was called and a write failed. */
  written(): Promise<void> {
    return this.#batches.idle();
  }

  /** A write that fails from now on is not tried again. */
  end(): Promise<void> {
    this.#isOver = true;
    return this.written();
  }

  /** @throws when it may be tried again, or when no more is tried; what can never be written is left out */
  async #write(batch: readonly Settled[]): Promise<void> {
    try {
      await this.outbox.settle(batch);
    } catch (error) {
      this.options.onFailure('what became of messages could not be written', error);
      if (this.#isOver || this.options.isTransient(error)) throw error;
      await this.options.sleep(PAUSE_MS);
    }
    this.#pending -= batch.length;
  }
}
