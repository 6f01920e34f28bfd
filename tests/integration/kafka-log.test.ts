import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkEventLog } from '#cli/doctor-log.js';
import { eventLogCheck } from '#platform/health/checks.js';
import { BrokerUnfitError } from '#platform/kafka/broker-versions.js';
import { checkBrokers } from '#platform/kafka/check-brokers.js';
import { kafkaClient } from '#platform/kafka/kafka-client.js';
import { countDeadLetters } from '#platform/kafka/kafka-dead-letters.js';
import { KafkaEventLog, type KafkaLogOptions } from '#platform/kafka/kafka-event-log.js';
import { KafkaLogMonitor } from '#platform/kafka/kafka-log-monitor.js';
import { createTopics } from '#platform/kafka/kafka-topics.js';
import { partitioning } from '#platform/kafka/partition-of.js';
import { RecordCursor, recordSets } from '#platform/kafka/record-set.js';
import { isAlive } from '#platform/process/process-life.js';
import { measureLog } from '#platform/telemetry/metrics.js';
import { kafkaMissing, record, startKafka, type TestKafka } from '../_support/kafka-server.js';
import { olderBroker } from '../_support/older-broker.js';

const listens = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const [host, port] = address.split(':');
    const socket = connect(Number(port), host);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

/**
 * The client's own, which nothing but platform/kafka imports otherwise: this test checks the patches of that folder.
 */
const RequestQueue: unknown = createRequire(import.meta.url)('kafkajs/src/network/requestQueue/index.js');
const { prototype } = RequestQueue as {
  prototype: { checkPendingRequests(): void; scheduleCheckPendingRequests(): void };
};
/** The original of the library, because no client has been created yet. */
const original = prototype.scheduleCheckPendingRequests;

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(10);
}

describe.skipIf(kafkaMissing !== undefined)(
  `a real Kafka (skipped where it cannot run: ${kafkaMissing ?? 'it can'})`,
  () => {
    let kafka: TestKafka;
    beforeAll(async () => {
      kafka = await startKafka();
    });
    afterAll(() => kafka?.stop());

    const options = (more: Partial<KafkaLogOptions> = {}): KafkaLogOptions => ({
      brokers: [kafka.brokers],
      clientId: 'test',
      prefix: `t${randomUUID().slice(0, 8)}`,
      lingerMs: 1,
      ...more,
    });

    test('checkBrokers accepts a suitable broker; it says how to fix an old or a missing one', async () => {
      await checkBrokers({ brokers: ['127.0.0.1:1', kafka.brokers] });
      const old = await olderBroker(kafka.brokers, 0, 2);
      const other = createServer((_, response) => response.end());
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      const { port } = other.address() as { port: number };
      try {
        await expect(checkBrokers({ brokers: [old.brokers] })).rejects.toThrow(
          /Produce is supported up to version 2, and version 3 is required.*0\.11 or newer.*KAFKA_BROKERS/,
        );
        await expect(checkBrokers({ brokers: [old.brokers] })).rejects.toBeInstanceOf(BrokerUnfitError);
        await expect(checkBrokers({ brokers: [`127.0.0.1:${port}`] })).rejects.toThrow(
          /not a Kafka broker.*KAFKA_BROKERS/,
        );
        await expect(checkBrokers({ brokers: ['127.0.0.1:1'] })).rejects.toThrow('ECONNREFUSED');
      } finally {
        await old.stop();
        other.close();
      }
    });

    test('a message that is not an event is moved to the dead-letter topic with its reason, and the events behind it are applied', async () => {
      const moved: string[] = [];
      const kafkaOptions = options({
        onDeadLetter: ({ code, partition, offset }) => void moved.push(`${code} ${partition}/${offset}`),
      });
      const names = await createTopics(kafkaOptions, { partitions: 1, replicas: 1, keepHours: 1 });
      const producer = kafkaClient(kafkaOptions).producer();
      await producer.connect();
      const log = new KafkaEventLog(kafkaOptions);
      const seqs: number[] = [];
      await log.append([record(1)]);
      const long = Buffer.alloc(1024 * 1024 + 1, 'x');
      const foreign = [
        { key: 'NBO-1', value: 'by hand', headers: { by: 'hand' } },
        { key: null, value: 'no key', headers: { source: '1\ne1\nagent-1' } },
        { key: 'NBO-1', value: null, headers: { source: '1\ne1\nagent-1' } },
        { key: 'NBO-1', value: long, headers: { source: 'nonsense' } },
      ];
      await producer.send({ topic: names.events, messages: foreign });
      await log.append([record(2)]);
      await log.consume(async (batch) => void seqs.push(...[...batch].map(({ seq }) => seq)));
      await until(() => seqs.length === 2);
      expect(seqs).toEqual([1, 2]);
      expect(moved).toEqual(['no_source 0/1', 'no_key 0/2', 'no_value 0/3', 'bad_source 0/4']);
      expect(await countDeadLetters(kafkaOptions)).toBe(4);
      const found = expect.stringMatching(/^4 messages that were not events are in .*dead-letters.*dead-reason/);
      expect(await checkEventLog(kafka.brokers, kafkaOptions.prefix)).toMatchObject([
        { ok: true },
        { ok: false, message: found },
      ]);
      expect(await checkEventLog(kafka.brokers, 'nobodys')).toMatchObject([{ ok: true }, { ok: true }]);
      expect(await checkEventLog('127.0.0.1:1', undefined)).toMatchObject([{ ok: false }]);
      await log.close();

      const read: { value: string | undefined; headers: Record<string, string> }[] = [];
      const reader = kafkaClient(kafkaOptions).consumer({ groupId: `${names.deadLetters}-reader` });
      await reader.connect();
      await reader.subscribe({ topic: names.deadLetters, fromBeginning: true });
      await reader.run({
        eachBatch: async ({ batch }) => {
          for (const set of recordSets(batch.messages)) {
            const cursor = new RecordCursor(set, '');
            while (cursor.next()) {
              const { value, headers } = cursor.message();
              const texts = Object.entries(headers ?? {}).map(([name, text]) => [name, String(text)] as const);
              read.push({ value: value?.toString(), headers: Object.fromEntries(texts) });
            }
          }
        },
      });
      await until(() => read.length === 4);
      expect(read[0]).toEqual({
        value: 'by hand',
        headers: {
          by: 'hand',
          'dead-code': 'no_source',
          'dead-reason': expect.stringContaining('not written by a gateway'),
          'dead-topic': names.events,
          'dead-partition': '0',
          'dead-offset': '1',
        },
      });
      expect(read[3]?.value).toHaveLength(1024 * 1024);
      expect(read[3]?.headers).toMatchObject({ 'dead-bytes': String(long.length) });
      await reader.disconnect();
      await producer.disconnect();
    });

    test('while dead letters cannot be written, only their partition waits and reports that, and it recovers by itself', async () => {
      const moved: string[] = [];
      const kafkaOptions = options({
        onDeadLetter: ({ partition, offset }) => void moved.push(`${partition}/${offset}`),
      });
      const names = await createTopics(kafkaOptions, { partitions: 2, replicas: 1, keepHours: 1 });
      const admin = kafkaClient(kafkaOptions).admin();
      await admin.connect();
      const mostBytes = (bytes: number) =>
        admin.alterConfigs({
          validateOnly: false,
          resources: [
            { type: 2, name: names.deadLetters, configEntries: [{ name: 'max.message.bytes', value: String(bytes) }] },
          ],
        });
      const partitionOf = partitioning(2);
      const stuckKey = 'NBO-1';
      const partition = partitionOf(stuckKey);
      const freeKey = ['A', 'B', 'C', 'D', 'E'].find((key) => partitionOf(key) !== partition) ?? '';
      const producer = kafkaClient(kafkaOptions).producer();
      await producer.connect();
      const foreign = () =>
        producer.send({ topic: names.events, messages: [{ partition, key: stuckKey, value: 'by hand' }] });
      const log = new KafkaEventLog(kafkaOptions);
      const health = new KafkaLogMonitor(kafkaOptions);
      health.follow({ state: () => log.state(), newestAppliedMs: () => Date.now() });
      const metrics = new Registry();
      measureLog(metrics, health);
      const seen = { [stuckKey]: 0, [freeKey]: 0 };
      await log.consume(async (batch) => {
        for (const { key } of batch) seen[key] = (seen[key] ?? 0) + 1;
      });
      let seq = 0;
      const send = (key: string): Promise<void> => {
        seq += 1;
        return log.append([{ ...record(seq), key }]);
      };
      const stuck = async (): Promise<void> => {
        while (log.state().stuckLetters === undefined) await sleep(10);
      };

      // The topic exists but rejects messages of more than a few bytes.
      await mostBytes(10);
      await foreign();
      await send(stuckKey);
      await stuck();
      for (let round = 1; round <= 3; round += 1) {
        await send(freeKey);
        await until(() => seen[freeKey] === round);
      }
      expect(seen[stuckKey]).toBe(0);
      expect(log.state()).toMatchObject({ stuckLetters: { letters: 1, partitions: 1 } });
      expect(log.state().lagRecords).toBeGreaterThan(0);
      expect(await eventLogCheck(health)()).toMatchObject({
        ok: false,
        reason: expect.stringMatching(
          /^1 messages that are not events cannot be moved .*; nothing is lost\. Free disk space/,
        ),
      });
      expect(await metrics.metrics()).toMatch(/^mnara_log_stuck_dead_letters 1$/m);
      await mostBytes(1024 * 1024);
      await until(() => seen[stuckKey] === 1);
      expect(log.state().stuckLetters).toBeUndefined();
      expect(await eventLogCheck(health)()).toMatchObject({ ok: true });
      expect(await countDeadLetters(kafkaOptions)).toBe(1);

      // The topic is deleted and created again.
      await admin.deleteTopics({ topics: [names.deadLetters] });
      await foreign();
      await send(stuckKey);
      await stuck();
      await send(freeKey);
      await until(() => seen[freeKey] === 4);
      expect(seen[stuckKey]).toBe(1);
      await createTopics(kafkaOptions, { partitions: 2, replicas: 1, keepHours: 1 });
      await until(() => seen[stuckKey] === 2);
      expect(await countDeadLetters(kafkaOptions)).toBe(1);
      expect(moved).toEqual([`${partition}/0`, `${partition}/2`]);
      await log.close();
      await health.close();
      await producer.disconnect();
      await admin.disconnect();
    });

    test('createTopics waits until a busy broker knows the new topics, without reporting a problem', async () => {
      const trouble: string[] = [];
      // Many topics at once: the broker confirms a topic before it knows it, and the waiting of kafkajs then fails.
      const made = Array.from({ length: 8 }, async () => {
        const kafkaOptions = options({ onTrouble: (message) => void trouble.push(message) });
        const { events } = await createTopics(kafkaOptions, { partitions: 4, replicas: 1, keepHours: 1 });
        const admin = kafkaClient(kafkaOptions).admin();
        await admin.connect();
        const { topics } = await admin.fetchTopicMetadata({ topics: [events] });
        await admin.disconnect();
        return topics[0]?.partitions.filter(({ leader }) => leader > 0).length;
      });
      expect(await Promise.all(made)).toEqual(made.map(() => 4));
      expect(trouble).toEqual([]);
    });

    test('an idle client does not check its queue; control: without the patch it checks it without end', async () => {
      const looksWhileIdle = async (connect: () => ReturnType<typeof kafkaClient>): Promise<number> => {
        const admin = connect().admin();
        await admin.connect();
        await admin.listTopics();
        const check = prototype.checkPendingRequests;
        let looks = 0;
        prototype.checkPendingRequests = function counted() {
          looks += 1;
          check.call(this);
        };
        // Counts turns of the event loop, not time: each turn is another chance for a timer that is set again.
        for (let turn = 0; turn < 200; turn += 1) await sleep(2);
        prototype.checkPendingRequests = check;
        await admin.disconnect();
        return looks;
      };
      const patched = await looksWhileIdle(() => kafkaClient(options()));
      const patch = prototype.scheduleCheckPendingRequests;
      expect(patch).not.toBe(original);
      const unpatched = await looksWhileIdle(() => {
        const client = kafkaClient(options());
        prototype.scheduleCheckPendingRequests = original;
        return client;
      });
      prototype.scheduleCheckPendingRequests = patch;
      expect(patched).toBeLessThanOrEqual(2);
      expect(unpatched).toBeGreaterThan(100 * Math.max(1, patched / 2));
    });

    test('the broker starts from the archive of its classes', async () => {
      // Java does not report an archive that it ignores; the memory map of the process shows it.
      expect(await readFile(`/proc/${kafka.pid()}/maps`, 'utf8')).toContain('kafka.jsa');
    });

    test('the broker keeps its address when it is killed and restarted', async () => {
      const before = kafka.pid();
      await kafka.kill('SIGKILL');
      expect(isAlive(before)).toBe(false);
      expect(await listens(kafka.brokers)).toBe(false);
      await kafka.restart();
      expect(kafka.pid()).not.toBe(before);
      expect(await listens(kafka.brokers)).toBe(true);
    });
  },
);
