import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LogRecord, LogUnavailableError } from '#platform/event-log/event-log.js';
import { KafkaEventLog } from '#platform/kafka/kafka-event-log.js';
import { createTopics } from '#platform/kafka/kafka-topics.js';
import { kafkaMissing, startKafka, type TestKafka } from '../_support/kafka-server.js';

const KEYS = ['A', 'B', 'C', 'D', 'E'];
const PER_KEY = 2_000;
const AT_ONCE = 20;
const KILLS = 2;

const record = (key: string, seq: number): LogRecord => ({
  key,
  sourceId: `agent-${key}`,
  sourceEpoch: 'e1',
  seq,
  receivedAtMs: 1_700_000_000_000 + seq,
  payload: new TextEncoder().encode(`${key} ${seq}`),
});

/** The records of one key: every seq in the order of its first delivery, and the number of repeated deliveries. */
interface Seen {
  readonly first: number[];
  readonly known: Set<number>;
  again: number;
}

describe.skipIf(kafkaMissing !== undefined)(`a broker that is killed ${kafkaMissing ?? ''}`, () => {
  let kafka: TestKafka;
  const open: KafkaEventLog[] = [];
  beforeAll(async () => {
    kafka = await startKafka();
  });
  afterAll(async () => {
    await Promise.all(open.map((log) => log.close()));
    await kafka?.stop();
  });

  const openLog = (clientId: string): KafkaEventLog => {
    const log = new KafkaEventLog({ brokers: [kafka.brokers], clientId, lingerMs: 5 });
    open.push(log);
    return log;
  };

  test('loses no appended record, and keeps the order within each key', async () => {
    await createTopics({ brokers: [kafka.brokers], clientId: 'test' }, { partitions: 4, replicas: 1, keepHours: 1 });
    const seen = new Map<string, Seen>(KEYS.map((key) => [key, { first: [], known: new Set(), again: 0 }]));
    await openLog('consumer').consume(async (batch) => {
      for (const { key, seq } of batch) {
        const of = seen.get(key);
        if (of?.known.has(seq)) of.again += 1;
        else of?.known.add(seq) && of.first.push(seq);
      }
    });

    const producer = openLog('producer');
    let appended = 0;
    let refused = 0;
    let answeredAt = performance.now();
    /** The moments at which a killed broker listened again, and the moments of the first answers after them. */
    const listened: number[] = [];
    const answered: number[] = [];
    const silences: number[] = [];
    /** Like an agent: sends the next records when the current ones are stored, and sends rejected records again. */
    const send = async (key: string): Promise<void> => {
      for (let seq = 1; seq <= PER_KEY; ) {
        const batch = Array.from({ length: Math.min(AT_ONCE, PER_KEY - seq + 1) }, (_, index) =>
          record(key, seq + index),
        );
        try {
          await producer.append(batch);
          seq += batch.length;
          appended += batch.length;
          silences.push(performance.now() - answeredAt);
          answeredAt = performance.now();
          if (answered.length < listened.length) answered.push(answeredAt);
        } catch (error) {
          expect(error).toBeInstanceOf(LogUnavailableError);
          refused += batch.length;
          await sleep(50);
        }
      }
    };
    const total = KEYS.length * PER_KEY;
    const sending = Promise.all(KEYS.map(send));
    let killedWhile = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      // At a random point within its share of the records, so that records are in flight at each kill.
      const after = (total * (kill + Math.random() * 0.8)) / KILLS;
      while (appended < after) await sleep(1);
      await kafka.kill('SIGKILL');
      if (appended < total) killedWhile += 1;
      await kafka.restart();
      listened.push(performance.now());
    }
    await sending;
    while ([...seen.values()].some(({ known }) => known.size < PER_KEY)) await sleep(20);

    const again = [...seen.values()].reduce((sum, of) => sum + of.again, 0);
    const inSeconds = (times: readonly number[]): string =>
      times.map((ms) => `${(ms / 1000).toFixed(1)} s`).join(' and ');
    const longest = silences.sort((a, b) => b - a).slice(0, KILLS);
    process.stdout.write(
      `${total} records, ${KILLS} kills: 0 lost, ${again} came again, ${refused} were refused and sent again; ` +
        `the producer was silent for ${inSeconds(longest)}, of which after the broker listened again ` +
        `${inSeconds(listened.map((at, kill) => (answered[kill] ?? at) - at))}\n`,
    );
    expect(killedWhile).toBe(KILLS);
    const inOrder = Array.from({ length: PER_KEY }, (_, index) => index + 1);
    for (const key of KEYS) expect(seen.get(key)?.first, key).toEqual(inOrder);
  });
});
