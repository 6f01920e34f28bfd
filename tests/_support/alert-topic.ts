import { randomUUID } from 'node:crypto';
import { type AlertChange, alertChangeSchema } from '#contracts/alert/alert-change.js';
import { kafkaClient } from '#platform/kafka/kafka-client.js';
import { RecordCursor, recordSets } from '#platform/kafka/record-set.js';
import { until } from './until.js';

/** A message of the topic for other systems. */
export interface TopicMessage {
  readonly key: string;
  readonly change: AlertChange;
}

/**
 * Reads the topic from its beginning, as another system does, until the test has enough; every message is checked
 * against the contract.
 */
export async function readAlertTopic(
  brokers: string,
  isEnough: (messages: readonly TopicMessage[]) => boolean,
): Promise<readonly TopicMessage[]> {
  const consumer = kafkaClient({ brokers: [brokers], clientId: 'other' }).consumer({
    groupId: `other-${randomUUID()}`,
  });
  const messages: TopicMessage[] = [];
  await consumer.connect();
  await consumer.subscribe({ topic: 'mnara.alerts', fromBeginning: true });
  await consumer.run({
    // The client returns whole record sets, as Mnara's own readers expect them.
    eachBatch: async ({ batch }) => {
      for (const set of recordSets(batch.messages))
        for (const cursor = new RecordCursor(set, ''); cursor.next(); ) {
          const { key, value } = cursor.message();
          messages.push({ key: String(key), change: alertChangeSchema.parse(JSON.parse(String(value))) });
        }
    },
  });
  try {
    await until(
      'the topic has the messages',
      () => isEnough(messages),
      () => `${messages.length} messages`,
    );
  } finally {
    await consumer.disconnect();
  }
  return messages;
}

/** The messages of a reader that drops known ids. */
export const onceEach = (messages: readonly TopicMessage[]): readonly TopicMessage[] => {
  const seen = new Set<string>();
  return messages.filter(({ change: { id } }) => !seen.has(id) && seen.add(id) !== undefined);
};
