/** What the gateway counts. */
export interface IntakeMetrics {
  /** A frame or an event that was faulted, by its stable code. */
  fault(code: string): void;
  /** Events that are on their way into the log from now on. */
  appending(events: number): void;
  /**
   * They are no longer on their way: the log has taken them, or (`isTaken` false) they were given back to the agent.
   */
  appended(events: number, milliseconds: number, isTaken: boolean): void;
  /** Links that are open now. */
  links(delta: 1 | -1): void;
}
export const INTAKE_METRICS = Symbol('IntakeMetrics');
