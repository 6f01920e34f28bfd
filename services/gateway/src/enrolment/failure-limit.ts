/** The maximum number of callers that are remembered; above it the oldest is removed. */
const MAX_CALLERS = 10_000;

/** Detects callers that fail too often within a time window. */
export class FailureLimit {
  readonly #failures = new Map<string, number[]>();

  /** @param maxFailures failures within `withinMs` that block a caller */
  constructor(
    readonly maxFailures: number,
    readonly withinMs: number,
  ) {}

  failed(caller: string, nowMs: number): void {
    const recent = this.#recent(caller, nowMs);
    recent.push(nowMs);
    this.#failures.delete(caller);
    this.#failures.set(caller, recent);
    const oldest = this.#failures.keys().next().value;
    if (this.#failures.size > MAX_CALLERS && oldest !== undefined) this.#failures.delete(oldest);
  }

  isExceeded(caller: string, nowMs: number): boolean {
    return this.#recent(caller, nowMs).length >= this.maxFailures;
  }

  #recent(caller: string, nowMs: number): number[] {
    return (this.#failures.get(caller) ?? []).filter((at) => nowMs - at < this.withinMs);
  }
}
