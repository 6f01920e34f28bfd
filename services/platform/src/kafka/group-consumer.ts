import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { countPartitions } from './partition-of.js';

/** The settings and callbacks of a member of a consumer group. */
export interface GroupParts {
  readonly kafka: Kafka;
  readonly groupId: string;
  readonly topic: string;
  readonly sessionTimeoutMs: number;
  /** Processes one piece of one partition; may wait, but must call `heartbeat` at least every few seconds. */
  readonly eachBatch: (payload: EachBatchPayload) => Promise<void>;
  /** Called whenever the group assigned the partitions: the partitions of this member, and the total number. */
  readonly onAssigned: (partitions: readonly number[], of: number) => void;
  readonly onTrouble: (message: string, error: unknown) => void;
}

/** Bytes of one partition in one fetch, and of a whole fetch: about 5,000 and 40,000 events. */
const PARTITION_BYTES = 1024 * 1024;
const FETCH_BYTES = 8 * 1024 * 1024;
const FETCH_WAIT_MS = 50;
const RESTART_MS = 1_000;

/**
 * A member of a consumer group that restarts after every failure until it is stopped. Only the caller commits offsets.
 */
export class GroupConsumer {
  #consumer: Consumer | undefined;
  #isStopped = false;
  #restarting: Promise<void> | undefined;

  constructor(readonly parts: GroupParts) {}

  /** Resolves when it runs; waits for brokers that are still starting. */
  async start(): Promise<void> {
    while (!this.#isStopped) {
      try {
        await this.#run();
        return;
      } catch (error) {
        this.parts.onTrouble('The event log cannot be read yet; trying again.', error);
        await this.#drop();
        await sleep(RESTART_MS);
      }
    }
  }

  /** Commits the position of this member; only a hint, so that little is read again after a restart. */
  async commit(offsets: ReadonlyMap<number, bigint>): Promise<void> {
    const topicPartitions = [...offsets].map(([partition, offset]) => ({
      topic: this.parts.topic,
      partition,
      offset: offset.toString(),
    }));
    if (topicPartitions.length > 0) await this.#consumer?.commitOffsets(topicPartitions);
  }

  async stop(beforeLeaving: () => Promise<void>): Promise<void> {
    this.#isStopped = true;
    await this.#restarting;
    await beforeLeaving();
    await this.#drop();
  }

  async #run(): Promise<void> {
    const { kafka, groupId, topic, sessionTimeoutMs, eachBatch, onAssigned } = this.parts;
    const partitions = await countPartitions(kafka, topic);
    const consumer = kafka.consumer({
      groupId,
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval: Math.floor(sessionTimeoutMs / 5),
      rebalanceTimeout: Math.max(sessionTimeoutMs, 20_000),
      maxBytesPerPartition: PARTITION_BYTES,
      maxBytes: FETCH_BYTES,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      allowAutoTopicCreation: false,
    });
    this.#consumer = consumer;
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) =>
      onAssigned(payload.memberAssignment[topic] ?? [], partitions),
    );
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      // kafkajs restarts by itself after errors that it can handle.
      if (!payload.restart && !this.#isStopped) this.#restart(payload.error);
    });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      // All partitions of a fetch are handed over at once; the work itself is one batch at a time. Not more, because
      // the client starts this number of runners at each fetch.
      partitionsConsumedConcurrently: partitions,
      eachBatch,
    });
  }

  #restart(error: unknown): void {
    this.parts.onTrouble('Reading the event log was interrupted; starting it again.', error);
    this.#restarting ??= this.#drop()
      .then(() => sleep(RESTART_MS))
      .then(() => this.start())
      .finally(() => {
        this.#restarting = undefined;
      });
  }

  async #drop(): Promise<void> {
    const consumer = this.#consumer;
    this.#consumer = undefined;
    await consumer?.disconnect().catch(() => undefined);
  }
}
