import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verify } from '#administration/verification/verification.js';
import { fetchTimescale } from '#local/stack/fetch-timescale.js';
import { forgetProcessors } from '#platform/kafka/forget-group.js';
import { kafkaClient } from '#platform/kafka/kafka-client.js';
import { KafkaEventLog } from '#platform/kafka/kafka-event-log.js';
import { createTopics } from '#platform/kafka/kafka-topics.js';
import { type Database, openDatabase } from '#platform/postgres/database.js';
import { FAMILIES, FAMILY_NAMES } from '#store/rollups/rollup-deltas.js';
import { kafkaMissing, startKafka, type TestKafka } from '../_support/kafka-server.js';
import { type ProcessorHost, startProcessor } from '../_support/processor-host.js';
import { smallDay } from '../_support/small-day.js';
import { type EventInit, recordOf, startSmallNetwork } from '../_support/small-network.js';
import { startTimescale, type TestTimescale, timescaleMissing } from '../_support/timescale-server.js';

const missing = kafkaMissing ?? timescaleMissing;
const START = Date.UTC(2026, 2, 10, 5);
const NOW = START + 48 * 3_600_000;
const VISITS = 1_500;
const AT_ONCE = 25;
const run = promisify(execFile);

describe.skipIf(missing !== undefined)(`back-up and restore ${missing ?? ''}`, () => {
  let network: Awaited<ReturnType<typeof startSmallNetwork>>;
  let kafka: TestKafka;
  let restored: TestTimescale;
  let database: Database;
  let folder = '';
  let processor: ProcessorHost | undefined;
  beforeAll(async () => {
    [network, kafka, restored] = await Promise.all([startSmallNetwork(startTimescale), startKafka(), startTimescale()]);
    database = openDatabase(restored.url, { connections: 2 });
    folder = await mkdtemp(join(tmpdir(), 'mnara-restore-'));
  });
  afterAll(async () => {
    await processor?.stop();
    await database?.close();
    await kafka?.stop();
    await network?.stop();
    await restored?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** The number of events of all agents in the database. */
  const applied = async (of: Database): Promise<number> => {
    const { rows } = await of.query<{ n: number }>('SELECT coalesce(sum(last_seq), 0) AS n FROM mnara.agent_position');
    return rows[0]?.n ?? 0;
  };
  const until = async (events: number, of: Database): Promise<void> => {
    while ((await applied(of)) < events) await sleep(20);
  };
  /** Every rollup row of every family, as text. */
  const figures = async (of: Database): Promise<Record<string, string[]>> => {
    const found: Record<string, string[]> = {};
    for (const family of FAMILY_NAMES) {
      const { table, key, sums } = FAMILIES[family];
      const { rows } = await of.query(
        `SELECT ${[...key, ...sums.map((name) => `sum(${name}) AS ${name}`)].join(', ')} FROM mnara.${table}
          GROUP BY ${key.join(', ')}`,
      );
      found[family] = rows.map((row) => JSON.stringify(row)).sort();
    }
    return found;
  };

  test('a dump that was made under load catches up from the log after the restore, and every figure is the same', async () => {
    const kafkaOptions = { brokers: [kafka.brokers], clientId: 'gateway' };
    const names = await createTopics(kafkaOptions, { partitions: 4, replicas: 1, keepHours: 1 });
    const days = Map.groupBy(smallDay(START, VISITS), ({ centreId }) => centreId);
    const total = [...days.values()].reduce((sum, { length }) => sum + length, 0);
    const log = new KafkaEventLog({ ...kafkaOptions, lingerMs: 1 });
    const recordsOf = (events: readonly EventInit[], before: number) =>
      events.map((event, index) => recordOf(event, `agent-${event.centreId}`, before + index + 1, NOW));
    // The last events wait for the dump; otherwise a fast load could end before a slow dump starts.
    const dumped = Promise.withResolvers<void>();
    const longest = Math.max(...[...days.values()].map(({ length }) => length));
    const load = async (): Promise<void> => {
      for (let at = 0; at < longest; at += AT_ONCE) {
        if (at + AT_ONCE >= longest) await dumped.promise;
        await log.append([...days.values()].flatMap((events) => recordsOf(events.slice(at, at + AT_ONCE), at)));
      }
    };
    processor = await startProcessor({ brokers: kafka.brokers, prefix: 'mnara', databaseUrl: network.url });
    const loading = load();
    await until(total / 10, network.database);
    const programs = dirname((await fetchTimescale(() => {})).postgres);
    const dump = join(folder, 'mnara.dump');
    await run(join(programs, 'pg_dump'), ['-Fc', '-f', dump, network.url]);
    dumped.resolve();
    await loading;
    await until(total, network.database);
    await processor.stop();
    processor = undefined;
    const before = await figures(network.database);

    const psql = (sql: string) => run(join(programs, 'psql'), ['-v', 'ON_ERROR_STOP=1', '-c', sql, restored.url]);
    // A role belongs to the server, not to the database: no dump contains it.
    await psql('CREATE ROLE mnara_bi_read NOLOGIN');
    await psql('SELECT timescaledb_pre_restore()');
    await run(join(programs, 'pg_restore'), ['--exit-on-error', '-d', restored.url, dump]);
    await psql('SELECT timescaledb_post_restore()');
    const had = await applied(database);
    // The dump was made during the load and is consistent.
    expect(had).toBeGreaterThan(0);
    expect(had).toBeLessThan(total);
    expect(await verify(database, true, new Map())).toMatchObject({ ok: true, recomputation: { differences: 0 } });
    const hypertables = 'SELECT count(*) AS n FROM timescaledb_information.chunks';
    expect((await database.query(hypertables)).rows).toEqual([{ n: expect.any(Number) }]);
    expect((await database.query<{ n: number }>(hypertables)).rows[0]?.n).toBeGreaterThan(0);

    const admin = kafkaClient(kafkaOptions).admin();
    await admin.connect();
    const group = { groupId: 'mnara.processors', topic: names.events };
    const committed = async (): Promise<number> => {
      const [topic] = await admin.fetchOffsets({ groupId: group.groupId, topics: [group.topic] });
      return (topic?.partitions ?? []).reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0);
    };
    // Control: with the current position of the group, the events missing in the dump would never be read again.
    expect(await committed()).toBe(total);
    await forgetProcessors(kafkaOptions);
    expect(await committed()).toBe(0);
    await admin.disconnect();

    processor = await startProcessor({ brokers: kafka.brokers, prefix: 'mnara', databaseUrl: restored.url });
    await expect(forgetProcessors(kafkaOptions)).rejects.toThrow(/other processors still read/);
    await until(total, database);
    expect(await figures(database)).toEqual(before);
    // The figures continue to change.
    const [first] = [...days.values()];
    const more = smallDay(START + 24 * 3_600_000, 50, 2)
      .filter(({ centreId }) => centreId === first?.[0]?.centreId)
      .map((event) => ({ ...event, visitId: `later-${event.visitId}` }));
    await log.append(recordsOf(more, first?.length ?? 0));
    await until(total + more.length, database);
    const after = await verify(database, true, new Map());
    expect(after).toMatchObject({ ok: true, recomputation: { differences: 0 } });
    expect(after.agents.map(({ lost, balanced }) => ({ lost, balanced }))).toEqual(
      after.agents.map(() => ({ lost: 0, balanced: true })),
    );
    await log.close();
  });
});
