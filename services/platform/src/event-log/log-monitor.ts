import type { StuckLetters } from './event-log.js';

/** How the event log does, as this process sees it. */
export interface LogHealth {
  /** What the log is: `direct` or `kafka`. */
  readonly kind: string;
  readonly isReachable: boolean;
  /** Why it cannot be reached, in words; undefined when it can. */
  readonly reason?: string | undefined;
  /** Records that are in the log and not yet applied; undefined where this process does not consume. */
  readonly lagEvents?: number | undefined;
  /** How long the oldest of them has waited; undefined where this process does not consume. */
  readonly lagSeconds?: number | undefined;
  /** What this process cannot put aside; undefined: nothing. */
  readonly stuckLetters?: StuckLetters | undefined;
}

/** Looks at the event log for /readyz and /metrics. Never rejects; answers within a second or two. */
export interface LogMonitor {
  look(): Promise<LogHealth>;
}
