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

/** Hears what is told, with what to end. */
function listen(database: Database = other) {
  const heard: (string | undefined)[] = [];
  const troubles: unknown[] = [];
  const listening: Listening = listenTo(database, 'mnara_outbox', {
    onNotification: (payload) => heard.push(payload),
    onTrouble: (_, error) => troubles.push(error),
  });
  return { heard, troubles, stop: () => listening.stop() };
}

/** Connections of the application that hear, as the server sees them. */
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

test('each channel that got messages is told once, with the commit; control: not before it, and nothing after a rollback', async () => {
  const { heard, stop } = listen();
  await until('the connection', () => heard.length === 1);
  await network.database.transaction(async (tx) => {
    await addMessages(tx);
    await sleep(100);
    expect(heard).toEqual([undefined]);
  });
  await until('what was told', () => heard.length === 3);
  expect(heard.slice(1).sort()).toEqual(['email', 'sms']);
  const undone = network.database.transaction(async (tx) => {
    await addNotifications(tx, [{ alertId: 1, contactId: 1, step: 9 }]);
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow();
  await sleep(100);
  expect(heard).toHaveLength(3);
  await stop();
});

test('a connection that is lost is made again, and says that something may have been missed', async () => {
  const { heard, troubles, stop } = listen();
  await until('the connection', () => heard.length === 1);
  await network.database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'other' AND query LIKE 'LISTEN%'`,
  );
  await until('a new connection', () => heard.length === 2);
  expect(heard).toEqual([undefined, undefined]);
  expect(troubles.length).toBeGreaterThan(0);
  await addMessages();
  await until('what is told on the new one', () => heard.includes('email'));
  await stop();
  // Its connection does not go back into the pool, where it would go on to hear. The server needs a moment to see that
  // it is gone.
  await until('the end of the connection', async () => (await listeners('other')) === 0);
});

test('an alerting process listens for as long as it runs, and hands over what any other process puts into the outbox', async () => {
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
  const told = await medianMs();
  // Without a word everything is handed over too, at the dispatcher's own turns.
  await other.query('ALTER TABLE mnara.notification DISABLE TRIGGER notification_tells_dispatchers');
  const untold = await medianMs();
  await other.query('ALTER TABLE mnara.notification ENABLE TRIGGER notification_tells_dispatchers');
  console.log(`from the outbox to the hand-over, median of 40: ${told} ms told, ${untold} ms untold`);
  await app.close();
  await until('the end of its connection', async () => (await listeners('alerting')) === 0);
  await own.close();
});

test('a dispatcher that is woken looks at once, in the channel that is meant only; control: without a word it waits for its turn', async () => {
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
  const { heard, stop } = listen();
  await until('the connection', () => heard.length === 1);
  const count = (channel: string): number => claims.filter((one) => one === channel).length;
  await until('a first turn', () => count('email') > 0 && count('sms') > 0);
  const [mails, texts] = [count('email'), count('sms')];
  const startedAt = performance.now();
  for (let turns = 1; turns <= 20; turns += 1) {
    dispatcher.wake('email');
    await until('a turn', () => count('email') >= mails + turns);
  }
  // Woken with it, the other would have had as many turns; by itself it looks four times a second, however long all
  // this took.
  expect(count('sms') - texts).toBeLessThanOrEqual(2 + (performance.now() - startedAt) / 250);
  await stop();
  await dispatcher.stop();
});
