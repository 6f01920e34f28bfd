import type { StuckLetters } from './event-log.js';

/** The state of the event log, as this process sees it. */
export interface LogHealth {
  /** What the log is: `direct` or `kafka`. */
  readonly kind: string;
  readonly isReachable: boolean;
  /** Why the log cannot be reached, for people; undefined when it can be reached. */
  readonly reason?: string | undefined;
  /** Records in the log that are not applied yet; undefined when this process does not consume. */
  readonly lagEvents?: number | undefined;
  /** How long the oldest of them has waited; undefined when this process does not consume. */
  readonly lagSeconds?: number | undefined;
  /** Messages that this process cannot move to the dead-letter topic now; undefined when there are none. */
  readonly stuckLetters?: StuckLetters | undefined;
}

/** Checks the event log for /readyz and /metrics. Never rejects; answers within two seconds. */
export interface LogMonitor {
  look(): Promise<LogHealth>;
}
