import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EachBatchPayload, Kafka } from 'kafkajs';
import type { FeedEntry, FeedListener, LatestFeed } from '../event-log/latest-feed.js';
import { GatheringProducer } from './gathering-producer.js';
import { GroupConsumer } from './group-consumer.js';
import { type KafkaOptions, kafkaClient, topicPrefix } from './kafka-client.js';
import { topicNames } from './kafka-topics.js';
import { RecordCursor, recordSets } from './record-set.js';

const LINGER_MS = 20;
/** Values of one request; a country that is published whole is many of them. */
const SENT_AT_ONCE = 1_000;
/**
 * What took longer was a country; then a rest of three times as long is made, in which newer pictures replace older
 * ones, but never a longer one.
 */
const LONG_MS = 250;
const REST_TIMES = 3;
const LONGEST_REST_MS = 3_000;
/** Milliseconds until newer values are sent, after a sending that took so long. */
export const restAfter = (tookMs: number): number =>
  tookMs > LONG_MS ? Math.min(LONGEST_REST_MS, REST_TIMES * tookMs) : 0;
const SESSION_TIMEOUT_MS = 6_000;

/**
 * The newest value of each key, in a compacted topic. Reading begins with the first subscriber, at the topic's
 * beginning; each process reads all of it. What is published while the brokers are away replaces what waited under the
 * same key, so that sending is no `Batcher`.
 */
export class KafkaLatestFeed implements LatestFeed {
  readonly #kafka: Kafka;
  readonly #producer: GatheringProducer;
  readonly #topic: string;
  readonly #latest = new Map<string, FeedEntry>();
  readonly #listeners = new Set<FeedListener>();
  /** Published and not sent yet; newer values replace older ones. */
  #unsent = new Map<string, FeedEntry>();
  #sending: Promise<void> | undefined;
  #reader: GroupConsumer | undefined;
  /** Offset after what was read. */
  #readUpTo = 0;
  #isClosed = false;

  constructor(readonly options: KafkaOptions) {
    this.#kafka = kafkaClient(options);
    this.#topic = topicNames(options).status;
    this.#producer = new GatheringProducer(this.#kafka, {
      topic: this.#topic,
      lingerMs: LINGER_MS,
      requestMessages: 5_000,
      waitingMessages: 100_000,
    });
  }

  /** Resolves when the brokers have these values, or newer ones of the same keys. */
  publish(entries: readonly FeedEntry[]): Promise<void> {
    if (entries.length === 0) return Promise.resolve();
    for (const entry of entries) this.#unsent.set(entry.key, entry);
    this.#sending ??= this.#send();
    return this.#sending;
  }

  subscribe(listener: FeedListener): () => void {
    this.#listeners.add(listener);
    if (this.#latest.size > 0) listener([...this.#latest.values()]);
    this.#reader ??= this.#read();
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#sending;
    await this.#producer.close();
    await this.#reader?.stop(async () => {});
  }

  /**
   * Begins with something to send. Ends in the step in which it sees that nothing is unsent: a later `publish` starts
   * it again.
   */
  async #send(): Promise<void> {
    try {
      while (this.#unsent.size > 0) {
        const taken = this.#unsent;
        this.#unsent = new Map();
        const began = performance.now();
        try {
          await this.#sendAll([...taken.values()]);
          const restMs = restAfter(performance.now() - began);
          if (restMs > 0 && !this.#isClosed) await sleep(restMs);
        } catch (error) {
          if (this.#isClosed) return;
          this.options.onTrouble?.('The live status cannot be published now; trying again.', error);
          this.#unsent = new Map([...taken, ...this.#unsent]);
        }
      }
    } finally {
      this.#sending = undefined;
    }
  }

  async #sendAll(entries: readonly FeedEntry[]): Promise<void> {
    for (let at = 0; at < entries.length; at += SENT_AT_ONCE)
      await this.#producer.send(
        entries.slice(at, at + SENT_AT_ONCE).map(({ key, value }) => ({
          key,
          value: Buffer.from(value.buffer, value.byteOffset, value.byteLength),
        })),
      );
  }

  #read(): GroupConsumer {
    const reader = new GroupConsumer({
      kafka: this.#kafka,
      // A group of its own, whose offsets are never committed: whoever joins anew reads from the beginning.
      groupId: `${topicPrefix(this.options)}.status-${randomUUID()}`,
      topic: this.#topic,
      sessionTimeoutMs: SESSION_TIMEOUT_MS,
      eachBatch: async (payload) => this.#take(payload),
      onAssigned: () => {},
      onTrouble: this.options.onTrouble ?? (() => {}),
    });
    void reader.start();
    return reader;
  }

  /**
   * A reader that had to join its group again begins anew: what it has read is left out, or old values would follow
   * newer ones.
   */
  #take({ batch, resolveOffset }: EachBatchPayload): void {
    // A topic that ends before what was read is another one, made anew.
    if (Number(batch.highWatermark) < this.#readUpTo) this.#readUpTo = 0;
    const changed = new Map<string, FeedEntry>();
    for (const set of recordSets(batch.messages)) {
      const cursor = new RecordCursor(set, '');
      while (cursor.next()) {
        const { keyAt, keyLength, valueAt, valueLength } = cursor;
        if (keyLength < 0 || valueLength < 0 || cursor.offset < this.#readUpTo) continue;
        const key = set.buffer.toString('utf8', keyAt, keyAt + keyLength);
        changed.set(key, { key, value: new Uint8Array(set.buffer.subarray(valueAt, valueAt + valueLength)) });
      }
    }
    resolveOffset(batch.lastOffset());
    this.#readUpTo = Math.max(this.#readUpTo, Number(batch.lastOffset()) + 1);
    if (changed.size === 0) return;
    for (const [key, entry] of changed) this.#latest.set(key, entry);
    const entries = [...changed.values()];
    for (const listener of this.#listeners) listener(entries);
  }
}
