import { setTimeout as sleep } from 'node:timers/promises';
import type { KafkaMessage, Message } from 'kafkajs';
import { Backoff, type BackoffLimits } from '../timing/backoff.js';
import { GatheringProducer } from './gathering-producer.js';
import { type KafkaOptions, kafkaClient } from './kafka-client.js';
import { topicNames } from './kafka-topics.js';

/** A message that is put aside: as it was, why, and where it lay. */
export interface DeadMessage {
  /** Short and stable, for counting. */
  readonly code: string;
  /** In words. */
  readonly reason: string;
  readonly partition: number;
  readonly offset: string;
  readonly message: Pick<KafkaMessage, 'key' | 'value' | 'headers' | 'timestamp'>;
}

const LINGER_MS = 5;
const AGAIN: BackoffLimits = { firstMs: 200, longestMs: 5_000 };

/** What is longer is cut: a message that fits the topic of events must fit this one with its reason beside it. */
const MOST_BYTES = 1024 * 1024;

/** Headers of the message itself stay beside these; `dead-topic`, `dead-partition` and `dead-offset` name it for good, `dead-bytes` is the length of what was cut. */
function messageOf(topic: string, { code, reason, partition, offset, message }: DeadMessage): Message {
  const { key, value, headers, timestamp } = message;
  const isCut = value !== null && value.length > MOST_BYTES;
  return {
    key,
    value: isCut ? value.subarray(0, MOST_BYTES) : value,
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

/** The broker's own words, where it said any. */
function whyOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

/** The topic of messages that could not be used. A message may come twice after a crash, or when its partition moved meanwhile: topic, partition and offset tell. */
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
   * Tries until the brokers have them. False: it was told to give up, and nothing is promised.
   * @param onFailure hears why, after each try that failed
   */
  async put(
    letters: readonly DeadMessage[],
    givesUp: AbortSignal,
    onFailure: (reason: string) => void,
  ): Promise<boolean> {
    const messages = letters.map((letter) => messageOf(this.#eventsTopic, letter));
    const backoff = new Backoff(AGAIN);
    while (!givesUp.aborted) {
      try {
        await this.#producer.send(messages);
        return true;
      } catch (error) {
        if (givesUp.aborted) return false;
        this.options.onTrouble?.('Dead letters cannot be put aside now; trying again.', error);
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

/** How many dead letters the topic holds now; undefined: there is no topic yet. @throws when the brokers do not answer */
export async function countDeadLetters(options: KafkaOptions): Promise<number | undefined> {
  const topic = topicNames(options).deadLetters;
  const admin = kafkaClient(options).admin();
  await admin.connect();
  try {
    // Asked for one that is not there, the client would try for a long time.
    if (!(await admin.listTopics()).includes(topic)) return undefined;
    const offsets = await admin.fetchTopicOffsets(topic);
    return offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
  } finally {
    await admin.disconnect();
  }
}
