import type { EachBatchPayload, Kafka } from 'kafkajs';
import type {
  AssignedListener,
  BatchHandler,
  Consumption,
  EventLog,
  LogRecord,
  LogState,
  StuckLetters,
} from '../event-log/event-log.js';
import { likeTimer, type Repeating, repeatEvery } from '../timing/repeat.js';
import { BatchGathering, type Piece } from './batch-gathering.js';
import { GatheringProducer } from './gathering-producer.js';
import { GroupConsumer } from './group-consumer.js';
import { type KafkaOptions, kafkaClient, topicPrefix } from './kafka-client.js';
import { type DeadMessage, KafkaDeadLetters } from './kafka-dead-letters.js';
import { topicNames } from './kafka-topics.js';
import { PackedRecords } from './packed-records.js';
import { partitioning } from './partition-of.js';
import { PendingDeadLetters } from './pending-dead-letters.js';
import { messageOf, NO_RECORD } from './record-codec.js';
import { recordSets } from './record-set.js';

export interface KafkaLogOptions extends KafkaOptions {
  /** How long an append may wait for others to be sent with it; default 20 ms. */
  readonly lingerMs?: number;
  /**
   * The consumer group that shares the partitions, without the prefix; default `processors`. A different group reads
   * everything independently.
   */
  readonly group?: string;
  /**
   * A processor that sends no heartbeat for this time loses its partitions; default 6 s, the minimum that brokers
   * allow.
   */
  readonly sessionTimeoutMs?: number;
  /** Called when a message that is not a record was moved to the dead-letter topic; its partition moves on. */
  readonly onDeadLetter?: (letter: DeadMessage) => void;
  /** Called when a batch could not be applied; it is retried after the pause. */
  readonly onRetry?: (error: unknown, pauseMs: number) => void;
}

const COMMIT_MS = 1_000;
const SESSION_TIMEOUT_MS = 6_000;
const HEARTBEAT_MS = 500;
const REQUEST_MESSAGES = 5_000;
const WAITING_MESSAGES = 200_000;

/** The log of the stack and cluster shapes: one Kafka topic, read by a consumer group. */
export class KafkaEventLog implements EventLog {
  readonly #kafka: Kafka;
  readonly #producer: GatheringProducer;
  readonly #topic: string;
  #consuming: Consuming | undefined;

  constructor(readonly options: KafkaLogOptions) {
    this.#kafka = kafkaClient(options);
    this.#topic = topicNames(options).events;
    this.#producer = new GatheringProducer(this.#kafka, {
      topic: this.#topic,
      lingerMs: options.lingerMs ?? 20,
      requestMessages: REQUEST_MESSAGES,
      waitingMessages: WAITING_MESSAGES,
    });
  }

  append(records: readonly LogRecord[]): Promise<void> {
    return this.#producer.send(records.map(messageOf));
  }

  async consume(handler: BatchHandler, assigned: AssignedListener = async () => {}): Promise<Consumption> {
    if (this.#consuming !== undefined)
      throw new Error('This event log already has a consumer; open another event log.');
    const consuming = new Consuming(this.#kafka, this.#topic, this.options, handler, assigned);
    this.#consuming = consuming;
    await consuming.start();
    return {
      stop: async () => {
        await consuming.stop();
        this.#consuming = undefined;
      },
    };
  }

  state(): LogState {
    return {
      lagRecords: this.#consuming?.lagRecords ?? 0,
      waitingRecords: this.#producer.waiting,
      stuckLetters: this.#consuming?.stuckLetters,
    };
  }

  async close(): Promise<void> {
    await this.#consuming?.stop();
    this.#consuming = undefined;
    await this.#producer.close();
  }
}

/** One consumption: fetches pieces, gathers them into batches, and commits its position. */
class Consuming {
  readonly #group: GroupConsumer;
  readonly #gathering: BatchGathering;
  /** By partition: the offset after its newest record, and the offset after the newest applied record. */
  readonly #ends = new Map<number, bigint>();
  readonly #done = new Map<number, bigint>();
  /** Offsets after the applied records that are not committed yet. */
  #applied = new Map<number, bigint>();
  #committing: Promise<void> = Promise.resolve();
  #owned: ReadonlySet<number> = new Set();
  /** Gives the partition of a key. */
  #choose: (key: string) => number = () => 0;
  #commits: Repeating | undefined;
  #isStopping = false;
  /** Opened with the first dead letter. */
  #deadLetters: KafkaDeadLetters | undefined;
  readonly #pendingLetters = new PendingDeadLetters(async (letters, givesUp, onFailure) => {
    this.#deadLetters ??= new KafkaDeadLetters(this.options);
    const isSafe = await this.#deadLetters.put(letters, givesUp, onFailure);
    if (isSafe) for (const letter of letters) this.options.onDeadLetter?.(letter);
    return isSafe;
  });

  constructor(
    kafka: Kafka,
    readonly topic: string,
    readonly options: KafkaLogOptions,
    handler: BatchHandler,
    assigned: AssignedListener,
  ) {
    const { onTrouble = () => {}, onRetry = () => {} } = options;
    this.#gathering = new BatchGathering({
      handler,
      assigned: async () => {
        const [choose, owned] = [this.#choose, this.#owned];
        await assigned((key) => owned.has(choose(key)));
      },
      onApplied: (pieces) => this.#note(pieces),
      onRetry,
    });
    this.#group = new GroupConsumer({
      kafka,
      groupId: `${topicPrefix(options)}.${options.group ?? 'processors'}`,
      topic,
      sessionTimeoutMs: options.sessionTimeoutMs ?? SESSION_TIMEOUT_MS,
      eachBatch: (payload) => this.#take(payload),
      onAssigned: (partitions, of) => {
        this.#choose = partitioning(of);
        this.#owned = new Set(partitions);
        this.#applied.clear();
        this.#ends.clear();
        this.#done.clear();
        this.#pendingLetters.giveUp();
        this.#gathering.reassign();
      },
      onTrouble,
    });
  }

  get lagRecords(): number {
    let lag = 0n;
    for (const [partition, end] of this.#ends) lag += end - (this.#done.get(partition) ?? end);
    return Number(lag);
  }

  get stuckLetters(): StuckLetters | undefined {
    return this.#pendingLetters.stuck;
  }

  async start(): Promise<void> {
    await this.#group.start();
    this.#commits = repeatEvery(
      likeTimer(COMMIT_MS),
      () => this.#commit(),
      () => undefined,
    );
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    const committed = this.#commits?.stop();
    this.#pendingLetters.giveUp();
    const closing = this.#deadLetters?.close();
    await this.#group.stop(async () => {
      await this.#gathering.stop();
      await committed;
      await this.#commit();
    });
    await closing;
  }

  async #take({ batch, heartbeat, pause, resolveOffset }: EachBatchPayload): Promise<void> {
    const { assignment } = this.#gathering;
    while (!(await this.#gathering.room(HEARTBEAT_MS))) {
      if (this.#isStopping) return;
      await heartbeat();
    }
    // The partitions were reassigned while this waited: the new owner reads the piece again.
    if (this.#isStopping || assignment !== this.#gathering.assignment) return;
    const { partition } = batch;
    const dead: DeadMessage[] = [];
    const records = new PackedRecords(recordSets(batch.messages), (cursor, code) =>
      dead.push({
        code,
        reason: NO_RECORD[code],
        partition,
        offset: String(cursor.offset),
        message: cursor.message(),
      }),
    );
    const last = batch.lastOffset();
    const nextOffset = BigInt(last) + 1n;
    this.#ends.set(partition, BigInt(batch.highWatermark));
    if (!this.#done.has(partition)) this.#done.set(partition, BigInt(batch.firstOffset() ?? nextOffset));
    // Stored before the partition moves on, so that nothing is lost.
    if (dead.length > 0 && !(await this.#pendingLetters.store(partition, dead, pause))) return;
    if (assignment !== this.#gathering.assignment) return;
    this.#pendingLetters.forget(partition);
    this.#gathering.add({ partition, records, nextOffset });
    resolveOffset(last);
  }

  #note(pieces: readonly Piece[]): void {
    for (const { partition, nextOffset } of pieces) {
      if (!this.#owned.has(partition)) continue;
      this.#done.set(partition, nextOffset);
      const before = this.#applied.get(partition) ?? 0n;
      if (nextOffset > before) this.#applied.set(partition, nextOffset);
    }
  }

  /** Commits one after the other, so that `stop` also waits for a running commit. */
  #commit(): Promise<void> {
    this.#committing = this.#committing.then(() => this.#commitApplied());
    return this.#committing;
  }

  async #commitApplied(): Promise<void> {
    const [offsets, owned] = [this.#applied, this.#owned];
    this.#applied = new Map();
    try {
      await this.#group.commit(offsets);
    } catch {
      // A commit is only a hint: a processor that reads these events again finds them in the database. Committed again
      // with the next ones.
      if (owned === this.#owned) this.#applied = new Map([...offsets, ...this.#applied]);
    }
  }
}
