import type { EventLog, LogRecord } from '#platform/event-log/event-log.js';
import type { IntakeMetrics } from './intake-metrics.js';

/** All that the gateway needs of the log. */
type Appending = Pick<EventLog, 'append'>;

interface Waiting {
  readonly records: readonly LogRecord[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const MOST_RECORDS = 5000;

/** Appends the records of one agent: one append at a time, in order; what waits meanwhile goes together. */
class Lane {
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;

  constructor(readonly log: Appending) {}

  append(records: readonly LogRecord[]): Promise<void> {
    const appended = new Promise<void>((resolve, reject) => this.#waiting.push({ records, resolve, reject }));
    this.#running ??= this.#run();
    return appended;
  }

  get isIdle(): boolean {
    return this.#running === undefined;
  }

  idle(): Promise<void> {
    return this.#running ?? Promise.resolve();
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const taken = this.#take();
      try {
        await this.log.append(taken.flatMap((one) => one.records));
        for (const { resolve } of taken) resolve();
      } catch (error) {
        // What waited behind must not overtake what failed: all of it is given back.
        for (const { reject } of [...taken, ...this.#waiting.splice(0)]) reject(error);
      }
    }
    this.#running = undefined;
  }

  #take(): Waiting[] {
    let count = 0;
    let records = 0;
    for (const one of this.#waiting) {
      if (count > 0 && records + one.records.length > MOST_RECORDS) break;
      count += 1;
      records += one.records.length;
    }
    return this.#waiting.splice(0, count);
  }
}

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
    const lane = this.#lanes.get(agentId) ?? new Lane(this.log);
    this.#lanes.set(agentId, lane);
    const started = performance.now();
    let isTaken = false;
    this.metrics.appending(records.length);
    try {
      await lane.append(records);
      isTaken = true;
    } finally {
      this.metrics.appended(records.length, performance.now() - started, isTaken);
      setImmediate(() => {
        if (lane.isIdle && this.#lanes.get(agentId) === lane) this.#lanes.delete(agentId);
      });
    }
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
