/** A server or process of the stack that the supervisor manages. */
export interface Part {
  readonly name: string;
  /** Its address: host and port, or a URL. Never contains a password. */
  readonly address: string;
  readonly readyUrl?: string;
  /** Whether it is managed outside the stack: it has no process here. */
  readonly isGiven?: boolean;
  /** Id of the current process; 0 when none runs. */
  readonly pid: () => number;
  /**
   * Starts or restarts it. Resolves when it can be used.
   * @param stopping when aborted, `start` need not wait any longer
   */
  start(stopping: AbortSignal): Promise<void>;
  /** Shuts it down, within a time limit. */
  stop(): Promise<void>;
}
