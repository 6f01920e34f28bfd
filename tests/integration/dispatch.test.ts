import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ChannelOutcome, later, refused } from '#alerting/delivery/channel.js';
import { screenChannel } from '#alerting/delivery/channels/screen/screen-channel.js';
import { readAddressRange } from '#alerting/delivery/channels/webhook/address-ranges.js';
import { webhookChannel } from '#alerting/delivery/channels/webhook/webhook-channel.js';
import { LEASE_MS } from '#alerting/delivery/dispatch-lane.js';
import type { Outbox } from '#store/messages/outbox.js';
import { PostgresOutbox } from '#store/messages/postgres-outbox.js';
import { ScreenNoticeStore } from '#store/messages/screen-notice-store.js';
import {
  addAlerts,
  addNotifications,
  addPeople,
  clearOutbox,
  dispatch,
  entries,
  QUICK,
  testChannel,
  untilStates,
} from '../_support/dispatch-host.js';
import { startReceiver, status } from '../_support/http-receiver.js';
import { startSmallNetwork } from '../_support/small-network.js';
import { until } from '../_support/until.js';

const TAKEN: ChannelOutcome = { kind: 'handed_over', providerId: 'p', receiptIds: [] };
const DOWN = later('unreachable', 'The server cannot be reached: ECONNREFUSED.', 'Look at it.', {
  isWholeChannel: false,
});

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let database: typeof network.database;
beforeAll(async () => {
  network = await startSmallNetwork();
  ({ database } = network);
});
beforeEach(() => clearOutbox(database));
afterAll(() => network.stop());

const claim = (
  max: number,
  { busy = [], served = [], now = Date.now() + 10 }: { busy?: number[]; served?: number[]; now?: number } = {},
) =>
  new PostgresOutbox(database).claim({
    channel: 'email',
    now,
    max,
    leaseMs: 60_000,
    busyContacts: busy,
    servedContacts: served,
  });

describe('dispatching', () => {
  test('every message is handed over once, worded, and its timelines record it', async () => {
    const contacts = await addPeople(database, 30, 'email', 'x@example.test');
    const alerts = await addAlerts(database, 2);
    await addNotifications(
      database,
      contacts.flatMap((contactId) => alerts.map((alertId) => ({ alertId, contactId }))),
    );
    const email = testChannel(() => TAKEN);
    const { dispatcher, registry, failures } = dispatch(database, { email });
    await untilStates(database, 'sent');
    await dispatcher.stop();
    expect(email.messages).toHaveLength(30);
    expect(email.messages[0]).toMatchObject({
      subject: 'Critical: A long wait, alerts: 2, North',
      link: 'https://mnara.example/alerts',
    });
    const retried = await entries(database);
    expect(retried).toHaveLength(60);
    expect(retried[0]).toMatchObject({
      kind: 'sent',
      detail: { channel: 'email', supervisorId: expect.stringMatching(/^s\d+$/), attempts: 1, alerts: 2 },
    });
    expect(await registry.metrics()).toContain('mnara_alert_messages_total{channel="email",outcome="handed_over"} 30');
    expect(failures).toEqual([]);
  });

  test('a server that is down is retried, with longer pauses, and given up with a reason', async () => {
    const [contactId = 0] = await addPeople(database, 1, 'email');
    const [alertId = 0] = await addAlerts(database, 1);
    await addNotifications(database, [{ alertId, contactId }]);
    const email = testChannel(() => DOWN);
    const { dispatcher, registry } = dispatch(database, { email });
    await untilStates(database, 'failed');
    await dispatcher.stop();
    const retried = await entries(database);
    expect(retried.length).toBeGreaterThanOrEqual(QUICK.minAttempts);
    expect(retried.slice(0, -1).every(({ kind }) => kind === 'retried')).toBe(true);
    expect(retried[0]?.detail).toMatchObject({
      reason: 'unreachable',
      says: expect.stringContaining('ECONNREFUSED'),
      mend: 'Look at it.',
      attempts: 1,
      again: expect.any(String),
    });
    expect(retried.at(-1)).toMatchObject({
      kind: 'failed',
      detail: { outcome: 'given_up', reason: 'unreachable', attempts: retried.length },
    });
    expect(new Set(email.messages.map(({ key }) => key)).size).toBe(1);
    const figures = await registry.metrics();
    expect(figures).toContain(`mnara_alert_messages_total{channel="email",outcome="retried"} ${retried.length - 1}`);
    expect(figures).toContain('mnara_alert_messages_total{channel="email",outcome="given_up"} 1');
  });

  test('a refusal is final; a channel that throws, or is not configured, is recorded too', async () => {
    const [email = 0] = await addPeople(database, 1, 'email');
    const [sms = 0] = await addPeople(database, 1, 'sms');
    const [webhook = 0] = await addPeople(database, 1, 'webhook');
    const [alertId = 0] = await addAlerts(database, 1);
    await addNotifications(
      database,
      [email, sms, webhook].map((contactId) => ({ alertId, contactId })),
    );
    const { dispatcher } = dispatch(database, {
      email: testChannel(() => refused('rejected', 'No such mailbox.', 'Correct the address.')),
      webhook: testChannel(() => Promise.reject(new TypeError('a bug'))),
    });
    await untilStates(database, 'failed');
    await dispatcher.stop();
    const final = (await entries(database))
      .filter(({ kind }) => kind === 'failed')
      .map(({ detail }) => [detail['channel'], detail['outcome'], detail['says']]);
    expect(new Map(final.map(([channel, ...rest]) => [channel, rest]))).toEqual(
      new Map([
        ['email', ['refused', 'No such mailbox.']],
        ['sms', ['refused', 'No.']],
        ['webhook', ['given_up', expect.stringContaining('a bug')]],
      ]),
    );
  });

  test('after a failure of the whole channel one message tests it, and the others wait without an attempt', async () => {
    const contacts = await addPeople(database, 60, 'email');
    const [alertId = 0] = await addAlerts(database, 1);
    await addNotifications(
      database,
      contacts.map((contactId) => ({ alertId, contactId })),
    );
    let isDown = true;
    const email = testChannel(() => (isDown ? { ...DOWN, isWholeChannel: true } : TAKEN));
    // The clock stands still while the channel is down, so that its pause of a second does not end by itself.
    const downAt = Date.now();
    const now = (): number => (isDown ? downAt : Date.now() + 1_000);
    const { dispatcher } = dispatch(database, { email }, { atOnce: 5, now });
    await until('five messages were tried', () => email.messages.length >= 5);
    for (let turn = 0; turn < 20; turn += 1) {
      dispatcher.wake();
      await sleep(20);
    }
    expect(email.messages).toHaveLength(5);
    isDown = false;
    dispatcher.wake();
    await untilStates(database, 'sent');
    await dispatcher.stop();
    expect(email.messages.length).toBeLessThanOrEqual(65);
  });

  test('a contact has one message being sent, and one that hangs delays no other contact', async () => {
    const [hanging = 0, ...others] = await addPeople(database, 6, 'email');
    const alerts = await addAlerts(database, 10);
    await addNotifications(
      database,
      alerts.map((alertId, index) => ({ alertId, contactId: hanging, group: `g${index}` })),
    );
    await addNotifications(
      database,
      others.map((contactId) => ({ alertId: alerts[0] ?? 0, contactId })),
    );
    const release = Promise.withResolvers<ChannelOutcome>();
    const email = testChannel(({ supervisorId }) => (supervisorId === 's1' ? release.promise : TAKEN));
    const { dispatcher } = dispatch(database, { email }, { atOnce: 4 });
    while (email.messages.length < 6) await sleep(20);
    await sleep(100);
    expect(email.messages.map(({ supervisorId }) => supervisorId).sort()).toEqual(['s1', 's2', 's3', 's4', 's5', 's6']);
    release.resolve(TAKEN);
    await untilStates(database, 'sent');
    await dispatcher.stop();
    expect(email.messages).toHaveLength(15);
  });

  test('the rate limit holds', async () => {
    const contacts = await addPeople(database, 40, 'email');
    const [alertId = 0] = await addAlerts(database, 1);
    await addNotifications(
      database,
      contacts.map((contactId) => ({ alertId, contactId })),
    );
    const email = testChannel(() => TAKEN);
    const begun = performance.now();
    const { dispatcher } = dispatch(database, { email }, { perSecond: 20 });
    await untilStates(database, 'sent');
    await dispatcher.stop();
    // A burst of 20, and then 20 a second.
    expect(performance.now() - begun).toBeGreaterThan(950);
  });
});

describe('a process that dies between hand-over and commit', () => {
  /** Sends, and never records the outcome. */
  const dying = (): Outbox => {
    const real = new PostgresOutbox(database);
    return { claim: (request) => real.claim(request), settle: () => Promise.reject(new Error('killed')) };
  };

  test('the message is sent again with the same key; a receiver that knows the key accepts it once', async () => {
    const range = readAddressRange('127.0.0.0/8');
    const receiver = await startReceiver(status(204));
    const [hook = 0] = await addPeople(database, 1, 'webhook', `http://127.0.0.1:${receiver.port}/`);
    const [screen = 0] = await addPeople(database, 1, 'dashboard');
    const [alertId = 0] = await addAlerts(database, 1);
    await addNotifications(
      database,
      [hook, screen].map((contactId) => ({ alertId, contactId })),
    );
    const config = {
      secrets: [`whsec_${Buffer.alloc(32).toString('base64')}`],
      privateRanges: range === undefined ? [] : [range],
      timeoutMs: 30_000,
    };
    const channels = {
      webhook: webhookChannel(config, { resolve: () => Promise.reject(new Error('never')), now: Date.now }),
      dashboard: screenChannel(new ScreenNoticeStore(database, Date.now)),
    };
    const first = dispatch(database, channels, { outbox: dying() });
    // Each channel is served separately. Every claimed message is sent before the dispatcher stops.
    const untaken = async (): Promise<number | undefined> =>
      (await database.query<{ n: number }>('SELECT count(*)::int AS n FROM mnara.notification WHERE attempts = 0'))
        .rows[0]?.n;
    while ((await untaken()) !== 0) await sleep(20);
    await first.dispatcher.stop();
    expect(first.failures).not.toEqual([]);
    expect(await entries(database)).toEqual([]);

    const second = dispatch(database, channels, { now: () => Date.now() + LEASE_MS + 1000 });
    await untilStates(database, 'sent');
    await second.dispatcher.stop();
    const ids = receiver.requests.map(({ headers }) => headers['webhook-id']);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    const { rows } = await database.query<{ n: number }>('SELECT count(*)::int AS n FROM mnara.screen_notice');
    expect(rows[0]?.n).toBe(1);
    expect((await entries(database)).map(({ kind, detail }) => [kind, detail['attempts']])).toEqual([
      ['sent', 2],
      ['sent', 2],
    ]);
    await receiver.stop();
  });

  test('a slow process writes nothing over the record of the next one', async () => {
    const [contactId = 0] = await addPeople(database, 1, 'email');
    const [alertId = 0] = await addAlerts(database, 1);
    await addNotifications(database, [{ alertId, contactId }]);
    const outbox = new PostgresOutbox(database);
    const [slow] = await claim(1);
    const [quick] = await claim(1, { now: Date.now() + 61_000 });
    if (slow === undefined || quick === undefined) throw new Error('both claimed it');
    const failed = { kind: 'refused', reason: 'rejected', says: 'No.', fix: 'Fix it.' } as const;
    await outbox.settle([
      {
        channel: 'email',
        message: quick,
        settlement: { kind: 'handed_over', providerId: undefined, receiptIds: [] },
        at: Date.now(),
      },
    ]);
    await outbox.settle([{ channel: 'email', message: slow, settlement: failed, at: Date.now() }]);
    expect((await entries(database)).map(({ kind }) => kind)).toEqual(['sent']);
    await untilStates(database, 'sent');
  });
});
