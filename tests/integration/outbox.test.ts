import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { smppChannel } from '#alerting/delivery/channels/sms/smpp-channel.js';
import { makeLog } from '#platform/telemetry/log.js';
import { PostgresOutbox } from '#store/messages/postgres-outbox.js';
import { PostgresReceipts } from '#store/messages/postgres-receipts.js';
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
import { startMessageCentre } from '../_support/message-centre.js';
import { startSmallNetwork } from '../_support/small-network.js';

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

describe('claiming', () => {
  test('messages for one contact in one group are one message, under the key of its first row', async () => {
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

  test('first pages of new problems come first, and one supervisor does not block the others', async () => {
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

  test('many concurrent claims share the messages, and each message is whole', async () => {
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

  test('an expired lease is claimed again, with the same key and the same rows; later rows wait for their own message', async () => {
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

describe('delivery receipts', () => {
  const log = makeLog({ service: 'test', level: 'error', shape: 'json', write: () => {} });
  const LIMITS = {
    bindMs: 30_000,
    answerMs: 30_000,
    enquireMs: 60_000,
    pauses: { firstMs: 50, maxMs: 400 },
  } as const;

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
    const waitingMessages = (await entries(database)).slice(2);
    expect(waitingMessages.map(({ kind }) => kind).sort()).toEqual(['delivered', 'failed']);
    expect(waitingMessages.find(({ kind }) => kind === 'failed')?.detail).toMatchObject({
      outcome: 'not_delivered',
      says: expect.stringContaining('UNDELIV'),
      channel: 'sms',
    });
    await sms.close();
    await centre.stop();
  });

  test('a receipt that arrives before the hand-over is written is not lost', async () => {
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
