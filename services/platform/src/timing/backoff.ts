/** How the pauses between attempts grow, in milliseconds. */
export interface BackoffLimits {
  readonly firstMs: number;
  readonly maxMs: number;
  /**
   * How much of a pause is random, so that clients that failed together do not retry together. none: nothing; half: the
   * second half; full: all of it, so that the pause may be 0. Default: none.
   */
  readonly jitter?: 'none' | 'half' | 'full';
}

/** The random share of a pause. */
const SHARE = { none: 0, half: 0.5, full: 1 } as const;
/** More doublings than any limit needs; a larger power would not be finite. */
const MAX_DOUBLINGS = 30;

/**
 * The pause after the failure `attempt` (0, 1, ...), in whole milliseconds: it doubles from the first pause up to the
 * maximum.
 * @param chance a random number from 0 to 1; unused without jitter
 */
export function backoffMs({ firstMs, maxMs, jitter = 'none' }: BackoffLimits, attempt: number, chance = 1): number {
  const whole = Math.min(maxMs, firstMs * 2 ** Math.min(MAX_DOUBLINGS, attempt));
  const share = SHARE[jitter];
  return Math.round(whole * (1 - share) + whole * share * chance);
}

/** Counts consecutive failures and calculates the pause after each. */
export class Backoff {
  #failures = 0;

  /** @param chance returns a random number from 0 to 1 */
  constructor(
    readonly limits: BackoffLimits,
    readonly chance: () => number = Math.random,
  ) {}

  /** Failures since the last success. */
  get failures(): number {
    return this.#failures;
  }

  /** Records a failure. @returns the pause before the next attempt, milliseconds */
  next(): number {
    const pause = backoffMs(this.limits, this.#failures, this.chance());
    this.#failures += 1;
    return pause;
  }

  /** Records a success: the next pause is the first one again. */
  reset(): void {
    this.#failures = 0;
  }
}
