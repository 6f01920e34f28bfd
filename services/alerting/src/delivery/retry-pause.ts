import { type BackoffLimits, backoffMs } from '#platform/timing/backoff.js';

/** When a message that was not accepted is retried. */
export interface RetryPolicy extends BackoffLimits {
  /**
   * A message that is older than this and was tried `minAttempts` times is given up. Milliseconds since it was created.
   */
  readonly giveUpMs: number;
  /** The same for reports: one that is late is still wanted. */
  readonly reportGiveUpMs: number;
  readonly minAttempts: number;
}

export const RETRY_POLICY: RetryPolicy = {
  firstMs: 2000,
  maxMs: 600_000,
  giveUpMs: 7_200_000,
  reportGiveUpMs: 3 * 86_400_000,
  minAttempts: 3,
};

/**
 * Pause before the next attempt, milliseconds: half of it fixed, half random, so that many messages are not retried
 * together.
 * @param attempts attempts so far, at least 1
 * @param chance 0 to 1
 * @param notBeforeMs minimum pause that the receiver asked for
 */
export function retryPauseMs(policy: RetryPolicy, attempts: number, chance: number, notBeforeMs = 0): number {
  return Math.max(notBeforeMs, backoffMs({ ...policy, jitter: 'half' }, attempts - 1, chance));
}

/** Whether the next attempt would come too late to be useful. */
export const isGivenUp = (
  { minAttempts, giveUpMs }: Pick<RetryPolicy, 'minAttempts' | 'giveUpMs'>,
  attempts: number,
  ageMs: number,
  pauseMs: number,
): boolean => attempts >= minAttempts && ageMs + pauseMs > giveUpMs;
