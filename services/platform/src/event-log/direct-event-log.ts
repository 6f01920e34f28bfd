import { setTimeout as sleep } from 'node:timers/promises';
import { Backoff, type BackoffLimits } from '../timing/backoff.js';
import { countWithin } from '../timing/batcher.js';
import {
  type AssignedListener,
  type BatchHandler,
  type Consumption,
  type EventLog,
  type LogRecord,
  type LogState,
  LogUnavailableError,
} from './event-log.js';
import type { LogHealth, LogMonitor } from './log-monitor.js';

interface Pending {
  readonly records: readonly LogRecord[];
  readonly sinceMs: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Bounds of the log's memory and the pace of its retries. */
export interface DirectLogOptions {
  /** Maximum number of records in one batch. */
  readonly batchRecords: number;
  /** Maximum number of records that may wait; an append above it is rejected. */
  readonly waitingRecords: number;
  /** Pauses before a failed batch is retried. */
  readonly retry: BackoffLimits;
  readonly onRetry?: (error: unknown, pauseMs: number) => void;
}

const DEFAULTS: DirectLogOptions = {
  batchRecords: 20_000,
  waitingRecords: 200_000,
  retry: { firstMs: 100, maxMs: 5_000 },
};

/**
 * The log of the embedded shape. An append resolves when the consumer has permanently applied its records, so the
 * outboxes of the senders serve as the log. Appends that wait while a batch is applied form the next batch. This is not
 * a `Batcher`, because appends wait while there is no consumer, and a failed batch is retried unchanged.
 */
export class DirectEventLog implements EventLog, LogMonitor {
  readonly #options: DirectLogOptions;
  readonly #pending: Pending[] = [];
  #waiting = 0;
  #oldestMs: number | undefined;
  #handler: BatchHandler | undefined;
  #pump: Promise<void> | undefined;
  #closed = false;
  readonly #abort = new AbortController();

  constructor(options: Partial<DirectLogOptions> = {}) {
    this.#options = { ...DEFAULTS, ...options };
  }

  look(): Promise<LogHealth> {
    const oldest = this.#oldestMs ?? this.#pending[0]?.sinceMs;
    const lagSeconds = oldest === undefined ? 0 : (performance.now() - oldest) / 1000;
    return Promise.resolve({ kind: 'direct', isReachable: !this.#closed, lagEvents: this.#waiting, lagSeconds });
  }

  append(records: readonly LogRecord[]): Promise<void> {
    if (this.#closed)
      return Promise.reject(
        new LogUnavailableError('The event log is closing; send the events again after the restart.'),
      );
    if (this.#waiting > 0 && this.#waiting + records.length > this.#options.waitingRecords) {
      return Promise.reject(
        new LogUnavailableError(
          'The event log is full; the database is slower than its agents. Send the events again in a few seconds.',
        ),
      );
    }
    if (records.length === 0) return Promise.resolve();
    this.#waiting += records.length;
    const appended = new Promise<void>((resolve, reject) =>
      this.#pending.push({ records, sinceMs: performance.now(), resolve, reject }),
    );
    this.#startPump();
    return appended;
  }

  async consume(handler: BatchHandler, assigned?: AssignedListener): Promise<Consumption> {
    if (this.#handler !== undefined)
      throw new Error('The direct event log allows one consumer, and it already has one.');
    await assigned?.(() => true);
    this.#handler = handler;
    this.#startPump();
    return {
      stop: async () => {
        this.#handler = undefined;
        this.#abort.abort();
        await this.#pump;
      },
    };
  }

  state(): LogState {
    return { lagRecords: this.#waiting, waitingRecords: this.#waiting };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#abort.abort();
    await this.#pump;
    this.#handler = undefined;
    for (const waiting of this.#pending.splice(0))
      waiting.reject(new LogUnavailableError('The event log closed before the events were applied.'));
    this.#waiting = 0;
  }

  #startPump(): void {
    if (this.#pump !== undefined || this.#handler === undefined || this.#pending.length === 0) return;
    this.#pump = this.#run().finally(() => {
      this.#pump = undefined;
      if (!this.#closed) this.#startPump();
    });
  }

  async #run(): Promise<void> {
    while (this.#pending.length > 0 && this.#handler !== undefined) {
      const taken = this.#take();
      const batch = taken.flatMap((pending) => pending.records);
      this.#oldestMs = taken[0]?.sinceMs;
      const error = await this.#apply(batch);
      this.#waiting -= batch.length;
      this.#oldestMs = undefined;
      for (const pending of taken) error === undefined ? pending.resolve() : pending.reject(error);
    }
  }

  /** Takes whole appends, at least one, up to the size of a batch. */
  #take(): Pending[] {
    const { batchRecords } = this.#options;
    return this.#pending.splice(
      0,
      countWithin(this.#pending, batchRecords, ({ records }) => records.length),
    );
  }

  /** Retries the batch until it is applied; gives up only when the log closes or the consumption stops. */
  async #apply(batch: readonly LogRecord[]): Promise<LogUnavailableError | undefined> {
    const backoff = new Backoff(this.#options.retry);
    for (;;) {
      const handler = this.#handler;
      if (handler === undefined) return new LogUnavailableError('The consumer of the event log stopped.');
      try {
        await handler(batch);
        return undefined;
      } catch (error) {
        if (this.#abort.signal.aborted)
          return new LogUnavailableError('The event log closed while the batch could not be applied.', {
            cause: error,
          });
        const pauseMs = backoff.next();
        this.#options.onRetry?.(error, pauseMs);
        await sleep(pauseMs, undefined, { signal: this.#abort.signal }).catch(() => undefined);
      }
    }
  }
}
