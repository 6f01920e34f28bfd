/** What the link to the gateway is doing. */
export type LinkState =
  /** Trying to reach the gateway. */
  | 'connecting'
  /** Events flow over the socket. */
  | 'live'
  /** The socket cannot be opened; events go by HTTPS batches. */
  | 'fallback'
  /** Nothing can be reached; trying again soon. */
  | 'waiting'
  /** The gateway does not accept this agent; trying again, but a person has to mend it. */
  | 'refused'
  | 'stopped';

export interface LinkStatus {
  readonly state: LinkState;
  /** What went wrong last, in words that say the mend; undefined while all is well. */
  readonly problem: string | undefined;
}

/** Carries the outbox's events to the gateway for as long as it runs, whatever the network does. */
export interface Link {
  start(): void;
  /** There is something new in the outbox. */
  wake(): void;
  status(): LinkStatus;
  /** Ends the link; resolves when nothing of it runs any more. What is not acknowledged stays in the outbox. */
  stop(): Promise<void>;
}
