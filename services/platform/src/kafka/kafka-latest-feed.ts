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
/** Values per request; publishing a whole country takes many requests. */
const SENT_AT_ONCE = 1_000;
/**
 * A publication that takes longer than `LONG_MS` is a large one. A pause of three times its duration follows, up to
 * `MAX_REST_MS`, in which newer statuses replace older ones.
 */
const LONG_MS = 250;
const REST_TIMES = 3;
const MAX_REST_MS = 3_000;
/** The pause before newer values are sent, after a publication that took `tookMs`. Milliseconds. */
export const restAfter = (tookMs: number): number =>
  tookMs > LONG_MS ? Math.min(MAX_REST_MS, REST_TIMES * tookMs) : 0;
const SESSION_TIMEOUT_MS = 6_000;

/**
 * The newest value of each key, in a compacted topic. Reading starts with the first subscriber, at the beginning of the
 * topic; each process reads all of it. A value that is published while the brokers are unavailable replaces the waiting
 * value of the same key, so this does not use a `Batcher`.
 */
export class KafkaLatestFeed implements LatestFeed {
  readonly #kafka: Kafka;
  readonly #producer: GatheringProducer;
  readonly #topic: string;
  readonly #latest = new Map<string, FeedEntry>();
  readonly #listeners = new Set<FeedListener>();
  /** Published but not sent yet; newer values replace older ones. */
  #unsent = new Map<string, FeedEntry>();
  #sending: Promise<void> | undefined;
  #reader: GroupConsumer | undefined;
  /** The offset after the last value that was read. */
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
   * Starts when there is something to send. Ends in the same synchronous step in which it sees that nothing is unsent:
   * a later `publish` starts it again.
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
      // A separate group whose offsets are never committed: a member that joins again reads from the beginning.
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
   * A reader that had to rejoin its group starts at the beginning: it skips what it has read already, because otherwise
   * old values would follow newer ones.
   */
  #take({ batch, resolveOffset }: EachBatchPayload): void {
    // A topic that ends before the last read offset was deleted and created again.
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
