import { setTimeout as sleep } from 'node:timers/promises';
import type { StuckLetters } from '../event-log/event-log.js';
import type { DeadMessage } from './kafka-dead-letters.js';

/** Writes letters to the dead-letter topic; false when it was aborted, and they may be lost. */
type WriteLetters = (
  letters: readonly DeadMessage[],
  givesUp: AbortSignal,
  onFailure: (reason: string) => void,
) => Promise<boolean>;

/** The dead letters of one partition that are being written, or were, until the partition has moved past them. */
interface PendingWrite {
  /** Offset of the newest letter. */
  readonly upTo: bigint;
  readonly count: number;
  readonly done: Promise<boolean>;
  isDone: boolean;
  /** Why it takes long; undefined while it does not. */
  reason: string | undefined;
}

/** How long to wait before the partition is paused: a working topic accepts messages sooner. */
const NORMAL_WRITE_MS = 1_000;

/**
 * Writes the dead letters of a piece to their topic before its partition moves on. The client fetches nothing from any
 * partition while a piece is being processed, so a slow write pauses only its own partition: the piece is read again
 * when its letters are stored.
 */
export class PendingDeadLetters {
  readonly #open = new Map<number, PendingWrite>();
  #assignment = new AbortController();

  constructor(readonly write: WriteLetters) {}

  /**
   * True: all letters of the piece are stored, and the piece may be applied. False: skip the piece; it is read again.
   * @param pause stops the reading of this partition and returns a function that resumes it
   */
  async store(partition: number, letters: readonly DeadMessage[], pause: () => () => void): Promise<boolean> {
    const before = this.#open.get(partition);
    const fresh = letters.filter(({ offset }) => before === undefined || BigInt(offset) > before.upTo);
    const last = fresh.at(-1);
    // Later letters wait until the earlier ones are written.
    const pending = before?.isDone === false || last === undefined ? before : this.#begin(partition, fresh, last);
    if (pending === undefined) return true;
    const isSettled = await Promise.race([
      pending.done.then(() => true),
      sleep(NORMAL_WRITE_MS, false, { ref: false }),
    ]);
    if (isSettled) return pending.isDone && letters.every(({ offset }) => BigInt(offset) <= pending.upTo);
    pending.reason ??= `no answer within ${NORMAL_WRITE_MS / 1000} s`;
    const resume = pause();
    void pending.done.then(resume);
    return false;
  }

  /** The partition has moved past its letters. */
  forget(partition: number): void {
    this.#open.delete(partition);
  }

  /** The partitions were reassigned, or the reading ends: the next owner writes the letters that are not stored yet. */
  giveUp(): void {
    this.#assignment.abort();
    this.#assignment = new AbortController();
    this.#open.clear();
  }

  /** Letters that cannot be written now; undefined when there are none. */
  get stuck(): StuckLetters | undefined {
    const waiting = [...this.#open.values()].filter(({ isDone, reason }) => !isDone && reason !== undefined);
    const [first] = waiting;
    if (first?.reason === undefined) return undefined;
    return {
      letters: waiting.reduce((sum, { count }) => sum + count, 0),
      partitions: waiting.length,
      reason: first.reason,
    };
  }

  #begin(partition: number, letters: readonly DeadMessage[], last: DeadMessage): PendingWrite {
    const pending: PendingWrite = {
      upTo: BigInt(last.offset),
      count: letters.length,
      isDone: false,
      reason: undefined,
      done: this.write(letters, this.#assignment.signal, (reason) => {
        pending.reason = reason;
      }).then((isSafe) => {
        pending.isDone = isSafe;
        return isSafe;
      }),
    };
    this.#open.set(partition, pending);
    return pending;
  }
}
