import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { create, toBinary } from '@bufbuild/protobuf';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CentreStatusSchema } from '#contracts/gen/mnara/v1/status_pb.js';
import { KafkaLatestFeed } from '#platform/kafka/kafka-latest-feed.js';
import { createTopics } from '#platform/kafka/kafka-topics.js';
import { applyRules } from '#store/rules/apply-rules.js';
import { onceEach, readAlertTopic } from '../_support/alert-topic.js';
import { rulesOf } from '../_support/alerting-host.js';
import { kafkaMissing, startKafka, type TestKafka } from '../_support/kafka-server.js';
import { type ReceivedMail, startMailServer } from '../_support/mail-server.js';
import { type ServiceProcess, startService } from '../_support/service-process.js';
import { startSmallNetwork } from '../_support/small-network.js';
import { until } from '../_support/until.js';

const CENTRES = Array.from({ length: 40 }, (_, index) => `K${index}`);
const WAVES = 3;
/** Maximum number of mails that one process sends at the same time. */
const AT_ONCE = 20;
const RULES = `rules:
  - { id: power, names: { en: P }, advice: { en: P }, severity: critical, watch: power_down, each: centre, hours: always, fire: "yes", cap: 100, policy: manager }
`;
const PEOPLE = `
INSERT INTO mnara.centre (centre_id, region_key, names, kind, time_zone) SELECT id, (SELECT min(region_key)
  FROM mnara.region), '{}', 'stationary', 'UTC' FROM unnest($1::text[]) AS id`;

describe.skipIf(kafkaMissing !== undefined)(`alerting that is killed ${kafkaMissing ?? ''}`, () => {
  let kafka: TestKafka;
  let network: Awaited<ReturnType<typeof startSmallNetwork>>;
  let feed: KafkaLatestFeed;
  let server: Awaited<ReturnType<typeof startMailServer>>;
  const folder = mkdtempSync(join(tmpdir(), 'mnara-mail-'));
  const processes: ServiceProcess[] = [];

  const start = async (place: number): Promise<void> => {
    processes[place] = await startService('alerting', {
      DATABASE_URL: network.url,
      KAFKA_BROKERS: kafka.brokers,
      MNARA_ALERTING_HEALTH_PORT: '0',
      MNARA_SMTP_HOST: '127.0.0.1',
      MNARA_SMTP_PORT: String(server.port),
      MNARA_SMTP_USER: 'mnara',
      MNARA_SMTP_PASSWORD: 'secret',
      MNARA_SMTP_FROM: 'alerts@mnara.example',
      NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
    });
  };

  beforeAll(async () => {
    [kafka, network, server] = await Promise.all([startKafka(), startSmallNetwork(), startMailServer()]);
    writeFileSync(join(folder, 'ca.pem'), server.ca);
    await network.database.query(PEOPLE, [CENTRES]);
    await network.database.query(
      `INSERT INTO mnara.supervisor (supervisor_id, name, role, centre_id, time_zone)
        SELECT id, id, 'centre_manager', id, 'UTC' FROM unnest($1::text[]) AS id`,
      [CENTRES],
    );
    await network.database.query(
      `INSERT INTO mnara.contact (supervisor_id, channel, address)
        SELECT supervisor_id, 'email', lower(supervisor_id) || '@x.example' FROM mnara.supervisor`,
    );
    expect(await applyRules(network.database, rulesOf(RULES), 'test', Date.now())).toMatchObject({ ok: true });
    await createTopics({ brokers: [kafka.brokers], clientId: 'test' }, { partitions: 1, replicas: 1, keepHours: 1 });
    feed = new KafkaLatestFeed({ brokers: [kafka.brokers], clientId: 'test' });
    await Promise.all([start(0), start(1)]);
  });
  afterAll(async () => {
    await feed?.close();
    for (const process of processes) await process.end('SIGKILL');
    await network?.stop();
    await kafka?.stop();
    await server?.stop();
    rmSync(folder, { recursive: true });
  });

  /** All centres, a few at a time, so that the wave is spread over several rounds. */
  async function publish(powerDown: boolean): Promise<void> {
    for (let at = 0; at < CENTRES.length; at += 4) {
      const now = BigInt(Date.now());
      const times = { asOfMs: now, lastEventAtMs: now, lastContactAtMs: now, watermarkMs: now };
      const encode = (centreId: string) =>
        toBinary(CentreStatusSchema, create(CentreStatusSchema, { centreId, ...times, isOpen: true, powerDown }));
      await feed.publish(CENTRES.slice(at, at + 4).map((key) => ({ key, value: encode(key) })));
      await sleep(120);
    }
  }

  async function untilCount(what: string, sql: string, n: number): Promise<void> {
    const count = async (): Promise<number | undefined> =>
      (await network.database.query<{ n: number }>(sql)).rows[0]?.n;
    await until(`${what}: ${n}`, async () => (await count()) === n, count);
  }

  const messages = async () =>
    (
      await network.database.query<{ kind: string; n: number; keys: number; centres: number }>(
        `SELECT kind, count(*)::int AS n, count(DISTINCT idempotency_key)::int AS keys,
          count(DISTINCT supervisor_id)::int AS centres
         FROM mnara.notification GROUP BY kind ORDER BY kind`,
      )
    ).rows;

  const idOf = ({ raw }: ReceivedMail): string => /^Message-ID:\s*(<[^>]*>)/im.exec(raw)?.[1] ?? '';

  async function mailsArrive(): Promise<void> {
    const fresh = `SELECT count(*)::int AS n FROM mnara.notification WHERE state = 'waiting' AND attempts = 0`;
    await untilCount('messages that are not claimed', fresh, 0);
    await sleep(2_000);
    // Messages that a killed process had claimed can be claimed again after two minutes; the test sets them due now.
    await network.database.query(`UPDATE mnara.notification SET due_at = now() WHERE state = 'waiting'`);
    await untilCount(
      'messages that are not sent',
      `SELECT count(*)::int AS n FROM mnara.notification WHERE state <> 'sent'`,
      0,
    );
    const { rows } = await network.database.query<{ messages: number; again: number }>(
      `SELECT count(DISTINCT message_id)::int AS messages, count(DISTINCT message_id) FILTER (WHERE attempts > 1)::int
        AS again FROM mnara.notification`,
    );
    const { messages = 0, again = 0 } = rows[0] ?? {};
    const ids = Map.groupBy(server.mails, idOf);
    expect(ids.size).toBe(messages);
    const repeated = [...ids.values()].filter(({ length }) => length > 1);
    for (const [first, ...others] of repeated) for (const other of others) expect(other.to).toEqual(first?.to);
    console.log(
      `mails: ${server.mails.length} of ${messages} messages; ${again} were claimed again, ${repeated.length} of them arrived again under their id`,
    );
    // Only messages whose sender was killed between claim and record are sent again.
    expect(repeated.length).toBeLessThanOrEqual(again);
    expect(again).toBeLessThanOrEqual(2 * WAVES * AT_ONCE);
  }

  /** Each change of every alert, in order: a reader that drops known ids does not notice the kill. */
  async function topicHasEverything(n: number): Promise<void> {
    const messages = await readAlertTopic(kafka.brokers, (all) => onceEach(all).length >= 3 * n);
    const once = onceEach(messages);
    const byCentre = Map.groupBy(once, ({ key }) => key);
    expect([...byCentre.keys()].sort()).toEqual([...CENTRES].sort());
    const course = Array.from({ length: WAVES }, () => ['fired', 'notified', 'cleared']).flat();
    for (const own of byCentre.values()) expect(own.map(({ change }) => change.kind)).toEqual(course);
    console.log(`topic: ${messages.length} messages of ${once.length} changes`);
  }

  test('loses no page and repeats none, whichever of two processes is killed, at any moment', async () => {
    const takeovers: number[] = [];
    for (let wave = 1; wave <= WAVES; wave += 1) {
      for (const isDown of [true, false]) {
        const published = publish(isDown);
        // 50 ms to 1.5 s into the wave: before, in and between its rounds.
        await sleep(50 + ((wave * 7919 + Number(isDown) * 3571) % 1450));
        const victim = (wave + Number(isDown)) % 2;
        const killedAt = performance.now();
        await processes[victim]?.end('SIGKILL');
        const restarted = start(victim);
        await published;
        const condition = isDown ? 'firing' : 'normal';
        await untilCount(
          `wave ${wave} ${condition}`,
          `SELECT count(*)::int AS n FROM mnara.alert WHERE condition = '${condition}' AND episode = ${wave}`,
          CENTRES.length,
        );
        takeovers.push(performance.now() - killedAt);
        await restarted;
      }
    }
    const n = CENTRES.length * WAVES;
    expect(await messages()).toEqual([
      { kind: 'page', n, keys: n, centres: CENTRES.length },
      { kind: 'resolved', n, keys: n, centres: CENTRES.length },
    ]);
    const { rows } = await network.database.query(
      `SELECT kind, count(*)::int AS n FROM mnara.alert_entry WHERE kind NOT IN ('sent', 'retried') GROUP BY kind
        ORDER BY kind`,
    );
    expect(rows).toEqual([
      { kind: 'cleared', n },
      { kind: 'fired', n },
      { kind: 'notified', n },
    ]);
    await mailsArrive();
    await topicHasEverything(n);
    console.log(`correct again after a kill, ms: ${takeovers.map(Math.round).join(' ')}`);
  });

  test('control: a missing page and a repeated page are detected', async () => {
    const before = await messages();
    await network.database.query(
      `DELETE FROM mnara.notification WHERE notification_id = (SELECT min(notification_id) FROM mnara.notification)`,
    );
    expect(await messages()).not.toEqual(before);
    await expect(
      network.database.query(
        `INSERT INTO mnara.notification (idempotency_key, kind, supervisor_id, contact_id, channel, address, group_key,
          created_at, due_at)
         SELECT idempotency_key, kind, supervisor_id, contact_id, channel, address, group_key, created_at, due_at
           FROM mnara.notification LIMIT 1`,
      ),
    ).rejects.toThrow('unique');
  });
});
