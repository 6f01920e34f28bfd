/** One server or service of the stack, looked after by the supervisor. */
export interface Part {
  readonly name: string;
  /** What others reach it by: host and port, or a URL. Never holds a password. */
  readonly address: string;
  readonly readyUrl?: string;
  /** Somebody else looks after it: it has no process here. */
  readonly isGiven?: boolean;
  /** Of the process that runs now; 0 when none does. */
  readonly pid: () => number;
  /**
   * Starts it, or starts it again. Resolves when it can be used.
   * @param told aborted: there is no need to wait any more
   */
  start(told: AbortSignal): Promise<void>;
  /** Ends it in good order, bounded in time. */
  stop(): Promise<void>;
}
