import type { AlertChange } from '#contracts/alert/alert-change.js';

/** Changes that nobody outside has yet. */
export interface Announcements {
  /** From now on changes are kept until they are told; safe to repeat. */
  begin(now: number): Promise<void>;
  /** The oldest ones, in the order of the timelines. */
  oldest(most: number): Promise<readonly AlertChange[]>;
  told(changes: readonly AlertChange[]): Promise<void>;
}
