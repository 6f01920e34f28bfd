import type { EventLog, LogRecord } from '#platform/event-log/event-log.js';
import { Batcher } from '#platform/timing/batcher.js';
import type { IntakeMetrics } from './intake-metrics.js';

/** The part of the event log that the gateway uses. */
type Appending = Pick<EventLog, 'append'>;

const MAX_RECORDS = 5000;

/** The appends of one agent run one at a time and in order. When one fails, those that wait behind it fail too. */
type Lane = Batcher<readonly LogRecord[]>;

/** Appends checked records to the event log, in order for each agent, even when they arrive on different links. */
export class Intake {
  readonly #lanes = new Map<string, Lane>();

  constructor(
    readonly log: Appending,
    readonly metrics: IntakeMetrics,
  ) {}

  /**
   * Resolves when the log has stored the records. Rejects when the log could not store them; then no later records of
   * this agent were stored either.
   */
  async append(agentId: string, records: readonly LogRecord[]): Promise<void> {
    const lane = this.#lanes.get(agentId) ?? this.#newLane();
    this.#lanes.set(agentId, lane);
    const started = performance.now();
    let isStored = false;
    this.metrics.appending(records.length);
    try {
      await lane.add(records);
      isStored = true;
    } finally {
      this.metrics.appended(records.length, performance.now() - started, isStored);
      setImmediate(() => {
        if (lane.isIdle && this.#lanes.get(agentId) === lane) this.#lanes.delete(agentId);
      });
    }
  }

  #newLane(): Lane {
    return new Batcher({
      flush: (appends) => this.log.append(appends.flat()),
      maxSize: MAX_RECORDS,
      sizeOf: (records) => records.length,
    });
  }

  /** Resolves when no append of any agent is running. */
  async allIdle(): Promise<void> {
    while (this.#lanes.size > 0) await Promise.all([...this.#lanes.keys()].map((agentId) => this.#drain(agentId)));
  }

  async #drain(agentId: string): Promise<void> {
    await this.idle(agentId);
    if (this.#lanes.get(agentId)?.isIdle === true) this.#lanes.delete(agentId);
  }

  /** Resolves when no append of this agent is running. */
  async idle(agentId: string): Promise<void> {
    await this.#lanes.get(agentId)?.idle();
  }
}
