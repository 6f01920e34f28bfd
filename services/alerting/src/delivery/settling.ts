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
 * Writes what tries came to: whatever is there when the write before ends, in one transaction. What cannot be written before the process ends
 * is sent again by whoever claims it next, with the same key.
 */
export class Settling {
  readonly #waiting: Settled[] = [];
  #writing: Promise<void> | undefined;
  #isOver = false;

  constructor(
    readonly outbox: Pick<Outbox, 'settle'>,
    readonly options: SettlingOptions,
  ) {}

  /** Tries whose outcome is not written yet. */
  get pending(): number {
    return this.#waiting.length;
  }

  add(settled: Settled): void {
    this.#waiting.push(settled);
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
  }

  /** Resolves when everything is written, or when `end` was called and a write failed. */
  async written(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  /** A write that fails from now on is not tried again. */
  end(): Promise<void> {
    this.#isOver = true;
    return this.written();
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, MOST_IN_ONE_WRITE);
      try {
        await this.outbox.settle(batch);
        this.#waiting.splice(0, batch.length);
      } catch (error) {
        this.options.onFailure('what became of messages could not be written', error);
        if (this.#isOver) return;
        if (!this.options.isTransient(error)) this.#waiting.splice(0, batch.length);
        await this.options.sleep(PAUSE_MS);
      }
    }
  }
}
