import { setTimeout as sleep } from 'node:timers/promises';
import type { KafkaMessage, Message } from 'kafkajs';
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
const FIRST_AGAIN_MS = 200;
const LAST_AGAIN_MS = 5_000;

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

/** The topic of messages that could not be used. A message may come twice after a crash: topic, partition and offset tell. */
export class KafkaDeadLetters {
  readonly #producer: GatheringProducer;
  readonly #eventsTopic: string;
  #isClosed = false;

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
   * Tries until the brokers have them. False: it was closed meanwhile, and nothing is promised.
   * @param beat called while it takes time, so that a member keeps its partitions; what it throws ends the trying
   */
  async put(letters: readonly DeadMessage[], beat: () => Promise<void>): Promise<boolean> {
    const messages = letters.map((letter) => messageOf(this.#eventsTopic, letter));
    for (let pauseMs = FIRST_AGAIN_MS; !this.#isClosed; pauseMs = Math.min(LAST_AGAIN_MS, pauseMs * 2)) {
      let error: unknown;
      let isDone = false;
      const sent = this.#producer.send(messages).then(
        () => true,
        (cause: unknown) => {
          error = cause;
          return false;
        },
      );
      void sent.then(() => {
        isDone = true;
      });
      while (!isDone) {
        await Promise.race([sent, sleep(FIRST_AGAIN_MS, undefined, { ref: false })]);
        if (!isDone) await beat();
      }
      if (await sent) return true;
      this.options.onTrouble?.('Dead letters cannot be put aside now; trying again.', error);
      await sleep(pauseMs);
      await beat();
    }
    return false;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#producer.close();
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
