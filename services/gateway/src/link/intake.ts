import type { EventLog, LogRecord } from '#platform/event-log/event-log.js';
import { Batcher } from '#platform/timing/batcher.js';
import type { IntakeMetrics } from './intake-metrics.js';

/** All that the gateway needs of the log. */
type Appending = Pick<EventLog, 'append'>;

const MOST_RECORDS = 5000;

/** Appends of one agent: one at a time, in order; what waits behind one that failed is given back with it. */
type Lane = Batcher<readonly LogRecord[]>;

/** Takes checked records into the event log, in order for each agent, whatever link they come by. */
export class Intake {
  readonly #lanes = new Map<string, Lane>();

  constructor(
    readonly log: Appending,
    readonly metrics: IntakeMetrics,
  ) {}

  /**
   * Resolves when the log has the records. Rejects when it could not take them: then nothing after them was taken
   * either.
   */
  async append(agentId: string, records: readonly LogRecord[]): Promise<void> {
    const lane = this.#lanes.get(agentId) ?? this.#newLane();
    this.#lanes.set(agentId, lane);
    const started = performance.now();
    let isTaken = false;
    this.metrics.appending(records.length);
    try {
      await lane.add(records);
      isTaken = true;
    } finally {
      this.metrics.appended(records.length, performance.now() - started, isTaken);
      setImmediate(() => {
        if (lane.isIdle && this.#lanes.get(agentId) === lane) this.#lanes.delete(agentId);
      });
    }
  }

  #newLane(): Lane {
    return new Batcher({
      flush: (appends) => this.log.append(appends.flat()),
      maxSize: MOST_RECORDS,
      sizeOf: (records) => records.length,
    });
  }

  /** Resolves when nothing of any agent is on its way into the log. */
  async allIdle(): Promise<void> {
    while (this.#lanes.size > 0) await Promise.all([...this.#lanes.keys()].map((agentId) => this.#drain(agentId)));
  }

  async #drain(agentId: string): Promise<void> {
    await this.idle(agentId);
    if (this.#lanes.get(agentId)?.isIdle === true) this.#lanes.delete(agentId);
  }

  /** Resolves when nothing of this agent is on its way into the log. */
  async idle(agentId: string): Promise<void> {
    await this.#lanes.get(agentId)?.idle();
  }
}
