/** The state of the link to the gateway. */
export type LinkState =
  /** Trying to reach the gateway. */
  | 'connecting'
  /** Events are sent over the WebSocket. */
  | 'live'
  /** No WebSocket can be opened; events are sent by HTTPS batches. */
  | 'fallback'
  /** The gateway cannot be reached; the link is tried again soon. */
  | 'waiting'
  /** The gateway rejects this agent; the link is tried again, but a person has to fix the cause. */
  | 'refused'
  | 'stopped';

export interface LinkStatus {
  readonly state: LinkState;
  /** The last problem, as a message that says how to fix it; undefined when there is none. */
  readonly problem: string | undefined;
}

/** Sends the outbox's events to the gateway for as long as it runs, through all network failures. */
export interface Link {
  start(): void;
  /** Reports that the outbox has new events. */
  wake(): void;
  status(): LinkStatus;
  /** Closes the link; resolves when it has stopped completely. Events that are not acknowledged stay in the outbox. */
  stop(): Promise<void>;
}
