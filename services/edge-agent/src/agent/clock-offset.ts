/**
 * The stamped offset changes only when it differs by more than this, so that jitter of the link never reorders facts,
 * milliseconds.
 */
const RESTAMP_MS = 500;

/** A sample with a longer round trip is ignored because it is too inaccurate. */
const MAX_ROUND_TRIP_MS = 10_000;
const SAMPLES = 8;
const SLACK_MS = 20;

interface Sample {
  readonly roundTripMs: number;
  readonly offsetMs: number;
}

/**
 * Estimates from round trips what must be added to this computer's clock to get the server's time. It uses the sample
 * with the shortest round trip among the newest ones; its error is at most half of that round trip.
 */
export class ClockOffset {
  #samples: Sample[] = [];
  #stampedMs: number;

  /** @param knownMs the last stamped offset of an earlier run */
  constructor(knownMs = 0) {
    this.#stampedMs = knownMs;
  }

  /** The offset to stamp on facts, milliseconds. */
  get stampedMs(): number {
    return this.#stampedMs;
  }

  /**
   * @param sentMs this computer's clock when the request was sent
   * @param serverMs the server's clock, from the answer
   * @param receivedMs this computer's clock when the answer was received
   * @returns whether the stamped offset changed
   */
  sample(sentMs: number, serverMs: number, receivedMs: number): boolean {
    const roundTripMs = receivedMs - sentMs;
    if (roundTripMs < 0 || roundTripMs > MAX_ROUND_TRIP_MS) return false;
    const newest = { roundTripMs, offsetMs: serverMs - (sentMs + roundTripMs / 2) };
    // The true offset is within half a round trip of each sample. Older samples that contradict the newest one were
    // taken before the clock was set.
    this.#samples = this.#samples.filter(
      (older) => Math.abs(older.offsetMs - newest.offsetMs) <= (older.roundTripMs + roundTripMs) / 2 + SLACK_MS,
    );
    this.#samples.push(newest);
    if (this.#samples.length > SAMPLES) this.#samples.shift();
    const best = this.#samples.reduce((left, right) => (right.roundTripMs <= left.roundTripMs ? right : left));
    if (Math.abs(best.offsetMs - this.#stampedMs) <= RESTAMP_MS) return false;
    this.#stampedMs = Math.round(best.offsetMs);
    this.#samples = [best];
    return true;
  }
}
