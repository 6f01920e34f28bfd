import { setTimeout as sleep } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { AlertingModule } from '#alerting/alerting.module.js';
import type { ChannelOutcome } from '#alerting/delivery/channel.js';
import { channelConfigs, channelSettings } from '#alerting/delivery/channels/channel-settings.js';
import { readConfig } from '#platform/config/read-config.js';
import { DirectLatestFeed } from '#platform/event-log/latest-feed.js';
import { type Database, openDatabase } from '#platform/postgres/database.js';
import { type Listening, listenTo } from '#platform/postgres/listening.js';
import { makeLog } from '#platform/telemetry/log.js';
import type { Outbox } from '#store/messages/outbox.js';
import { PostgresOutbox } from '#store/messages/postgres-outbox.js';
import {
  addAlerts,
  addNotifications,
  addPeople,
  clearOutbox,
  dispatch,
  testChannel,
  untilStates,
} from '../_support/dispatch-host.js';
import { startSmallNetwork } from '../_support/small-network.js';
import { until } from '../_support/until.js';

const TAKEN: ChannelOutcome = { kind: 'handed_over', providerId: undefined, receiptIds: [] };
let network: Awaited<ReturnType<typeof startSmallNetwork>>;
/** As of another process. */
let other: Database;
beforeAll(async () => {
  network = await startSmallNetwork();
  other = openDatabase(network.url, { connections: 2, applicationName: 'other' });
});
beforeEach(() => clearOutbox(network.database));
afterAll(async () => {
  await other?.close();
  await network?.stop();
});

/** Listens to announcements; returns them with a function that ends the listener. */
function listen(database: Database = other) {
  const announced: (string | undefined)[] = [];
  const troubles: unknown[] = [];
  const listening: Listening = listenTo(database, 'mnara_outbox', {
    onNotification: (notification) => announced.push(notification),
    onTrouble: (_, error) => troubles.push(error),
  });
  return { announced, troubles, stop: () => listening.stop() };
}

/** Connections of the application that listen, as the server sees them. */
const listeners = async (application: string): Promise<number | undefined> =>
  (
    await network.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = $1 AND query LIKE 'LISTEN%'`,
      [application],
    )
  ).rows[0]?.n;

async function addMessages(database: Pick<Database, 'query'> = network.database): Promise<void> {
  const contacts = [
    ...(await addPeople(network.database, 2, 'email')),
    ...(await addPeople(network.database, 1, 'sms')),
  ];
  const [alertId = 0] = await addAlerts(network.database, 1);
  await addNotifications(
    database as Database,
    contacts.map((contactId) => ({ alertId, contactId })),
  );
}

test('each channel with new messages is announced once, with the commit; control: not before it, and not after a rollback', async () => {
  const { announced, stop } = listen();
  await until('the connection', () => announced.length === 1);
  await network.database.transaction(async (tx) => {
    await addMessages(tx);
    await sleep(100);
    expect(announced).toEqual([undefined]);
  });
  await until('the announcements', () => announced.length === 3);
  expect(announced.slice(1).sort()).toEqual(['email', 'sms']);
  const undone = network.database.transaction(async (tx) => {
    await addNotifications(tx, [{ alertId: 1, contactId: 1, step: 9 }]);
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow();
  await sleep(100);
  expect(announced).toHaveLength(3);
  await stop();
});

test('a lost connection is made again, and reports that announcements may have been missed', async () => {
  const { announced, troubles, stop } = listen();
  await until('the connection', () => announced.length === 1);
  await network.database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'other' AND query LIKE 'LISTEN%'`,
  );
  await until('a new connection', () => announced.length === 2);
  expect(announced).toEqual([undefined, undefined]);
  expect(troubles.length).toBeGreaterThan(0);
  await addMessages();
  await until('the announcement on the new connection', () => announced.includes('email'));
  await stop();
  // Its connection does not return to the pool, where it would continue to listen. The server needs a moment to see
  // that it is gone.
  await until('the end of the connection', async () => (await listeners('other')) === 0);
});

test('an alerting process listens as long as it runs, and hands over messages that any other process adds to the outbox', async () => {
  const own = openDatabase(network.url, { connections: 9, applicationName: 'alerting' });
  const channels = channelConfigs(readConfig(z.object(channelSettings()), {}, { allowKnownSecrets: false }));
  const log = makeLog({ service: 'test', level: 'error', shape: 'json', write: () => {} });
  const module = AlertingModule.forRoot({
    database: own,
    statuses: new DirectLatestFeed(),
    dispatch: { channels, log },
  });
  const app = await NestFactory.createApplicationContext(module, { logger: false });
  await until('the listener', async () => (await listeners('alerting')) === 1);
  const medianMs = async (): Promise<number> => {
    await clearOutbox(other);
    const contacts = await addPeople(other, 40, 'dashboard');
    const [alertId = 0] = await addAlerts(other, 1);
    for (const contactId of contacts) {
      await addNotifications(other, [{ alertId, contactId }]);
      await untilStates(other, 'sent');
    }
    const { rows } = await other.query<{ ms: number }>(
      `SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY extract(epoch
        FROM sent_at - created_at) * 1000)::float8 AS ms FROM mnara.notification`,
    );
    return Math.round(rows[0]?.ms ?? Number.NaN);
  };
  const announcements = await medianMs();
  // Without announcements everything is handed over too, by the dispatcher's own checks.
  await other.query('ALTER TABLE mnara.notification DISABLE TRIGGER notification_tells_dispatchers');
  const withoutAnnouncements = await medianMs();
  await other.query('ALTER TABLE mnara.notification ENABLE TRIGGER notification_tells_dispatchers');
  console.log(
    `from the outbox to the hand-over, median of 40: ${announcements} ms with announcements, ${withoutAnnouncements} ms without`,
  );
  await app.close();
  await until('the end of its connection', async () => (await listeners('alerting')) === 0);
  await own.close();
});

test('a woken dispatcher checks at once, in the given channel only; control: without an announcement it waits for its next check', async () => {
  const claims: string[] = [];
  const real = new PostgresOutbox(network.database);
  const outbox: Outbox = {
    claim: (request) => {
      claims.push(request.channel);
      return real.claim(request);
    },
    settle: (settled) => real.settle(settled),
  };
  const email = testChannel(() => TAKEN);
  const { dispatcher } = dispatch(network.database, { email }, { outbox });
  const { announced, stop } = listen();
  await until('the connection', () => announced.length === 1);
  const count = (channel: string): number => claims.filter((one) => one === channel).length;
  await until('a first check', () => count('email') > 0 && count('sms') > 0);
  const [mails, texts] = [count('email'), count('sms')];
  const startedAt = performance.now();
  for (let turns = 1; turns <= 20; turns += 1) {
    dispatcher.wake('email');
    await until('a check', () => count('email') >= mails + turns);
  }
  // If the other channel had been woken too, it would have as many checks; by itself it checks four times a second, on
  // a machine of any speed.
  expect(count('sms') - texts).toBeLessThanOrEqual(2 + (performance.now() - startedAt) / 250);
  await stop();
  await dispatcher.stop();
});
