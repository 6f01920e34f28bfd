import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { type Kafka, type Message, Partitioners, type Producer } from 'kafkajs';
import { LogUnavailableError } from '../event-log/event-log.js';

interface Waiting {
  readonly messages: readonly Message[];
  readonly resolve: () => void;
  readonly reject: (error: LogUnavailableError) => void;
}

/** Half of the maximum batch size of the topics. */
const REQUEST_BYTES = 4 * 1024 * 1024;

/** Timing and limits of a producer. */
export interface GatheringOptions {
  readonly topic: string;
  /**
   * Minimum time between the starts of two small requests, milliseconds: messages after a pause are sent at once,
   * frequent messages are sent together.
   */
  readonly lingerMs: number;
  /** Maximum messages in one request. */
  readonly requestMessages: number;
  /** Maximum messages that may wait; more are rejected. */
  readonly waitingMessages: number;
}

/**
 * Gathers what many callers send into few requests, one at a time (`acks=all`, idempotent), so that the log has the
 * order of the appends. After a failed request the producer is replaced: a new one restarts its sequence numbers, while
 * with the old numbers a broker could take the next batch for a repetition of the one before and drop it. This is not a
 * `Batcher`: a request has two limits (messages and bytes) and a minimum interval, and the queue is bounded.
 */
export class GatheringProducer {
  #producer: Producer | undefined;
  #waiting: Waiting[] = [];
  #waitingMessages = 0;
  #running: Promise<void> | undefined;
  #requestedAt = Number.NEGATIVE_INFINITY;
  #isClosed = false;

  constructor(
    readonly kafka: Kafka,
    readonly options: GatheringOptions,
  ) {}

  /** Resolves when all required brokers have the messages. @throws LogUnavailableError: send them again later */
  send(messages: readonly Message[]): Promise<void> {
    if (messages.length === 0) return Promise.resolve();
    if (this.#isClosed)
      return Promise.reject(
        new LogUnavailableError('The event log is closing; send the events again after the restart.'),
      );
    if (this.#waitingMessages > 0 && this.#waitingMessages + messages.length > this.options.waitingMessages)
      return Promise.reject(
        new LogUnavailableError(
          'The event log is full; its brokers are slower than the agents. Send the events again in a few seconds.',
        ),
      );
    this.#waitingMessages += messages.length;
    const sent = new Promise<void>((resolve, reject) => this.#waiting.push({ messages, resolve, reject }));
    this.#running ??= this.#run();
    return sent;
  }

  get waiting(): number {
    return this.#waitingMessages;
  }

  /** Rejects new messages and waits for the current ones. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running;
    await this.#discard();
  }

  /**
   * Starts when there is something to send. Ends in the same synchronous step in which it sees that nothing waits: a
   * message sent after that starts it again.
   */
  async #run(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        await this.#linger();
        const taken = this.#take();
        this.#requestedAt = performance.now();
        const error = await this.#request(taken.flatMap(({ messages }) => messages));
        // Later messages must not overtake the failed ones.
        const settled = error === undefined ? taken : [...taken, ...this.#waiting.splice(0)];
        for (const { messages, resolve, reject } of settled) {
          this.#waitingMessages -= messages.length;
          error === undefined ? resolve() : reject(error);
        }
      }
    } finally {
      this.#running = undefined;
    }
  }

  async #linger(): Promise<void> {
    const leftMs = this.options.lingerMs - (performance.now() - this.#requestedAt);
    // Other messages of the same turn of the event loop go into the same request in any case.
    if (leftMs <= 0) await nextTurn();
    else if (this.#waitingMessages < this.options.requestMessages && !this.#isClosed) await sleep(leftMs);
  }

  /** Takes the messages of whole calls, at least one, up to the size of a request. */
  #take(): Waiting[] {
    let calls = 0;
    let count = 0;
    let bytes = 0;
    for (const { messages } of this.#waiting) {
      bytes += messages.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
      if (calls > 0 && (count + messages.length > this.options.requestMessages || bytes > REQUEST_BYTES)) break;
      calls += 1;
      count += messages.length;
    }
    return this.#waiting.splice(0, calls);
  }

  async #request(messages: Message[]): Promise<LogUnavailableError | undefined> {
    try {
      const producer = await this.#connected();
      await producer.send({ topic: this.options.topic, acks: -1, messages });
      return undefined;
    } catch (cause) {
      await this.#discard();
      return new LogUnavailableError(
        'The event log does not accept events now (its brokers do not answer); send them again.',
        { cause },
      );
    }
  }

  async #connected(): Promise<Producer> {
    if (this.#producer !== undefined) return this.#producer;
    const producer = this.kafka.producer({
      idempotent: true,
      // With more, a retried request could arrive after the next one, as seen with a broker that was killed.
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    this.#producer = producer;
    return producer;
  }

  async #discard(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    await producer?.disconnect().catch(() => undefined);
  }
}
