import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchHandler, LogRecord } from '../event-log/event-log.js';

/** A piece of one partition, as it was read. */
export interface Piece {
  readonly partition: number;
  readonly records: readonly LogRecord[];
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

const BATCH_RECORDS = 20_000;
/** While so many wait, nothing more is fetched. */
const WAITING_RECORDS = 40_000;
const RETRY_MS = [100, 5_000] as const;

/**
 * Between the fetching of pieces and the handler: pieces of all partitions that came while a batch was applied make the next batch.
 * One batch at a time; a batch that failed is given again until it is applied or its partitions were assigned anew.
 */
export class BatchGathering {
  #pieces: Piece[] = [];
  #waiting = 0;
  #assignment = 0;
  #announced = 0;
  #running: Promise<void> | undefined;
  readonly #abort = new AbortController();
  #roomListeners: (() => void)[] = [];

  constructor(readonly parts: GatheringParts) {}

  /** Resolves when there is room for more; false: the gathering was stopped. */
  async room(waitMs: number): Promise<boolean> {
    if (this.#waiting < WAITING_RECORDS) return true;
    const freed = new Promise<void>((resolve) => this.#roomListeners.push(resolve));
    await Promise.race([freed, sleep(waitMs, undefined, { ref: false })]);
    return this.#waiting < WAITING_RECORDS;
  }

  add(piece: Piece): void {
    this.#pieces.push(piece);
    this.#waiting += piece.records.length;
    this.#start();
  }

  /** The partitions were assigned anew: what waits will be read again by whoever owns it now. */
  reassign(): void {
    this.#assignment += 1;
    this.#pieces = [];
    this.#waiting = 0;
    this.#free();
    this.#start();
  }

  /** Waits for the batch in hand; gives the rest back. */
  async stop(): Promise<void> {
    this.#pieces = [];
    this.#abort.abort();
    this.#free();
    await this.#running;
  }

  get waiting(): number {
    return this.#waiting;
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
    while (!this.#abort.signal.aborted) {
      if (this.#announced !== this.#assignment) {
        const assignment = this.#assignment;
        if (await this.#untilDone(assignment, () => this.parts.assigned())) this.#announced = assignment;
        continue;
      }
      if (this.#pieces.length === 0) return;
      const taken = this.#take();
      const records = taken.flatMap((piece) => piece.records as LogRecord[]);
      const isApplied =
        records.length === 0 || (await this.#untilDone(this.#assignment, () => this.parts.handler(records)));
      if (isApplied) this.parts.onApplied(taken);
    }
  }

  #take(): Piece[] {
    let pieces = 0;
    let records = 0;
    for (const piece of this.#pieces) {
      if (pieces > 0 && records + piece.records.length > BATCH_RECORDS) break;
      pieces += 1;
      records += piece.records.length;
    }
    this.#waiting -= records;
    this.#free();
    return this.#pieces.splice(0, pieces);
  }

  #free(): void {
    for (const listener of this.#roomListeners.splice(0)) listener();
  }

  /** Tries until it works; false when it was given up: stopped, or assigned anew. */
  async #untilDone(assignment: number, work: () => Promise<void>): Promise<boolean> {
    let [pause, longest]: [number, number] = [...RETRY_MS];
    for (;;) {
      try {
        await work();
        return true;
      } catch (error) {
        if (this.#abort.signal.aborted || this.#assignment !== assignment) return false;
        this.parts.onRetry(error, pause);
        await sleep(pause, undefined, { signal: this.#abort.signal }).catch(() => undefined);
        if (this.#abort.signal.aborted || this.#assignment !== assignment) return false;
        pause = Math.min(longest, pause * 2);
      }
    }
  }
}
