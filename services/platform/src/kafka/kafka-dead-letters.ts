import { setTimeout as sleep } from 'node:timers/promises';
import type { KafkaMessage, Message } from 'kafkajs';
import { Backoff, type BackoffLimits } from '../timing/backoff.js';
import { GatheringProducer } from './gathering-producer.js';
import { type KafkaOptions, kafkaClient } from './kafka-client.js';
import { topicNames } from './kafka-topics.js';

/** A message for the dead-letter topic: its content, the reason, and where it was. */
export interface DeadMessage {
  /** Short and stable, for counting. */
  readonly code: string;
  /** Explanation for people. */
  readonly reason: string;
  readonly partition: number;
  readonly offset: string;
  readonly message: Pick<KafkaMessage, 'key' | 'value' | 'headers' | 'timestamp'>;
}

const LINGER_MS = 5;
const RETRY: BackoffLimits = { firstMs: 200, maxMs: 5_000 };

/**
 * Longer values are cut: a message that fits into the events topic must fit into this topic together with its reason.
 */
const MAX_VALUE_BYTES = 1024 * 1024;

/**
 * Keeps the headers of the message. `dead-topic`, `dead-partition` and `dead-offset` identify it; `dead-bytes` is the
 * original length of a value that was cut.
 */
function messageOf(topic: string, { code, reason, partition, offset, message }: DeadMessage): Message {
  const { key, value, headers, timestamp } = message;
  const isCut = value !== null && value.length > MAX_VALUE_BYTES;
  return {
    key,
    value: isCut ? value.subarray(0, MAX_VALUE_BYTES) : value,
    timestamp,
    headers: {
      ...headers,
      'dead-code': code,
      'dead-reason': reason,
      'dead-topic': topic,
      'dead-partition': String(partition),
      'dead-offset': offset,
      ...(isCut ? { 'dead-bytes': String(value.length) } : {}),
    },
  };
}

/** The broker's own error message, if it gave one. */
function whyOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

/**
 * The dead-letter topic. A message can be in it twice after a crash, or when its partition moved: topic, partition and
 * offset identify it.
 */
export class KafkaDeadLetters {
  readonly #producer: GatheringProducer;
  readonly #eventsTopic: string;

  constructor(readonly options: KafkaOptions) {
    const names = topicNames(options);
    this.#eventsTopic = names.events;
    this.#producer = new GatheringProducer(kafkaClient(options), {
      topic: names.deadLetters,
      lingerMs: LINGER_MS,
      requestMessages: 1_000,
      waitingMessages: 100_000,
    });
  }

  /**
   * Retries until the brokers have the letters. False when it was aborted, and the letters may be lost.
   * @param onFailure called with the reason after each failed attempt
   */
  async put(
    letters: readonly DeadMessage[],
    givesUp: AbortSignal,
    onFailure: (reason: string) => void,
  ): Promise<boolean> {
    const messages = letters.map((letter) => messageOf(this.#eventsTopic, letter));
    const backoff = new Backoff(RETRY);
    while (!givesUp.aborted) {
      try {
        await this.#producer.send(messages);
        return true;
      } catch (error) {
        if (givesUp.aborted) return false;
        this.options.onTrouble?.('Dead letters cannot be written to their topic now; trying again.', error);
        onFailure(whyOf(error));
        await sleep(backoff.next(), undefined, { signal: givesUp, ref: false }).catch(() => undefined);
      }
    }
    return false;
  }

  close(): Promise<void> {
    return this.#producer.close();
  }
}

/**
 * How many dead letters the topic holds now; undefined when the topic does not exist yet. @throws when the brokers do
 * not answer
 */
export async function countDeadLetters(options: KafkaOptions): Promise<number | undefined> {
  const topic = topicNames(options).deadLetters;
  const admin = kafkaClient(options).admin();
  await admin.connect();
  try {
    // The client would retry for a long time for a topic that does not exist.
    if (!(await admin.listTopics()).includes(topic)) return undefined;
    const offsets = await admin.fetchTopicOffsets(topic);
    return offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
  } finally {
    await admin.disconnect();
  }
}
