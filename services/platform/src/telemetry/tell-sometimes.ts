import type { Log } from './log.js';

const QUIET_MS = 10_000;
const MOST_TEXTS = 500;

/** Warns of a trouble that comes again and again: the same words at most every 10 s, with how often they came meanwhile. */
export function tellSometimes(log: Log, now: () => number = Date.now): (message: string, error: unknown) => void {
  const told = new Map<string, { at: number; untold: number }>();
  return (message, error) => {
    const before = told.get(message);
    if (before !== undefined && now() - before.at < QUIET_MS) {
      before.untold += 1;
      return;
    }
    if (told.size >= MOST_TEXTS) told.clear();
    told.set(message, { at: now(), untold: 0 });
    const untold = before?.untold ?? 0;
    log.warn(message, { ...(error === undefined ? {} : { error }), ...(untold === 0 ? {} : { timesNotTold: untold }) });
  };
}
