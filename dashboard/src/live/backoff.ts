/** Initial and maximum wait between two attempts, in milliseconds. */
const INITIAL_WAIT_MS = 500;
export const MAX_WAIT_MS = 8_000;

/**
 * Milliseconds to wait before attempt number `attempt` (0-based): full jitter under a capped doubling, so that a
 * thousand screens do not come back in one moment after a restart. `random` is in [0, 1).
 */
export function backoffMs(attempt: number, random: number): number {
  const ceiling = Math.min(MAX_WAIT_MS, INITIAL_WAIT_MS * 2 ** Math.min(attempt, 10));
  return Math.round(100 + random * (ceiling - 100));
}
