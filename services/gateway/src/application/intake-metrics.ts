/** What the gateway counts. */
export interface IntakeMetrics {
  /** A frame or an event that was faulted, by its stable code. */
  fault(code: string): void;
  /** Events that the log has taken. */
  appended(events: number): void;
  /** Links that are open now. */
  links(delta: 1 | -1): void;
}
export const INTAKE_METRICS = Symbol('IntakeMetrics');
