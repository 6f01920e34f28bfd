import { setImmediate as nextTurn } from 'node:timers/promises';

/** The clock is read only once in this number of steps. */
const STEPS = 64;

/** Keeps long work from blocking the event loop: sockets are served and heartbeats are sent between its pieces. */
export class Pace {
  #steps = 0;
  #since = performance.now();

  /** @param maxMs maximum time for which the loop may be blocked, milliseconds */
  constructor(readonly maxMs = 10) {}

  /** Whether the work must pause; call it after every small step of the work. */
  isDue(): boolean {
    this.#steps += 1;
    if (this.#steps < STEPS) return false;
    this.#steps = 0;
    return performance.now() - this.#since > this.maxMs;
  }

  /** Lets the event loop turn once. */
  async rest(): Promise<void> {
    await nextTurn();
    this.#since = performance.now();
  }
}
