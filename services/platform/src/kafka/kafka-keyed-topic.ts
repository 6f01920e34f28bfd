import { GatheringProducer } from './gathering-producer.js';
import { type KafkaOptions, kafkaClient } from './kafka-client.js';

const LINGER_MS = 20;

/** A topic for other systems: messages with a key, in the order in which they were sent. */
export class KafkaKeyedTopic {
  readonly #producer: GatheringProducer;

  /** @param topic its full name (`topicNames`) */
  constructor(options: KafkaOptions, topic: string) {
    this.#producer = new GatheringProducer(kafkaClient(options), {
      topic,
      lingerMs: LINGER_MS,
      requestMessages: 1_000,
      waitingMessages: 10_000,
    });
  }

  /** Resolves when all required brokers have the messages. @throws LogUnavailableError: send all of them again later */
  send(messages: readonly { readonly key: string; readonly value: string }[]): Promise<void> {
    return this.#producer.send(messages.map(({ key, value }) => ({ key, value: Buffer.from(value) })));
  }

  /** Waits for the current requests. */
  close(): Promise<void> {
    return this.#producer.close();
  }
}
