/** How the pauses between tries grow. Milliseconds. */
export interface BackoffLimits {
  readonly firstMs: number;
  readonly longestMs: number;
  /**
   * How much of a pause is by chance, so that many that failed together do not come back together. none: nothing; half:
   * the second half of it; full: all of it, so that it may be 0. Default: none.
   */
  readonly jitter?: 'none' | 'half' | 'full';
}

/** The part of a pause that is by chance. */
const SHARE = { none: 0, half: 0.5, full: 1 } as const;
/** More doublings than any limit needs; a larger power would not be finite. */
const MOST_DOUBLINGS = 30;

/**
 * The pause after the failure `attempt` (0, 1, ...), whole milliseconds: it doubles from the first to the longest.
 * @param chance 0 to 1; without jitter it does not matter
 */
export function backoffMs({ firstMs, longestMs, jitter = 'none' }: BackoffLimits, attempt: number, chance = 1): number {
  const whole = Math.min(longestMs, firstMs * 2 ** Math.min(MOST_DOUBLINGS, attempt));
  const share = SHARE[jitter];
  return Math.round(whole * (1 - share) + whole * share * chance);
}

/** Counts failures in a row and says how long to pause after each. */
export class Backoff {
  #failures = 0;

  /** @param chance gives 0 to 1 */
  constructor(
    readonly limits: BackoffLimits,
    readonly chance: () => number = Math.random,
  ) {}

  /** Failures since the last success. */
  get failures(): number {
    return this.#failures;
  }

  /** Something failed. @returns the pause before the next try, milliseconds */
  next(): number {
    const pause = backoffMs(this.limits, this.#failures, this.chance());
    this.#failures += 1;
    return pause;
  }

  /** It succeeded: the next pause is the first again. */
  reset(): void {
    this.#failures = 0;
  }
}
