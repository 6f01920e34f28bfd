import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readAddressRange } from '#alerting/adapters/channels/address-ranges.js';
import { screenChannel } from '#alerting/adapters/channels/screen-channel.js';
import { smppChannel } from '#alerting/adapters/channels/smpp-channel.js';
import { webhookChannel } from '#alerting/adapters/channels/webhook-channel.js';
import { PostgresOutbox } from '#alerting/adapters/postgres-outbox.js';
import { PostgresReceipts } from '#alerting/adapters/postgres-receipts.js';
import { PostgresScreenNotices } from '#alerting/adapters/postgres-screen-notices.js';
import { type ChannelOutcome, later, refused } from '#alerting/application/channel.js';
import { LEASE_MS } from '#alerting/application/dispatch-lane.js';
import type { Outbox } from '#alerting/application/outbox.js';
import { makeLog } from '#platform/telemetry/log.js';
import {
  addAlerts,
  addNotifications,
  addPeople,
  clearOutbox,
  dispatch,
  entries,
  testChannel,
  untilStates,
} from '../_support/dispatch-host.js';
import { startReceiver, status } from '../_support/http-receiver.js';
import { startMessageCentre } from '../_support/message-centre.js';
import { startSmallNetwork } from '../_support/small-network.js';

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
  most: number,
  { busy = [], served = [], now = Date.now() + 10 }: { busy?: number[]; served?: number[]; now?: number } = {},
) =>
  new PostgresOutbox(database).claim({
    channel: 'email',
    now,
    most,
    leaseMs: 60_000,
    busyContacts: busy,
    servedContacts: served,
  });

describe('claiming', () => {
  test('what one contact is to be told of one group is one message, under the key of its first row', async () => {
    const [contactId = 0] = await addPeople(database, 1, 'email');
    const alerts = await addAlerts(database, 50);
    await addNotifications(database, [
      ...alerts.map((alertId) => ({ alertId, contactId })),
      { alertId: alerts[0] ?? 0, contactId, group: 'R2/other', step: 1 },
    ]);
    const [message, ...others] = await claim(10);
    expect(others).toEqual([]);
    expect(message).toMatchObject({
      key: `alert ${alerts[0]}/page 1/round 0/step 0/contact ${contactId}`,
      attempts: 1,
      name: 'Person 1',
      timeZone: 'Africa/Nairobi',
    });
    expect(message?.facts.alerts.map(({ alertId }) => alertId)).toEqual(alerts);
    expect(message?.facts.alerts[0]).toMatchObject({
      unit: 'seconds',
      ruleNames: { en: 'A long wait' },
      regionNames: { en: 'North' },
    });
    expect((await claim(10)).map(({ facts }) => facts.alerts.length)).toEqual([1]);
    expect(await claim(10)).toEqual([]);
  });

  test('first pages of new problems come first, and one supervisor starves nobody', async () => {
    const [busy = 0, quiet = 0, fresh = 0] = await addPeople(database, 3, 'email');
    const alerts = await addAlerts(database, 22);
    const flood = alerts.slice(0, 20).map((alertId, index) => ({ alertId, contactId: busy, group: `g${index}` }));
    await addNotifications(database, [
      ...flood,
      { alertId: alerts[20] ?? 0, contactId: quiet },
      { alertId: alerts[21] ?? 0, contactId: fresh, priority: 0 },
    ]);
    const served: number[] = [];
    for (let turn = 0; turn < 4; turn += 1)
      served.push(...(await claim(1, { served })).map(({ contactId }) => contactId));
    expect(served).toEqual([fresh, busy, quiet, busy]);
    expect((await claim(50)).map(({ contactId }) => contactId)).toEqual([busy]);
    expect(await claim(50, { busy: [busy] })).toEqual([]);
  });

  test('many that claim at once share the messages, and each message is whole', async () => {
    const contacts = await addPeople(database, 40, 'email');
    const alerts = await addAlerts(database, 5);
    await addNotifications(
      database,
      contacts.flatMap((contactId) => alerts.map((alertId) => ({ alertId, contactId }))),
    );
    const claimed = (await Promise.all(Array.from({ length: 12 }, () => claim(7)))).flat();
    const rest = await claim(100);
    const all = [...claimed, ...rest];
    expect(claimed.length).toBeGreaterThan(20);
    expect(all.map(({ contactId }) => contactId).sort((a, b) => a - b)).toEqual(contacts);
    expect(all.every(({ facts }) => facts.alerts.length === 5)).toBe(true);
  });

  test('a lease that has run out is claimed again, with the same key and the same rows; what came since waits for its own message', async () => {
    const [contactId = 0] = await addPeople(database, 1, 'email');
    const alerts = await addAlerts(database, 3);
    await addNotifications(
      database,
      alerts.slice(0, 2).map((alertId) => ({ alertId, contactId })),
    );
    const [first] = await claim(10);
    await addNotifications(database, [{ alertId: alerts[2] ?? 0, contactId }]);
    const later = Date.now() + 61_000;
    const [fresh] = await claim(10, { now: later });
    expect(fresh?.facts.alerts.map(({ alertId }) => alertId)).toEqual([alerts[2]]);
    const [second] = await claim(10, { now: later });
    expect(second).toMatchObject({ key: first?.key, attempts: 2 });
    expect(second?.facts.alerts).toHaveLength(2);
  });
});

describe('dispatching', () => {
  test('every message is handed over once, worded, and its timelines say so', async () => {
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
    const told = await entries(database);
    expect(told).toHaveLength(60);
    expect(told[0]).toMatchObject({
      kind: 'sent',
      detail: { channel: 'email', supervisorId: expect.stringMatching(/^s\d+$/), attempts: 1, alerts: 2 },
    });
    expect(await registry.metrics()).toContain('mnara_alert_messages_total{channel="email",outcome="handed_over"} 30');
    expect(failures).toEqual([]);
  });

  test('a server that is down is tried again, longer apart each time, and given up with words', async () => {
    const [contactId = 0] = await addPeople(database, 1, 'email');
    const [alertId = 0] = await addAlerts(database, 1);
    await addNotifications(database, [{ alertId, contactId }]);
    const email = testChannel(() => DOWN);
    const { dispatcher, registry } = dispatch(database, { email });
    await untilStates(database, 'failed');
    await dispatcher.stop();
    const told = await entries(database);
    expect(told.length).toBeGreaterThan(3);
    expect(told.slice(0, -1).every(({ kind }) => kind === 'retried')).toBe(true);
    expect(told[0]?.detail).toMatchObject({
      reason: 'unreachable',
      says: expect.stringContaining('ECONNREFUSED'),
      mend: 'Look at it.',
      attempts: 1,
      again: expect.any(String),
    });
    expect(told.at(-1)).toMatchObject({
      kind: 'failed',
      detail: { outcome: 'given_up', reason: 'unreachable', attempts: told.length },
    });
    expect(new Set(email.messages.map(({ key }) => key)).size).toBe(1);
    const figures = await registry.metrics();
    expect(figures).toContain(`mnara_alert_messages_total{channel="email",outcome="retried"} ${told.length - 1}`);
    expect(figures).toContain('mnara_alert_messages_total{channel="email",outcome="given_up"} 1');
  });

  test('a refusal is for good; a channel that throws, or is not configured, is told too', async () => {
    const [email = 0] = await addPeople(database, 1, 'email');
    const [sms = 0] = await addPeople(database, 1, 'sms');
    const [webhook = 0] = await addPeople(database, 1, 'webhook');
    const [alertId = 0] = await addAlerts(database, 1);
    await addNotifications(
      database,
      [email, sms, webhook].map((contactId) => ({ alertId, contactId })),
    );
    const { dispatcher } = dispatch(database, {
      email: testChannel(() => refused('rejected', 'No such mailbox.', 'Mend the address.')),
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

  test('after a failure of the whole channel one message tries it out, and the others wait without being tried', async () => {
    const contacts = await addPeople(database, 60, 'email');
    const [alertId = 0] = await addAlerts(database, 1);
    await addNotifications(
      database,
      contacts.map((contactId) => ({ alertId, contactId })),
    );
    let isDown = true;
    const email = testChannel(() => (isDown ? { ...DOWN, isWholeChannel: true } : TAKEN));
    const { dispatcher } = dispatch(database, { email }, { atOnce: 5 });
    await sleep(600);
    expect(email.messages.length).toBeLessThanOrEqual(5);
    isDown = false;
    dispatcher.wake();
    await untilStates(database, 'sent');
    await dispatcher.stop();
    expect(email.messages.length).toBeLessThanOrEqual(65);
  });

  test('a contact has one message under way, and one that hangs holds up nobody else', async () => {
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
    for (let waited = 0; email.messages.length < 6 && waited < 2000; waited += 20) await sleep(20);
    await sleep(100);
    expect(email.messages.map(({ supervisorId }) => supervisorId).sort()).toEqual(['s1', 's2', 's3', 's4', 's5', 's6']);
    release.resolve(TAKEN);
    await untilStates(database, 'sent');
    await dispatcher.stop();
    expect(email.messages).toHaveLength(15);
  });

  test('the throttle holds', async () => {
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
    // A bucket of 20 at once, and then 20 a second.
    expect(performance.now() - begun).toBeGreaterThan(950);
  });
});

describe('a process that dies between hand-over and commit', () => {
  /** Sends, and never writes what became of it. */
  const dying = (): Outbox => {
    const real = new PostgresOutbox(database);
    return { claim: (request) => real.claim(request), settle: () => Promise.reject(new Error('killed')) };
  };

  test('the message is sent again with the same key; a receiver that knows it takes it once', async () => {
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
      timeoutMs: 1000,
    };
    const channels = {
      webhook: webhookChannel(config, { resolve: () => Promise.reject(new Error('never')), now: Date.now }),
      dashboard: screenChannel(new PostgresScreenNotices(database, Date.now)),
    };
    const first = dispatch(database, channels, { outbox: dying() });
    for (let waited = 0; first.failures.length === 0 && waited < 2000; waited += 20) await sleep(20);
    await first.dispatcher.stop();
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

  test('one that was only slow writes nothing over what the next one wrote', async () => {
    const [contactId = 0] = await addPeople(database, 1, 'email');
    const [alertId = 0] = await addAlerts(database, 1);
    await addNotifications(database, [{ alertId, contactId }]);
    const outbox = new PostgresOutbox(database);
    const [slow] = await claim(1);
    const [quick] = await claim(1, { now: Date.now() + 61_000 });
    if (slow === undefined || quick === undefined) throw new Error('both claimed it');
    const failed = { kind: 'refused', reason: 'rejected', says: 'No.', mend: 'Mend it.' } as const;
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

describe('delivery receipts', () => {
  const log = makeLog({ service: 'test', level: 'error', shape: 'json', write: () => {} });
  const LIMITS = { bindMs: 1000, answerMs: 500, enquireMs: 60_000, pauseMs: [50, 400] } as const;

  test('a text is delivered when each of its parts is, and failed when one is not', async () => {
    const centre = await startMessageCentre();
    const [first = 0, second = 0] = await addPeople(database, 2, 'sms', '+254700000001');
    const alerts = await addAlerts(database, 2);
    await database.query(`UPDATE mnara.supervisor SET language = 'kk'`);
    await addNotifications(
      database,
      [first, second].map((contactId, index) => ({ alertId: alerts[index] ?? 0, contactId })),
    );
    const receipts = new PostgresReceipts(database);
    const sms = smppChannel(
      { by: 'smpp', url: centre.url, systemId: 'mnara', password: 'secret', from: 'MNARA' },
      { receipts, log, now: Date.now, limits: LIMITS },
    );
    const { dispatcher } = dispatch(database, { sms }, { atOnce: 1 });
    await untilStates(database, 'sent');
    await dispatcher.stop();
    const { rows } = await database.query<{ ids: string[] }>(
      'SELECT array_agg(receipt_id ORDER BY receipt_id) AS ids FROM mnara.message_part GROUP BY message_id ORDER BY 1',
    );
    const [one = [], two = []] = rows.map(({ ids }) => ids);
    expect([one.length, two.length]).toEqual([2, 2]);
    await centre.receipt(one[0] ?? '', 'DELIVRD');
    expect((await entries(database)).map(({ kind }) => kind)).toEqual(['sent', 'sent']);
    await Promise.all([
      centre.receipt(one[1] ?? '', 'DELIVRD'),
      centre.receipt(two[0] ?? '', 'DELIVRD'),
      centre.receipt(two[1] ?? '', 'UNDELIV'),
    ]);
    await centre.receipt(two[1] ?? '', 'DELIVRD');
    await untilStates(database, 'delivered', 'failed');
    const told = (await entries(database)).slice(2);
    expect(told.map(({ kind }) => kind).sort()).toEqual(['delivered', 'failed']);
    expect(told.find(({ kind }) => kind === 'failed')?.detail).toMatchObject({
      outcome: 'not_delivered',
      says: expect.stringContaining('UNDELIV'),
      channel: 'sms',
    });
    await sms.close();
    await centre.stop();
  });

  test('a receipt that comes before the hand-over is written is not lost', async () => {
    const [contactId = 0] = await addPeople(database, 1, 'sms');
    const [alertId = 0] = await addAlerts(database, 1);
    await addNotifications(database, [{ alertId, contactId }]);
    const receipts = new PostgresReceipts(database);
    const sms = testChannel(async () => {
      await receipts.record([{ channel: 'sms', receiptId: 'early', state: 'delivered', says: 'DELIVRD' }], Date.now());
      return { kind: 'handed_over', providerId: 'early', receiptIds: ['early'] };
    });
    const { dispatcher } = dispatch(database, { sms });
    await untilStates(database, 'delivered');
    await dispatcher.stop();
    expect((await entries(database)).map(({ kind }) => kind)).toEqual(['sent', 'delivered']);
  });
});
