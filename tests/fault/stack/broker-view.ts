import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { kafkaClient } from '#platform/kafka/kafka-client.js';
import { topicNames } from '#platform/kafka/kafka-topics.js';
import { RecordCursor, recordSets } from '#platform/kafka/record-set.js';

const NAMES = topicNames({});
const PROCESSORS = 'mnara.processors';
const TOPIC_RESOURCE = 2;
const PARTITIONS_WRITTEN = [0, 3] as const;

type Admin = ReturnType<ReturnType<typeof kafkaClient>['admin']>;

/**
 * The state of the broker, read without the proxy; each request uses a new connection, because the broker can be killed
 * at any time.
 */
export class BrokerView {
  constructor(readonly brokers: string) {}

  /** Resolves when this number of processors shares the partitions and no rebalance is running. */
  async untilShared(by: number): Promise<void> {
    while ((await this.members()) !== by) await sleep(100);
  }

  /** Number of processors that share the partitions now; 0 during a rebalance. */
  members(): Promise<number> {
    return this.#ask(async (admin) => {
      const { groups } = await admin.describeGroups([PROCESSORS]);
      return groups[0]?.state === 'Stable' ? groups[0].members.length : 0;
    });
  }

  /** Maximum bytes of a message in the dead-letter topic. */
  async deadTopicTakes(bytes: number): Promise<void> {
    const configEntries = [{ name: 'max.message.bytes', value: String(bytes) }];
    const resources = [{ type: TOPIC_RESOURCE, name: NAMES.deadLetters, configEntries }];
    await this.#ask((admin) => admin.alterConfigs({ validateOnly: false, resources }));
  }

  /**
   * Writes messages that are not events into two partitions of the events topic. @returns their places:
   * "partition/offset"
   */
  async writeForeignMessages(): Promise<string[]> {
    const producer = kafkaClient({ brokers: [this.brokers], clientId: 'foreigner' }).producer();
    await producer.connect();
    try {
      const messages = PARTITIONS_WRITTEN.map((partition) => ({ partition, key: 'nobody', value: randomUUID() }));
      const written = await producer.send({ topic: NAMES.events, messages });
      return written.map(({ partition, baseOffset }) => `${partition}/${baseOffset}`);
    } finally {
      await producer.disconnect();
    }
  }

  /** Resolves when the dead-letter topic has all messages of these places. */
  async untilDeadLetters(places: readonly string[]): Promise<void> {
    const missing = new Set(places);
    const reader = kafkaClient({ brokers: [this.brokers], clientId: 'reader' }).consumer({ groupId: randomUUID() });
    await reader.connect();
    try {
      await reader.subscribe({ topic: NAMES.deadLetters, fromBeginning: true });
      await reader.run({
        eachBatch: async ({ batch }) => {
          for (const set of recordSets(batch.messages)) {
            const cursor = new RecordCursor(set, '');
            while (cursor.next()) {
              const { headers } = cursor.message();
              missing.delete(`${headers?.['dead-partition']}/${headers?.['dead-offset']}`);
            }
          }
        },
      });
      while (missing.size > 0) await sleep(50);
    } finally {
      await reader.disconnect();
    }
  }

  async #ask<Answer>(question: (admin: Admin) => Promise<Answer>): Promise<Answer> {
    const admin = kafkaClient({ brokers: [this.brokers], clientId: 'faults' }).admin();
    await admin.connect();
    try {
      return await question(admin);
    } finally {
      await admin.disconnect();
    }
  }
}
