// One measurement of kafka-clients.ts.
import { createRequire } from 'node:module';
import type { LogRecord } from '#platform/event-log/event-log.js';
import type { kafkaClient } from '#platform/kafka/kafka-client.js';
import { KafkaEventLog } from '#platform/kafka/kafka-event-log.js';
import { collectWholeHeapRarely } from '#platform/process/whole-heap.js';
import { networkDay } from '../_support/network-day.js';
import { loadPlatformatic, type PlatformaticMessage } from './platformatic-client.js';

/** What one measurement found; CPU time is that of the client's process. */
export interface ClientFigures {
  readonly perSecond: number;
  readonly cpuMicros: number;
  readonly residentMiB: number;
}

const FRAME = 500;
const FRAMES_AT_ONCE = 20;
const REQUEST = 5_000;
const PARTITION_BYTES = 1024 * 1024;
const FETCH_BYTES = 8 * PARTITION_BYTES;
const FETCH_WAIT_MS = 50;
const SESSION_MS = 30_000;
const ERRORS_ONLY = 1;

const [what = '', client = '', brokerList = '', prefix = '', eventsText = '0'] = process.argv.slice(2);
const events = Number(eventsText);
const brokers = brokerList.split(',');
const group = `bench-${process.pid}`;
const topic = `${prefix}.events`;

// As the services do.
collectWholeHeapRarely();

/** Counts what was read, and resolves when everything was read. */
class Count {
  readonly #done = Promise.withResolvers<ClientFigures>();
  #startedAt = 0;
  #cpu = process.cpuUsage();
  #events = 0;
  #bytes = 0;

  get done(): Promise<ClientFigures> {
    return this.#done.promise;
  }

  start(): void {
    this.#startedAt = performance.now();
    this.#cpu = process.cpuUsage();
  }

  /** Every payload is touched, so that a client which reads lazily has to read. */
  take(payload: Uint8Array | null): void {
    this.#bytes += payload?.length ?? 0;
    this.#events += 1;
    if (this.#events === events) this.#done.resolve(this.#figures());
  }

  #figures(): ClientFigures {
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const { user, system } = process.cpuUsage(this.#cpu);
    if (this.#bytes === 0) throw new Error('The events had no payloads.');
    const residentMiB = process.memoryUsage().rss / 2 ** 20;
    return { perSecond: events / seconds, cpuMicros: (user + system) / events, residentMiB };
  }
}

function framesOf(size: number): LogRecord[][] {
  const frames: LogRecord[][] = [];
  const day = networkDay({ visits: Math.ceil(events / 5), centres: 57, services: 10, desks: 10 });
  let frame: LogRecord[] = [];
  for (const record of day) {
    if (frame.length === 0) frames.push(frame);
    frame.push(record);
    if (frame.length === size) frame = [];
  }
  return frames;
}

const openLog = (): KafkaEventLog =>
  new KafkaEventLog({ brokers, clientId: 'bench', prefix, group, sessionTimeoutMs: SESSION_MS });

async function produce(send: (frame: readonly LogRecord[]) => Promise<unknown>, size: number, atOnce: number) {
  const frames = framesOf(size);
  const count = new Count();
  // Connected before the clock runs; one event more in the topic.
  await send(frames[0]?.slice(0, 1) ?? []);
  count.start();
  const inHand = new Set<Promise<unknown>>();
  for (const frame of frames) {
    const sent: Promise<unknown> = send(frame).finally(() => inHand.delete(sent));
    inHand.add(sent);
    if (inHand.size >= atOnce) await Promise.race(inHand);
  }
  await Promise.all(inHand);
  for (const { payload } of frames.flat()) count.take(payload);
  return count.done;
}

async function produceProduct(): Promise<ClientFigures> {
  const log = openLog();
  const figures = await produce((frame) => log.append(frame), FRAME, FRAMES_AT_ONCE);
  await log.close();
  return figures;
}

async function producePlatformatic(): Promise<ClientFigures> {
  const { Producer } = await loadPlatformatic();
  const producer = new Producer({ clientId: 'bench', bootstrapBrokers: brokers, idempotent: true, retries: 24 });
  const header = Buffer.from('source');
  const messageOf = ({ key, seq, sourceEpoch, sourceId, receivedAtMs, payload }: LogRecord): PlatformaticMessage => ({
    topic,
    key: Buffer.from(key),
    value: Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength),
    timestamp: BigInt(receivedAtMs),
    headers: new Map([[header, Buffer.from(`${seq}\n${sourceEpoch}\n${sourceId}`)]]),
  });
  // One request at a time, as the product does for the order of events.
  const figures = await produce((frame) => producer.send({ acks: -1, messages: frame.map(messageOf) }), REQUEST, 1);
  await producer.close();
  return figures;
}

async function discardProduct(): Promise<ClientFigures> {
  const [log, count] = [openLog(), new Count()];
  await log.consume(
    async (batch) => {
      for (const { payload } of batch) count.take(payload);
    },
    async () => count.start(),
  );
  const figures = await count.done;
  await log.close();
  return figures;
}

/** The plain client, without any code of the product. */
async function discardKafkajs(): Promise<ClientFigures> {
  const { Kafka } = createRequire(import.meta.url)('kafkajs') as {
    Kafka: new (options: object) => ReturnType<typeof kafkaClient>;
  };
  const kafka = new Kafka({ brokers, clientId: 'bench', logLevel: ERRORS_ONLY });
  const consumer = kafka.consumer({
    groupId: group,
    sessionTimeout: SESSION_MS,
    maxBytesPerPartition: PARTITION_BYTES,
    maxBytes: FETCH_BYTES,
    maxWaitTimeInMs: FETCH_WAIT_MS,
  });
  const count = new Count();
  consumer.on('consumer.group_join', () => count.start());
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    partitionsConsumedConcurrently: 8,
    eachBatch: async ({ batch }) => {
      for (const { value } of batch.messages) count.take(value);
    },
  });
  const figures = await count.done;
  await consumer.disconnect();
  return figures;
}

async function discardPlatformatic(): Promise<ClientFigures> {
  const { Consumer } = await loadPlatformatic();
  const consumer = new Consumer({
    clientId: 'bench',
    bootstrapBrokers: brokers,
    groupId: group,
    sessionTimeout: SESSION_MS,
    maxBytesPerPartition: PARTITION_BYTES,
    maxBytes: FETCH_BYTES,
    maxWaitTime: FETCH_WAIT_MS,
    highWaterMark: 40_000,
  });
  const count = new Count();
  consumer.on('consumer:group:join', () => count.start());
  const stream = await consumer.consume({ topics: [topic], mode: 'earliest', autocommit: false });
  stream.on('data', ({ value }: PlatformaticMessage) => count.take(value));
  const figures = await count.done;
  await consumer.close(true);
  return figures;
}

const MEASUREMENTS: Readonly<Record<string, () => Promise<ClientFigures>>> = {
  'produce product': produceProduct,
  'produce platformatic': producePlatformatic,
  'discard product': discardProduct,
  'discard kafkajs': discardKafkajs,
  'discard platformatic': discardPlatformatic,
};

const measurement = MEASUREMENTS[`${what} ${client}`];
if (measurement === undefined) throw new Error(`There is no measurement "${what} ${client}"; see kafka-clients.ts.`);
const figures = await measurement();
process.send?.(figures, () => process.exit());
