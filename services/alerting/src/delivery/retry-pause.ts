import { type BackoffLimits, backoffMs } from '#platform/timing/backoff.js';

/** How a message that was not taken is tried again. */
export interface RetryPolicy extends BackoffLimits {
  /** Older than this, and tried `leastAttempts` times, a message is given up. Milliseconds since it was made. */
  readonly giveUpMs: number;
  readonly leastAttempts: number;
}

export const RETRY_POLICY: RetryPolicy = {
  firstMs: 2000,
  maxMs: 600_000,
  giveUpMs: 7_200_000,
  leastAttempts: 3,
};

/**
 * Pause before the next try, milliseconds: half of it sure, half by chance, so that many messages do not come back
 * together.
 * @param attempts tries so far, at least 1
 * @param chance 0 to 1
 * @param notBeforeMs what the other side asked for
 */
export function retryPauseMs(policy: RetryPolicy, attempts: number, chance: number, notBeforeMs = 0): number {
  return Math.max(notBeforeMs, backoffMs({ ...policy, jitter: 'half' }, attempts - 1, chance));
}

/** Whether the next try would come too late to be of use. */
export const isGivenUp = (policy: RetryPolicy, attempts: number, ageMs: number, pauseMs: number): boolean =>
  attempts >= policy.leastAttempts && ageMs + pauseMs > policy.giveUpMs;
