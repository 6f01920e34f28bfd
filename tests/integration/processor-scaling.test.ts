import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { logKey } from '#contracts/log-key.js';
import { kafkaClient } from '#platform/kafka/kafka-client.js';
import { KafkaEventLog } from '#platform/kafka/kafka-event-log.js';
import { createTopics } from '#platform/kafka/kafka-topics.js';
import { DimensionStore } from '#store/network/dimension-store.js';
import { Dimensions } from '#store/network/dimensions.js';
import { PostgresRecomputeReads } from '#store/rollups/postgres-recompute.js';
import { recompute } from '#store/rollups/recompute.js';
import { FAMILIES, FAMILY_NAMES } from '#store/rollups/rollup-deltas.js';
import { kafkaMissing, startKafka, type TestKafka } from '../_support/kafka-server.js';
import { type ProcessorHost, type ProcessorHostOptions, startProcessor } from '../_support/processor-host.js';
import { applyEvents, smallDay } from '../_support/small-day.js';
import { type EventInit, recordOf, startSmallNetwork } from '../_support/small-network.js';
import { until } from '../_support/until.js';

const START = Date.UTC(2026, 2, 10, 5);
const NOW = START + 48 * 3_600_000;
const CENTRES = Array.from({ length: 16 }, (_, index) => `K${index}`);
const MORE_CENTRES = `
INSERT INTO mnara.centre (centre_id, region_key, names, kind, time_zone)
SELECT 'K' || n, region_key, jsonb_build_object('en', 'K' || n), 'stationary', 'Africa/Nairobi'
FROM generate_series(0, 15) AS n JOIN mnara.region ON region_id = 'R' || (1 + n % 2)`;

/** A day of each centre with one agent per centre, with services and desks that are not declared. */
function daysOf(visits: number): Map<string, EventInit[]> {
  return new Map(
    CENTRES.map((centreId, seed) => [
      centreId,
      smallDay(START, visits, seed + 1).map((event, index) => ({
        ...event,
        centreId,
        ...(index % 50 === 7 ? { serviceId: `undeclared-${seed % 3}` } : {}),
      })),
    ]),
  );
}

/**
 * Long enough that a slow machine does not take a processor's partitions away, because these tests control who owns
 * them.
 */
const PATIENT_SESSION_MS = 20_000;

describe.skipIf(kafkaMissing !== undefined)(`several processors ${kafkaMissing ?? ''}`, () => {
  let network: Awaited<ReturnType<typeof startSmallNetwork>>;
  let kafka: TestKafka;
  let prefix: string;
  const running: ProcessorHost[] = [];

  beforeAll(async () => {
    [network, kafka] = await Promise.all([startSmallNetwork(), startKafka()]);
    await network.database.query(MORE_CENTRES);
  });
  beforeEach(async () => {
    await network.clear();
    prefix = `t${randomUUID().slice(0, 8)}`;
    await createTopics(
      { brokers: [kafka.brokers], clientId: 'test', prefix },
      { partitions: 8, replicas: 1, keepHours: 1 },
    );
  });
  afterAll(async () => {
    await Promise.all(running.map((one) => one.stop()));
    await kafka?.stop();
    await network?.stop();
  });

  const openLog = () => new KafkaEventLog({ brokers: [kafka.brokers], clientId: 'gateway', prefix });
  const processor = async (
    more: Pick<ProcessorHostOptions, 'beforeCommit' | 'sessionTimeoutMs'> = {},
  ): Promise<ProcessorHost> => {
    const started = await startProcessor({
      brokers: kafka.brokers,
      prefix,
      databaseUrl: network.url,
      sessionTimeoutMs: PATIENT_SESSION_MS,
      ...more,
    });
    running.push(started);
    return started;
  };
  const end = async (host: ProcessorHost): Promise<void> => {
    running.splice(running.indexOf(host), 1);
    await host.stop();
  };
  const books = async () => {
    const { rows } = await network.database.query<Record<'agents' | 'read' | 'balanced' | 'lost' | 'dead', number>>(
      `SELECT count(*) AS agents, coalesce(sum(last_seq), 0) AS read, coalesce(sum(applied + duplicates),
        0) AS balanced,
         coalesce(sum(lost), 0) AS lost, coalesce(sum(dead_letters), 0) AS dead FROM mnara.agent_position`,
    );
    return rows[0];
  };
  /** The state that is shown when a wait fails. */
  const state = async () => ({ books: await books(), processors: running.map((one) => one.counts()) });
  const untilRead = async (events: number): Promise<void> => {
    await until(`${events} events are read`, async () => ((await books())?.read ?? 0) >= events, state);
  };
  /** Uses names instead of keys, because keys depend on the order of registration. */
  const rollups = async (): Promise<Record<string, string[]>> => {
    const found: Record<string, string[]> = {};
    for (const family of FAMILY_NAMES) {
      const { table, key, sums } = FAMILIES[family];
      const named = key.map((column) =>
        column === 'service_key'
          ? '(SELECT service_id FROM mnara.service WHERE service_key = kept.service_key) AS service_id'
          : column,
      );
      const { rows } = await network.database.query(
        `SELECT ${[...named, ...sums.map((name) => `sum(${name}) AS ${name}`)].join(', ')} FROM mnara.${table} kept
         GROUP BY ${key.join(', ')} HAVING ${sums.map((name) => `sum(${name}) <> 0`).join(' OR ')}`,
      );
      found[family] = rows.map((row) => JSON.stringify(row)).sort();
    }
    return found;
  };
  const differences = async () => {
    const dimensions = new Dimensions(new DimensionStore(network.database));
    await dimensions.reload();
    return (await network.database.transaction((tx) => recompute(dimensions, new PostgresRecomputeReads(tx)))).examples;
  };

  test('scaling 1 -> 3 -> 1 under load changes no figure, loses nothing and counts nothing twice', async () => {
    const days = daysOf(120);
    const total = [...days.values()].reduce((sum, { length }) => sum + length, 0);
    const log = openLog();
    const send = async (from: number, to: number): Promise<void> => {
      for (let part = from; part < to; part += 0.02) {
        const records = [...days].flatMap(([centreId, events]) => {
          const [first, last] = [part, part + 0.02].map((share) => Math.round(Math.min(to, share) * events.length));
          return events
            .slice(first, last)
            .map((event, index) => recordOf(event, `agent-${centreId}`, (first ?? 0) + index + 1, NOW));
        });
        await log.append(records);
      }
    };
    const first = await processor();
    await send(0, 0.2);
    const growing = send(0.2, 0.7);
    const more = await Promise.all([processor(), processor()]);
    await growing;
    await send(0.7, 0.9);
    // Each of the three processors has applied events.
    await until('each has applied events', () => more.every((one) => one.counts().applied > 0), state);
    const shrinking = send(0.9, 1);
    await Promise.all(more.map(end));
    await shrinking;
    await untilRead(total);
    expect(await books()).toMatchObject({ agents: CENTRES.length, read: total, balanced: total, lost: 0, dead: 0 });
    expect(await differences()).toEqual([]);
    const scaled = await rollups();
    await end(first);
    await log.close();
    await network.clear();
    await applyEvents(network.database, [...days.values()].flat(), NOW);
    expect(scaled).toEqual(await rollups());
  });

  test('a processor that wakes up after its partitions moved applies no event of them', async () => {
    const days = daysOf(10);
    const records = [...days].flatMap(([centreId, events]) =>
      events.map((event, index) => recordOf(event, `agent-${centreId}`, index + 1, NOW)),
    );
    const log = openLog();
    let wake = (): void => {};
    let isHeld = false;
    const asleep = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const sleeper = await processor({
      beforeCommit: () => {
        isHeld = true;
        return asleep;
      },
    });
    await log.append(records);
    await until('a batch is held', () => isHeld, state);
    const other = await processor();
    // The other processor owns the partitions now; the sleeping one still has a batch with their records.
    await until('the other one has applied events', () => other.counts().applied > 0, state);
    wake();
    await untilRead(records.length);
    expect(await books()).toMatchObject({ read: records.length, balanced: records.length, lost: 0, dead: 0 });
    expect(await differences()).toEqual([]);
    expect(other.counts().applied).toBeLessThan(records.length);
    await end(sleeper);
    await end(other);
    await log.close();
  });

  test('an import of many centres waits in the log while two processors share them; one applies it', async () => {
    const days = daysOf(10);
    const live = [...days].flatMap(([centreId, events]) =>
      events.slice(0, 10).map((event, index) => recordOf(event, `agent-${centreId}`, index + 1, NOW)),
    );
    const imported = [...days]
      .flatMap(([, events]) => events.slice(10))
      .map((event, index) => ({
        ...recordOf(event, 'importer', index + 1, NOW),
        key: logKey({ agentId: 'importer' }),
      }));
    const total = live.length + imported.length;
    const log = openLog();
    const pair = [await processor(), await processor()];
    await log.append(live);
    await untilRead(live.length);
    await log.append(imported);
    const hasWaited = ({ counts }: ProcessorHost) => counts().retries.some((why) => why.includes('many centres'));
    await until('the import waits', () => pair.some(hasWaited), state);
    expect((await books())?.read).toBe(live.length);
    await end(pair.find((one) => !hasWaited(one)) as ProcessorHost);
    await untilRead(total);
    expect(await books()).toMatchObject({ read: total, balanced: total, lost: 0, dead: 0 });
    expect(await differences()).toEqual([]);
    const shared = await rollups();
    await end(pair.find(hasWaited) as ProcessorHost);
    await log.close();
    await network.clear();
    await applyEvents(network.database, [...days.values()].flat(), NOW);
    expect(shared).toEqual(await rollups());
  });

  test('a slow database costs no membership; control: a stopped process loses its membership', async () => {
    const SESSION_MS = 4_000;
    const records = [...daysOf(5)].flatMap(([centreId, events]) =>
      events.map((event, index) => recordOf(event, `agent-${centreId}`, index + 1, NOW)),
    );
    const admin = kafkaClient({ brokers: [kafka.brokers], clientId: 'test' }).admin();
    await admin.connect();
    const member = async (): Promise<string | undefined> =>
      (await admin.describeGroups([`${prefix}.processors`])).groups[0]?.members[0]?.memberId;
    const log = openLog();
    const slow = await processor({ sessionTimeoutMs: SESSION_MS });
    const before = await member();
    expect(before).toBeDefined();
    const half = Math.floor(records.length / 2);
    await network.database.transaction(async (tx) => {
      await tx.query('LOCK TABLE mnara.agent_position IN ACCESS EXCLUSIVE MODE');
      await log.append(records.slice(0, half));
      await sleep(2.5 * SESSION_MS);
      expect(slow.counts().applied).toBe(0);
    });
    await untilRead(half);
    expect(await member()).toBe(before);
    expect(slow.counts().retries).toEqual([]);

    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2 * SESSION_MS);
    await log.append(records.slice(half));
    await untilRead(records.length);
    while ([before, undefined].includes(await member())) await sleep(100);
    expect(await books()).toMatchObject({ read: records.length, balanced: records.length, lost: 0, dead: 0 });
    await end(slow);
    await log.close();
    await admin.disconnect();
  });
});
