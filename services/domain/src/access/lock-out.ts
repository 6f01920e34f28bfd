/** When further attempts to sign in are refused. After the longest pause without a failure, the count begins again. */
export interface LockOut {
  /** Failures in a row that are free. */
  readonly freeFailures: number;
  /** The first pause, doubled with every further failure. */
  readonly firstSeconds: number;
  readonly longestSeconds: number;
}

/**
 * Of one account: guessing is slowed to a few attempts an hour, and a stranger who guesses can keep the owner out for
 * at most this long after the last attempt.
 */
export const ACCOUNT_LOCK_OUT: LockOut = { freeFailures: 4, firstSeconds: 60, longestSeconds: 3600 };
/** Of one network address, which may be a whole ministry behind one router. */
export const ADDRESS_LOCK_OUT: LockOut = { freeFailures: 29, firstSeconds: 60, longestSeconds: 900 };

/** How long an attempt must wait after `failures` failures in a row, seconds; 0: not at all. */
export function pauseSeconds({ freeFailures, firstSeconds, longestSeconds }: LockOut, failures: number): number {
  const beyond = failures - freeFailures;
  return beyond <= 0 ? 0 : Math.min(longestSeconds, firstSeconds * 2 ** Math.min(beyond - 1, 30));
}
