import type { Log } from './log.js';

const QUIET_MS = 10_000;
const MAX_MESSAGES = 500;

/**
 * Logs warnings that can repeat often: the same message at most once in 10 s, with how often it was suppressed in
 * between.
 */
export function rateLimitedLog(log: Log, now: () => number = Date.now): (message: string, error: unknown) => void {
  const logged = new Map<string, { at: number; suppressed: number }>();
  return (message, error) => {
    const before = logged.get(message);
    if (before !== undefined && now() - before.at < QUIET_MS) {
      before.suppressed += 1;
      return;
    }
    if (logged.size >= MAX_MESSAGES) logged.clear();
    logged.set(message, { at: now(), suppressed: 0 });
    const suppressed = before?.suppressed ?? 0;
    log.warn(message, {
      ...(error === undefined ? {} : { error }),
      ...(suppressed === 0 ? {} : { timesNotTold: suppressed }),
    });
  };
}
