import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DirectEventLog } from '#platform/event-log/direct-event-log.js';
import { type EventLog, type LogRecord, LogUnavailableError } from '#platform/event-log/event-log.js';
import { KafkaEventLog } from '#platform/kafka/kafka-event-log.js';
import { createTopics } from '#platform/kafka/kafka-topics.js';
import { kafkaMissing, startKafka, type TestKafka } from '../_support/kafka-server.js';

/** Every adapter of the EventLog port keeps these promises. */
interface Adapter {
  readonly name: string;
  readonly missing: string | undefined;
  prepare(): Promise<void>;
  open(): Promise<EventLog>;
  finish(): Promise<void>;
}

let kafka: TestKafka | undefined;

const adapters: readonly Adapter[] = [
  {
    name: 'direct',
    missing: undefined,
    prepare: async () => {},
    open: async () => new DirectEventLog({ retry: { firstMs: 1, maxMs: 5 }, batchRecords: 50 }),
    finish: async () => {},
  },
  {
    name: 'kafka',
    missing: kafkaMissing,
    prepare: async () => {
      kafka = await startKafka();
    },
    open: async () => {
      const options = {
        brokers: [kafka?.brokers ?? ''],
        clientId: 'test',
        prefix: `t${randomUUID().slice(0, 8)}`,
        lingerMs: 5,
      };
      await createTopics(options, { partitions: 4, replicas: 1, keepHours: 1 });
      return new KafkaEventLog(options);
    },
    finish: async () => kafka?.stop(),
  },
];

const record = (key: string, seq: number): LogRecord => ({
  key,
  sourceId: `agent-${key}`,
  sourceEpoch: 'e1',
  seq,
  receivedAtMs: 1_700_000_000_000 + seq,
  payload: Uint8Array.of(seq % 256),
});

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
};

describe.each(adapters)('event log: $name', ({ missing, prepare, open, finish }) => {
  describe.skipIf(missing !== undefined)(missing === undefined ? 'real' : `cannot run here: ${missing}`, () => {
    let log: EventLog;
    beforeAll(prepare, 120_000);
    afterEach(() => log.close());
    afterAll(finish);

    test('gives every record to a handler that never fails, in order within a key', async () => {
      log = await open();
      const seen = new Map<string, number[]>();
      await log.consume(async (batch) => {
        for (const { key, seq } of batch) seen.set(key, [...(seen.get(key) ?? []), seq]);
      });
      const sends = [];
      for (let seq = 1; seq <= 200; seq += 1) sends.push(log.append([record('A', seq), record('B', seq)]));
      await Promise.all(sends);
      await until(() => seen.get('A')?.length === 200 && seen.get('B')?.length === 200);
      const expected = Array.from({ length: 200 }, (_, index) => index + 1);
      expect(seen.get('A')).toEqual(expected);
      expect(seen.get('B')).toEqual(expected);
    });

    test('accepts each append as soon as the one before is answered', async () => {
      log = await open();
      const seen: number[] = [];
      await log.consume(async (batch) => void seen.push(...[...batch].map(({ seq }) => seq)));
      for (let seq = 1; seq <= 10; seq += 1) await log.append([record('A', seq)]);
      await until(() => seen.length >= 10);
      expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    });

    test('delivers a record unchanged', async () => {
      log = await open();
      const seen: LogRecord[] = [];
      await log.consume(async (batch) => void seen.push(...batch));
      const sent = { ...record('Zürich/*', 7), sourceId: 'Ä 1', payload: new TextEncoder().encode('a\0b\nc') };
      await log.append([sent]);
      await until(() => seen.length > 0);
      const fields = ({ key, sourceId, sourceEpoch, seq, receivedAtMs, payload }: LogRecord) => [
        ...[key, sourceId, sourceEpoch, seq, receivedAtMs],
        [...payload],
      ];
      expect(seen.map(fields)).toEqual([fields(sent)]);
    });

    test('reports the keys of a consumer before the first batch', async () => {
      log = await open();
      const calls: string[] = [];
      await log.consume(
        async () => void calls.push('batch'),
        async (owns) => void calls.push(`owns A: ${owns('A')}`),
      );
      await log.append([record('A', 1)]);
      await until(() => calls.includes('batch'));
      expect(calls[0]).toBe('owns A: true');
    });

    test('gives a failing handler the same records again before newer ones', async () => {
      log = await open();
      const seen: number[] = [];
      let failures = 3;
      await log.consume(async (batch) => {
        if (failures-- > 0) throw new Error('database is away');
        seen.push(...[...batch].map(({ seq }) => seq));
      });
      await Promise.all([log.append([record('A', 1)]), log.append([record('A', 2)]), log.append([record('A', 3)])]);
      await until(() => seen.length >= 3);
      expect(seen).toEqual([1, 2, 3]);
    });

    test('rejects appends after it was closed, with the reason', async () => {
      log = await open();
      await log.consume(async () => {});
      await log.append([record('A', 1)]);
      await log.close();
      await expect(log.append([record('A', 2)])).rejects.toBeInstanceOf(LogUnavailableError);
    });
  });
});

describe('DirectEventLog', () => {
  test('does not resolve an append before the handler has applied it', async () => {
    const log = new DirectEventLog();
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let applied = false;
    await log.consume(async () => {
      await gate;
      applied = true;
    });
    const appended = log.append([record('A', 1)]).then(() => applied);
    await new Promise((resolve) => setTimeout(resolve, 20));
    release();
    expect(await appended).toBe(true);
    await log.close();
  });

  test('rejects appends that were never applied when it closes', async () => {
    const log = new DirectEventLog({ retry: { firstMs: 1, maxMs: 5 } });
    const consumption = await log.consume(async () => {
      throw new Error('never works');
    });
    const first = log.append([record('A', 1)]).then(
      () => 'safe',
      (error: unknown) => error,
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    await consumption.stop();
    await log.close();
    expect(await first).toBeInstanceOf(LogUnavailableError);
  });

  test('control: rejects an append when it is full', async () => {
    const log = new DirectEventLog({ waitingRecords: 2 });
    void log.append([record('A', 1)]).catch(() => undefined);
    await expect(log.append([record('A', 2), record('A', 3)])).rejects.toThrow('full');
    await log.close();
  });
});
