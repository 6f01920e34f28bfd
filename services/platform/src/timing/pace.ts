import { setImmediate as nextTurn } from 'node:timers/promises';

/** Work is asked only so often what time it is. */
const STEPS = 64;

/** Keeps long work from holding the event loop: sockets are served and heartbeats sent between its pieces. */
export class Pace {
  #steps = 0;
  #since = performance.now();

  /** @param longestMs how long the loop may be held */
  constructor(readonly longestMs = 10) {}

  /** Whether the loop has been held for long; asked after every small step of the work. */
  isDue(): boolean {
    this.#steps += 1;
    if (this.#steps < STEPS) return false;
    this.#steps = 0;
    return performance.now() - this.#since > this.longestMs;
  }

  /** Lets the loop turn. */
  async rest(): Promise<void> {
    await nextTurn();
    this.#since = performance.now();
  }
}
