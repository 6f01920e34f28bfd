import { setTimeout as sleep } from 'node:timers/promises';
import type { StuckLetters } from '../event-log/event-log.js';
import type { DeadMessage } from './kafka-dead-letters.js';

/** Puts letters aside; false: it gave up, and nothing is promised. */
type Put = (
  letters: readonly DeadMessage[],
  givesUp: AbortSignal,
  onFailure: (reason: string) => void,
) => Promise<boolean>;

/** What is being put aside of one partition, or was, until the partition has moved on behind it. */
interface Burial {
  /** Offset of the newest letter. */
  readonly upTo: bigint;
  readonly count: number;
  readonly done: Promise<boolean>;
  isDone: boolean;
  /** Why it takes so long; undefined while it does not. */
  reason: string | undefined;
}

/** A topic that takes messages takes them sooner. */
const AT_ONCE_MS = 1_000;

/**
 * Has the dead letters of a piece put aside before its partition moves on. The client fetches nothing of any partition while one piece is
 * in hand, so a burial that takes time pauses its own partition only: the piece is read again when its letters are safe.
 */
export class Burials {
  readonly #open = new Map<number, Burial>();
  #assignment = new AbortController();

  constructor(readonly put: Put) {}

  /**
   * True: all letters of the piece are safe, and it may be applied. False: it must be left; it comes again.
   * @param pause stops the reading of this partition; what it returns begins it again
   */
  async bury(partition: number, letters: readonly DeadMessage[], pause: () => () => void): Promise<boolean> {
    const before = this.#open.get(partition);
    const fresh = letters.filter(({ offset }) => before === undefined || BigInt(offset) > before.upTo);
    const last = fresh.at(-1);
    // What came behind the letters in hand waits for these first.
    const burial = before?.isDone === false || last === undefined ? before : this.#begin(partition, fresh, last);
    if (burial === undefined) return true;
    const waited = await Promise.race([burial.done.then(() => true), sleep(AT_ONCE_MS, false, { ref: false })]);
    if (waited) return burial.isDone && letters.every(({ offset }) => BigInt(offset) <= burial.upTo);
    burial.reason ??= `no answer within ${AT_ONCE_MS / 1000} s`;
    const resume = pause();
    void burial.done.then(resume);
    return false;
  }

  /** The partition has moved on behind its letters. */
  forget(partition: number): void {
    this.#open.delete(partition);
  }

  /** The partitions were shared out anew, or the reading ends: whoever owns them next puts aside what is not safe yet. */
  giveUp(): void {
    this.#assignment.abort();
    this.#assignment = new AbortController();
    this.#open.clear();
  }

  /** Letters that wait; undefined: there are none. */
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

  #begin(partition: number, letters: readonly DeadMessage[], last: DeadMessage): Burial {
    const burial: Burial = {
      upTo: BigInt(last.offset),
      count: letters.length,
      isDone: false,
      reason: undefined,
      done: this.put(letters, this.#assignment.signal, (reason) => {
        burial.reason = reason;
      }).then((isSafe) => {
        burial.isDone = isSafe;
        return isSafe;
      }),
    };
    this.#open.set(partition, burial);
    return burial;
  }
}
