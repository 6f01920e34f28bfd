import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchHandler, RecordBatch } from '../event-log/event-log.js';
import { Backoff, type BackoffLimits } from '../timing/backoff.js';
import { countWithin } from '../timing/batcher.js';
import { JoinedRecords } from './packed-records.js';

/** A piece of one partition, as it was read. */
export interface Piece {
  readonly partition: number;
  readonly records: RecordBatch;
  /** Offset after the piece. */
  readonly nextOffset: bigint;
}

export interface GatheringParts {
  readonly handler: BatchHandler;
  /** Called before the first batch of an assignment; the handler forgets what it mirrors then. */
  readonly assigned: () => Promise<void>;
  /** Told after a batch was applied. */
  readonly onApplied: (pieces: readonly Piece[]) => void;
  readonly onRetry: (error: unknown, pauseMs: number) => void;
}

/** A batch that was handed over. */
interface InHand {
  readonly pieces: readonly Piece[];
  /** Settles when it is applied or failed; the error, or undefined. Never rejects. */
  readonly outcome: Promise<{ readonly error: unknown } | undefined>;
}

/** A full batch: what a drain takes at once. Larger ones touch each visit and each rollup row less often. */
const BATCH_RECORDS = 50_000;
/** While so many wait, nothing more is fetched. */
const WAITING_RECORDS = 100_000;
/** Batches in the handler's hand: one is written while the next is worked out. */
const AT_ONCE = 2;
const RETRY: BackoffLimits = { firstMs: 100, longestMs: 5_000 };

/**
 * Between the fetching of pieces and the handler: pieces of all partitions that came while a batch was applied make the
 * next batch. A second batch is handed over before the first is applied only where it is full: in a drain, never when
 * events come one by one. Batches that failed are given again in their order until they are applied or their partitions
 * were assigned anew. It is no `Batcher`: two batches are in hand, pieces are dropped when partitions move, and nobody
 * waits for a single piece, so that a drain makes no promise for each.
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

  /** Resolves when there is room for more; false: there is none yet. */
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

  /** The partitions were assigned anew: what waits will be read again by whoever owns it now. */
  reassign(): void {
    this.#assignment += 1;
    this.#pieces = [];
    this.#waiting = 0;
    tell(this.#roomListeners);
    this.#start();
  }

  /** Waits for the batches in hand; gives the rest back. */
  async stop(): Promise<void> {
    this.#pieces = [];
    this.#abort.abort();
    tell(this.#roomListeners);
    await this.#running;
  }

  /**
   * Counts how often the partitions were shared out. A piece that was read under an earlier one must not be added any
   * more.
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
    // What else the same fetch brought comes along.
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
      if (mayHandOver && this.#inHand.length < AT_ONCE) {
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

  /** The oldest batch in hand: applied, or to be given again with all that were given after it. */
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
    // Assigned anew, before or meanwhile: whoever owns the pieces now reads them again.
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
    tell(this.#roomListeners);
    return taken;
  }
}

function tell(listeners: (() => void)[]): void {
  for (const listener of listeners.splice(0)) listener();
}
