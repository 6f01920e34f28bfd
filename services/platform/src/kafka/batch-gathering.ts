import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchHandler, RecordBatch } from '../event-log/event-log.js';
import { Backoff, type BackoffLimits } from '../timing/backoff.js';
import { countWithin } from '../timing/batcher.js';
import { JoinedRecords } from './packed-records.js';

/** Consecutive records of one partition, as they were read. */
export interface Piece {
  readonly partition: number;
  readonly records: RecordBatch;
  /** Offset after the piece. */
  readonly nextOffset: bigint;
}

export interface GatheringParts {
  readonly handler: BatchHandler;
  /** Called before the first batch of an assignment; the handler then discards what it caches. */
  readonly assigned: () => Promise<void>;
  /** Called after a batch was applied. */
  readonly onApplied: (pieces: readonly Piece[]) => void;
  readonly onRetry: (error: unknown, pauseMs: number) => void;
}

/** A batch that was handed over and is not settled yet. */
interface InHand {
  readonly pieces: readonly Piece[];
  /** Resolves when the batch is applied (undefined) or has failed (its error). Never rejects. */
  readonly outcome: Promise<{ readonly error: unknown } | undefined>;
}

/** Records of a full batch in a drain. With larger batches each visit and each rollup row is written less often. */
const BATCH_RECORDS = 50_000;
/** While this number of records waits, nothing more is fetched. */
const WAITING_RECORDS = 100_000;
/** Maximum batches in the handler at once: one is written while the next is computed. */
const MAX_BATCHES_AT_ONCE = 2;
const RETRY: BackoffLimits = { firstMs: 100, maxMs: 5_000 };

/**
 * Gathers fetched pieces into batches for the handler: pieces of all partitions that arrive while a batch is applied
 * form the next batch. A second batch is handed over before the first is applied only when it is full: in a drain,
 * never when events arrive one by one. Failed batches are retried in their order until they are applied or their
 * partitions are reassigned. This is not a `Batcher`: two batches can be in progress, pieces are dropped when
 * partitions move, and no caller waits for a single piece, so that a drain does not create a promise for each.
 */
export class BatchGathering {
  #pieces: Piece[] = [];
  #waiting = 0;
  #assignment = 0;
  #announced = 0;
  #inHand: InHand[] = [];
  #running: Promise<void> | undefined;
  readonly #abort = new AbortController();
  #roomListeners: (() => void)[] = [];
  #becameFull: () => void = () => {};
  readonly #backoff = new Backoff(RETRY);

  constructor(readonly parts: GatheringParts) {}

  /** Resolves to true when more pieces can be added; to false when that is still not possible after `waitMs`. */
  async room(waitMs: number): Promise<boolean> {
    if (this.#waiting < WAITING_RECORDS) return true;
    const freed = new Promise<void>((resolve) => this.#roomListeners.push(resolve));
    await Promise.race([freed, sleep(waitMs, undefined, { ref: false })]);
    return this.#waiting < WAITING_RECORDS;
  }

  add(piece: Piece): void {
    this.#pieces.push(piece);
    this.#waiting += piece.records.length;
    if (this.#waiting >= BATCH_RECORDS) this.#becameFull();
    this.#start();
  }

  /** The partitions were reassigned: the new owners will read the waiting pieces again. */
  reassign(): void {
    this.#assignment += 1;
    this.#pieces = [];
    this.#waiting = 0;
    notifyAll(this.#roomListeners);
    this.#start();
  }

  /** Waits for the current batches and drops the waiting pieces, which will be read again. */
  async stop(): Promise<void> {
    this.#pieces = [];
    this.#abort.abort();
    notifyAll(this.#roomListeners);
    await this.#running;
  }

  /**
   * The number of the current assignment of partitions. A piece that was read under an earlier one must not be added.
   */
  get assignment(): number {
    return this.#assignment;
  }

  #start(): void {
    if (this.#abort.signal.aborted) return;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#pieces.length > 0 || this.#announced !== this.#assignment) this.#start();
    });
  }

  async #run(): Promise<void> {
    // The other pieces of the same fetch go into the same batch.
    await new Promise((resolve) => setImmediate(resolve));
    for (;;) {
      const [first] = this.#inHand;
      const mayHandOver = !this.#abort.signal.aborted && this.#announced === this.#assignment;
      if (first === undefined) {
        if (this.#abort.signal.aborted) return;
        if (!mayHandOver) await this.#announce();
        else if (this.#pieces.length === 0) return;
        else this.#handOver();
        continue;
      }
      if (mayHandOver && this.#inHand.length < MAX_BATCHES_AT_ONCE) {
        if (this.#waiting >= BATCH_RECORDS) {
          this.#handOver();
          continue;
        }
        const isFull = await Promise.race([first.outcome.then(() => false), this.#full()]);
        if (isFull) continue;
      }
      await this.#settle(first);
    }
  }

  /** Resolves to true once a full batch waits. */
  #full(): Promise<boolean> {
    return new Promise((resolve) => {
      this.#becameFull = () => resolve(true);
    });
  }

  async #announce(): Promise<void> {
    const assignment = this.#assignment;
    try {
      await this.parts.assigned();
      this.#announced = assignment;
      this.#backoff.reset();
    } catch (error) {
      await this.#rest(error, assignment);
    }
  }

  #handOver(): void {
    const pieces = this.#take();
    const records = new JoinedRecords(pieces.map((piece) => piece.records));
    const work = records.length === 0 ? Promise.resolve() : this.parts.handler(records);
    this.#inHand.push({
      pieces,
      outcome: work.then(
        () => undefined,
        (error: unknown) => ({ error }),
      ),
    });
  }

  /** Settles the oldest batch: it was applied, or it must be retried with all batches after it. */
  async #settle(first: InHand): Promise<void> {
    const assignment = this.#assignment;
    const failed = await first.outcome;
    if (failed === undefined) {
      this.#inHand.shift();
      this.#backoff.reset();
      this.parts.onApplied(first.pieces);
      return;
    }
    const given = this.#inHand;
    for (const { outcome } of given) await outcome;
    this.#inHand = [];
    // The partitions were reassigned: the new owners read the pieces again.
    if (this.#announced !== this.#assignment) return;
    const back = given.flatMap(({ pieces }) => pieces);
    this.#pieces = [...back, ...this.#pieces];
    this.#waiting += back.reduce((sum, { records }) => sum + records.length, 0);
    await this.#rest(failed.error, assignment);
  }

  async #rest(error: unknown, assignment: number): Promise<void> {
    const { signal } = this.#abort;
    if (signal.aborted || this.#assignment !== assignment) return;
    const pauseMs = this.#backoff.next();
    this.parts.onRetry(error, pauseMs);
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }

  #take(): Piece[] {
    const count = countWithin(this.#pieces, BATCH_RECORDS, ({ records }) => records.length);
    const taken = this.#pieces.splice(0, count);
    this.#waiting -= taken.reduce((sum, { records }) => sum + records.length, 0);
    notifyAll(this.#roomListeners);
    return taken;
  }
}

function notifyAll(listeners: (() => void)[]): void {
  for (const listener of listeners.splice(0)) listener();
}
