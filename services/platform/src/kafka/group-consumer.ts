import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { countPartitions } from './partition-of.js';

/** What a member of a consumer group does with what it is given. */
export interface GroupParts {
  readonly kafka: Kafka;
  readonly groupId: string;
  readonly topic: string;
  readonly sessionTimeoutMs: number;
  /** Takes one piece of one partition; may wait, calling `heartbeat` at least every few seconds. */
  readonly eachBatch: (payload: EachBatchPayload) => Promise<void>;
  /** Told which partitions are this member's from now on, of how many, whenever the group has shared them out. */
  readonly onAssigned: (partitions: readonly number[], of: number) => void;
  readonly onTrouble: (message: string, error: unknown) => void;
}

/** Bytes of one partition in one fetch, and of a whole fetch: about 5,000 and 40,000 events. */
const PARTITION_BYTES = 1024 * 1024;
const FETCH_BYTES = 8 * 1024 * 1024;
const FETCH_WAIT_MS = 50;
const RESTART_MS = 1_000;

/** A member of a consumer group that starts again after whatever ends it, until it is stopped. Offsets are committed by the caller only. */
export class GroupConsumer {
  #consumer: Consumer | undefined;
  #isStopped = false;
  #restarting: Promise<void> | undefined;

  constructor(readonly parts: GroupParts) {}

  /** Resolves once it runs; waits for brokers that are still starting. */
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

  /** Says to the group how far this member is; a hint, so that a restart reads little again. */
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
      // What kafkajs can mend it restarts by itself.
      if (!payload.restart && !this.#isStopped) this.#restart(payload.error);
    });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      // All partitions of a fetch are handed over at once; the work itself is one batch at a time. Not more: the client wakes as many at each fetch.
      partitionsConsumedConcurrently: partitions,
      eachBatch,
    });
  }

  #restart(error: unknown): void {
    this.parts.onTrouble('The reading of the event log broke off; starting it again.', error);
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
