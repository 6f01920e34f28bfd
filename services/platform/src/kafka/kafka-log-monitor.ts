import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import type { LogState } from '../event-log/event-log.js';
import type { LogHealth, LogMonitor } from '../event-log/log-monitor.js';
import { type KafkaOptions, kafkaClient } from './kafka-client.js';
import { topicNames } from './kafka-topics.js';

const ANSWER_MS = 1_500;

/** The position of the consumer of this process. */
export interface LogConsumer {
  state(): LogState;
  /** When the newest applied record was received, Unix milliseconds; 0 when none was applied. */
  newestAppliedMs(): number;
}

/** Asks the brokers for the events topic, over a separate connection; no answer in time counts as unavailable. */
export class KafkaLogMonitor implements LogMonitor {
  readonly #admin: Admin;
  readonly #topic: string;
  #asking: Promise<string | undefined> | undefined;
  #isConnected = false;
  #consumer: LogConsumer | undefined;

  constructor(options: KafkaOptions) {
    // Retries of this connection are not logged: its answer reports what it cannot reach.
    const { onTrouble: _, ...quiet } = options;
    this.#admin = kafkaClient({ ...quiet, clientId: `${options.clientId}-health` }).admin();
    this.#topic = topicNames(options).events;
  }

  /** Includes the lag of this consumer in every answer from now on; without it the process does not consume. */
  follow(consumer: LogConsumer): void {
    this.#consumer = consumer;
  }

  async look(): Promise<LogHealth> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    const late = sleep(ANSWER_MS, `no answer within ${ANSWER_MS} ms`, { ref: false });
    const reason = await Promise.race([this.#asking, late]);
    return { kind: 'kafka', isReachable: reason === undefined, reason, ...this.#lag() };
  }

  async close(): Promise<void> {
    await this.#admin.disconnect();
  }

  /** Why the brokers cannot be reached; undefined when they can. */
  async #ask(): Promise<string | undefined> {
    try {
      if (!this.#isConnected) await this.#admin.connect();
      this.#isConnected = true;
      await this.#admin.fetchTopicMetadata({ topics: [this.#topic] });
      return undefined;
    } catch (error) {
      this.#isConnected = false;
      return error instanceof Error ? error.message : String(error);
    }
  }

  #lag(): Pick<LogHealth, 'lagEvents' | 'lagSeconds' | 'stuckLetters'> {
    const consumer = this.#consumer;
    if (consumer === undefined) return {};
    const { lagRecords: lagEvents, stuckLetters } = consumer.state();
    const newest = consumer.newestAppliedMs();
    const lagSeconds = lagEvents === 0 || newest === 0 ? 0 : Math.max(0, (Date.now() - newest) / 1000);
    return { lagEvents, lagSeconds, stuckLetters };
  }
}
