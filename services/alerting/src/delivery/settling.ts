import { Batcher } from '#platform/timing/batcher.js';
import type { Outbox, Settled } from '#store/messages/outbox.js';

/** What writing needs besides the outbox. */
export interface SettlingOptions {
  readonly sleep: (ms: number) => Promise<void>;
  /** Called with writes that failed; they are retried. */
  readonly onFailure: (message: string, error: unknown) => void;
  /** Whether a retry of the same write may succeed. */
  readonly isTransient: (error: unknown) => boolean;
}

const PAUSE_MS = 500;
const MAX_IN_ONE_WRITE = 500;

/**
 * Records the outcomes of attempts: all outcomes that are ready when the previous write ends, in one transaction. A
 * message whose outcome cannot be written before the process ends is sent again, with the same key, by the process that
 * claims it next.
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
      maxSize: MAX_IN_ONE_WRITE,
      onFailure: async () => {
        if (this.#isOver) return 'reject';
        await options.sleep(PAUSE_MS);
        return 'retry';
      },
    });
  }

  /** Attempts whose outcome is not written yet. */
  get pending(): number {
    return this.#pending;
  }

  add(settled: Settled): void {
    this.#pending += 1;
    // A failed write was already reported by `onFailure`.
    this.#batches.add(settled).catch(() => undefined);
  }

  /** Resolves when everything is written, or when `end` was called and a write failed. */
  written(): Promise<void> {
    return this.#batches.idle();
  }

  /** A write that fails from now on is not retried. */
  end(): Promise<void> {
    this.#isOver = true;
    return this.written();
  }

  /**
   * @throws when the write may be retried, or when retries have ended; an outcome that can never be written is dropped
   */
  async #write(batch: readonly Settled[]): Promise<void> {
    try {
      await this.outbox.settle(batch);
    } catch (error) {
      this.options.onFailure('outcomes of messages could not be written', error);
      if (this.#isOver || this.options.isTransient(error)) throw error;
      await this.options.sleep(PAUSE_MS);
    }
    this.#pending -= batch.length;
  }
}
