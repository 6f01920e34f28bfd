import { setTimeout as sleep } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AlertingModule } from '#alerting/alerting.module.js';
import { type AlertChangeFeed, announce } from '#alerting/evaluation/announce.js';
import { type AlertChange, alertChangeSchema } from '#contracts/alert/alert-change.js';
import { DirectLatestFeed } from '#platform/event-log/latest-feed.js';
import { KafkaKeyedTopic } from '#platform/kafka/kafka-keyed-topic.js';
import { createTopics, topicNames } from '#platform/kafka/kafka-topics.js';
import { AnnouncementStore } from '#store/alerts/announcement-store.js';
import { applyRules } from '#store/rules/apply-rules.js';
import { onceEach, readAlertTopic } from '../_support/alert-topic.js';
import { clearAlerts, evaluatorAt, PEOPLE, rulesOf, statusAt } from '../_support/alerting-host.js';
import { startApi, type TestApi } from '../_support/api-server.js';
import { kafkaMissing, startKafka, type TestKafka } from '../_support/kafka-server.js';
import { startSmallNetwork } from '../_support/small-network.js';

const RULES = `rules:
  - { id: power, names: { en: P }, advice: { en: P }, severity: critical, watch: power_down, each: centre, hours: always, fire: "yes" }
`;
const START = Date.UTC(2026, 10, 24, 9, 0);
const ACKNOWLEDGE = `mutation($id: ID!) { acknowledgeAlert(id: $id, episode: 1, minutes: 10) { __typename } }`;
const COMMENT = `mutation($id: ID!) { commentAlert(id: $id, text: "They call the grid.") { __typename } }`;
const clock = { now: START };
let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let api: TestApi;
let operator = '';

beforeAll(async () => {
  network = await startSmallNetwork();
  api = await startApi(network.database, { now: () => clock.now });
  operator = await api.token({ kind: 'network' }, true, 86_400, 'operator');
  await network.database.query(PEOPLE);
  await applyRules(network.database, rulesOf(RULES), 'test', START);
});
afterAll(async () => {
  await api?.stop();
  await network?.stop();
});

/** An alert of C1 fires, is acknowledged and commented, and clears. @returns its id */
async function course(): Promise<string> {
  await clearAlerts(network.database);
  const evaluator = evaluatorAt(network.database, 'test', clock);
  const look = async (minutes: number, powerDown: boolean): Promise<void> => {
    clock.now += minutes * 60_000;
    evaluator.apply([statusAt('C1', clock.now, { powerDown })]);
    // A change by another process is read again first.
    if ((await evaluator.step()).isStale) await evaluator.step();
  };
  await look(1, true);
  const { rows } = await network.database.query<{ id: string }>('SELECT alert_id::text AS id FROM mnara.alert');
  const id = rows[0]?.id ?? '';
  expect((await api.ask(operator, ACKNOWLEDGE, { id })).data.acknowledgeAlert.__typename).toBe('AlertChanged');
  expect((await api.ask(operator, COMMENT, { id })).data.commentAlert.__typename).toBe('AlertChanged');
  await look(1, false);
  await evaluator.stop();
  return id;
}

const kept = async (): Promise<number> =>
  (await network.database.query<{ n: number }>('SELECT count(*)::int AS n FROM mnara.alert_announcement')).rows[0]?.n ??
  Number.NaN;

test('without a publisher no changes are recorded for it', async () => {
  await course();
  expect(await kept()).toBe(0);
});

test('changes are kept until the topic has them: failed ones are repeated with the same ids, in the same order', async () => {
  const announcements = new AnnouncementStore(network.database);
  await announcements.begin(clock.now);
  await announcements.begin(clock.now);
  const id = await course();
  const sent: AlertChange[][] = [];
  let isDown = true;
  const topic: AlertChangeFeed = {
    send: (messages) => {
      sent.push(messages.map(({ value }) => alertChangeSchema.parse(JSON.parse(value))));
      return isDown ? Promise.reject(new Error('the brokers do not respond')) : Promise.resolve();
    },
  };
  await expect(announce(announcements, topic, 100)).rejects.toThrow('brokers');
  isDown = false;
  const n = await announce(announcements, topic, 100);
  expect(sent[1]).toEqual(sent[0]);
  expect(sent[0]?.map(({ kind }) => kind)).toEqual([
    'fired',
    'notified',
    'acknowledged',
    'comment',
    'cleared',
    'closed',
  ]);
  expect(new Set(sent[0]?.map((one) => one.id)).size).toBe(n);
  expect(sent[0]?.[2]).toMatchObject({
    actor: 'test',
    alert: {
      alertId: Number(id),
      centreId: 'C1',
      regionId: 'R1',
      condition: 'firing',
      acknowledgedBy: 'test',
      firedAt: expect.any(String),
    },
  });
  expect(sent[0]?.at(-1)?.alert).toMatchObject({ condition: 'normal', closedAt: expect.any(String) });
  expect(await announce(announcements, topic, 100)).toBe(0);
  expect(await kept()).toBe(0);
});

describe.skipIf(kafkaMissing !== undefined)(`a real Kafka ${kafkaMissing ?? ''}`, () => {
  let kafka: TestKafka;
  beforeAll(async () => {
    kafka = await startKafka();
    await createTopics({ brokers: [kafka.brokers], clientId: 'test' }, { partitions: 1, replicas: 1, keepHours: 1 });
  });
  afterAll(() => kafka?.stop());

  test('the process that evaluates publishes changes, keyed by centre, including those made while the broker was away', async () => {
    await new AnnouncementStore(network.database).begin(clock.now);
    const kafkaOptions = { brokers: [kafka.brokers], clientId: 'test' };
    const changes = new KafkaKeyedTopic(kafkaOptions, topicNames({}).alerts);
    await kafka.kill('SIGKILL');
    const id = await course();
    expect(await kept()).toBe(6);
    const { database } = network;
    const module = AlertingModule.forRoot({ database, statuses: new DirectLatestFeed(), changes, stepMs: 50 });
    const app = await NestFactory.createApplicationContext(module, { logger: false });
    await sleep(500);
    expect(await kept()).toBe(6);
    await kafka.restart();
    const messages = await readAlertTopic(kafka.brokers, (all) => all.some(({ change }) => change.kind === 'closed'));
    const own = messages.filter(({ change }) => change.alert.alertId === Number(id));
    expect(onceEach(own).map(({ key, change }) => `${key} ${change.kind}`)).toEqual(
      ['fired', 'notified', 'acknowledged', 'comment', 'cleared', 'closed'].map((kind) => `C1 ${kind}`),
    );
    // The broker's confirmation may have been lost: then they are published once more.
    while ((await kept()) > 0) await sleep(20);
    await app.close();
    await changes.close();
  });
});
