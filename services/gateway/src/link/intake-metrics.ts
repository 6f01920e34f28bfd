/** Counts what the gateway receives and stores. */
export interface IntakeMetrics {
  /** A frame or an event was rejected, with this stable code. */
  fault(code: string): void;
  /** An append of events to the log has started. */
  appending(events: number): void;
  /**
   * The append has ended. `isStored` is false when the log did not store the events, so that the agent has to send them
   * again.
   */
  appended(events: number, milliseconds: number, isStored: boolean): void;
  /** A link was opened (1) or closed (-1). */
  links(delta: 1 | -1): void;
}
export const INTAKE_METRICS = Symbol('IntakeMetrics');
