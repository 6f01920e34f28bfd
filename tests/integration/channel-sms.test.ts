import { setTimeout as sleep } from 'node:timers/promises';
import type { Pdu } from 'smpp';
import smpp from 'smpp';
import { afterEach, describe, expect, test } from 'vitest';
import type { Channel } from '#alerting/delivery/channel.js';
import { smppChannel } from '#alerting/delivery/channels/sms/smpp-channel.js';
import type { SmppLimits } from '#alerting/delivery/channels/sms/smpp-link.js';
import { makeLog } from '#platform/telemetry/log.js';
import type { DeliveryReceipt, DeliveryReceipts } from '#store/messages/outbox.js';
import { makeCertificate } from '../_support/certificate.js';
import { channelMessage } from '../_support/channel-message.js';
import { startMessageCentre, textOf } from '../_support/message-centre.js';
import { until } from '../_support/until.js';

/**
 * A message centre that responds has all the time that a slow machine needs; one that does not respond is given up
 * soon.
 */
const LIMITS: SmppLimits = {
  bindMs: 30_000,
  answerMs: 30_000,
  enquireMs: 60_000,
  pauses: { firstMs: 50, maxMs: 400 },
};
const IMPATIENT: SmppLimits = { ...LIMITS, bindMs: 1000, answerMs: 250 };
const STATUS = (name: string): number => smpp.errors[name] ?? Number.NaN;
const KAZAKH = `Сыни: Ұзақ күту, Қызылорда ХҚКО. Басқа ешкім шақырылмауы үшін оны өз бетінде қабылдаңыз, ${'ғ'.repeat(60)}`;

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function startCentre(options?: Parameters<typeof startMessageCentre>[0]) {
  const centre = await startMessageCentre(options);
  ends.push(() => centre.stop().catch(() => undefined));
  return centre;
}

const lines: string[] = [];
const log = makeLog({ service: 'test', level: 'debug', shape: 'json', write: (line) => lines.push(line) });

function open(
  url: string,
  {
    password = 'secret',
    receipts = { record: () => Promise.resolve() },
    trust = {},
    limits = LIMITS,
  }: {
    password?: string;
    receipts?: DeliveryReceipts;
    trust?: { ca?: string };
    limits?: SmppLimits;
  } = {},
): Channel {
  const channel = smppChannel(
    { by: 'smpp', url, systemId: 'mnara', password, from: 'MNARA' },
    { receipts, log, now: Date.now, limits, trust },
  );
  ends.push(() => channel.close());
  return channel;
}
const sms = (brief: string, more = {}) => channelMessage({ address: '+254 700-000 001', brief, ...more });
const joining = ({ short_message: body }: Pdu) => [...(body?.udh?.[0] ?? [])];

describe('SMS by SMPP', () => {
  test('a short text is sent as one part, with sender, number and a request for a receipt', async () => {
    const centre = await startCentre();
    expect(await open(centre.url).send(sms('Critical: A long wait, Kisumu'))).toEqual({
      kind: 'handed_over',
      providerId: 'm1',
      receiptIds: ['m1'],
    });
    expect(centre.parts).toHaveLength(1);
    expect(centre.parts[0]).toMatchObject({
      destination_addr: '254700000001',
      source_addr: 'MNARA',
      source_addr_ton: 5,
      data_coding: 0,
      registered_delivery: 1,
    });
    expect(textOf(centre.parts)).toBe('Critical: A long wait, Kisumu');
  });

  test('a long Kazakh text is sent as UCS-2 parts that a phone can join', async () => {
    const centre = await startCentre();
    expect(await open(centre.url).send(sms(KAZAKH))).toMatchObject({
      kind: 'handed_over',
      receiptIds: ['m1', 'm2', 'm3'],
    });
    expect(centre.parts.map(({ data_coding }) => data_coding)).toEqual([8, 8, 8]);
    expect(textOf(centre.parts)).toBe(KAZAKH);
    const headers = centre.parts.map(joining);
    expect(headers.map((header) => header.slice(-2))).toEqual([
      [3, 1],
      [3, 2],
      [3, 3],
    ]);
    expect(new Set(headers.map((header) => header.at(-3))).size).toBe(1);
  });

  test('throttled in the middle: the rest is sent with the next attempt, and nothing twice', async () => {
    const centre = await startCentre();
    centre.state.behaviour = (_, place) => (place === 1 ? STATUS('ESME_RTHROTTLED') : 0);
    const channel = open(centre.url);
    expect(await channel.send(sms(KAZAKH))).toMatchObject({ kind: 'later', reason: 'throttled', isWholeChannel: true });
    centre.state.behaviour = () => 0;
    expect(await channel.send(sms(KAZAKH))).toMatchObject({ kind: 'handed_over', receiptIds: ['m1', 'm2', 'm3'] });
    expect(textOf(centre.parts)).toBe(KAZAKH);
  });

  test.each([
    ['ESME_RINVDSTADR', 'refused', 'bad_address'],
    ['ESME_RX_R_APPN', 'refused', 'rejected'],
    ['ESME_RMSGQFUL', 'later', 'throttled'],
    ['ESME_RSYSERR', 'later', 'provider_fault'],
    ['ESME_RINVSRCADR', 'later', 'rejected'],
  ])('the status %s has the right outcome', async (name, kind, reason) => {
    const centre = await startCentre();
    centre.state.behaviour = () => STATUS(name);
    expect(await open(centre.url).send(sms('x'))).toMatchObject({ kind, reason, says: expect.stringContaining(name) });
  });

  test('an invalid number is rejected before anything is sent', async () => {
    const centre = await startCentre();
    expect(await open(centre.url).send(channelMessage({ address: '0700 or so' }))).toMatchObject({
      kind: 'refused',
      reason: 'bad_address',
    });
    expect(centre.parts).toEqual([]);
  });

  test('a receipt is recorded before it is confirmed; one that cannot be recorded is requested again', async () => {
    const centre = await startCentre();
    const recorded: DeliveryReceipt[] = [];
    let isBroken = true;
    const record = (receipts: readonly DeliveryReceipt[]): Promise<void> => {
      if (isBroken) return Promise.reject(new Error('the database is away'));
      recorded.push(...receipts);
      return Promise.resolve();
    };
    await open(centre.url, { receipts: { record } }).send(sms('x'));
    expect(await centre.receipt('m1', 'DELIVRD')).toBe(STATUS('ESME_RX_T_APPN'));
    isBroken = false;
    expect(await centre.receipt('m1', 'DELIVRD')).toBe(0);
    expect(await centre.receipt('m2', 'UNDELIV')).toBe(0);
    expect(await centre.receipt('m3', 'ENROUTE')).toBe(0);
    expect(recorded).toEqual([
      { channel: 'sms', receiptId: 'm1', state: 'delivered', says: 'DELIVRD, error 000' },
      { channel: 'sms', receiptId: 'm2', state: 'failed', says: 'UNDELIV, error 000' },
    ]);
  });

  test('a missing answer is given up in time', async () => {
    const centre = await startCentre();
    centre.state.behaviour = () => 'silent';
    expect(await open(centre.url, { limits: IMPATIENT }).send(sms('x'))).toMatchObject({
      kind: 'later',
      reason: 'timed_out',
      isWholeChannel: true,
    });
  });

  test('a wrong password is reported, and is in no log', async () => {
    const centre = await startCentre();
    lines.length = 0;
    const outcome = await open(centre.url, { password: 'hunter2' }).send(sms('x'));
    expect(outcome).toMatchObject({ kind: 'later', reason: 'not_authorised', isWholeChannel: true });
    expect(JSON.stringify(outcome) + lines.join('')).not.toContain('hunter2');
  });

  test('over TLS a text and its receipt arrive as without TLS', async () => {
    const certificate = makeCertificate();
    const centre = await startCentre({ certificate });
    expect(centre.url).toMatch(/^ssmpp:/);
    const recorded: DeliveryReceipt[] = [];
    const record = async (receipts: readonly DeliveryReceipt[]) => void recorded.push(...receipts);
    const channel = open(centre.url, { receipts: { record }, trust: { ca: certificate.cert } });
    expect(await channel.send(sms(KAZAKH))).toMatchObject({ kind: 'handed_over', receiptIds: ['m1', 'm2', 'm3'] });
    expect(textOf(centre.parts)).toBe(KAZAKH);
    expect(await centre.receipt('m1', 'DELIVRD')).toBe(0);
    expect(recorded).toMatchObject([{ receiptId: 'm1', state: 'delivered' }]);
  });

  test.each([
    ['an untrusted certificate', makeCertificate(), {}],
    ['a certificate of another name', makeCertificate('DNS:smsc.example'), undefined],
  ])('over TLS %s stops the channel, and neither password nor text is disclosed', async (_, certificate, trust) => {
    const centre = await startCentre({ certificate });
    const outcome = await open(centre.url, { trust: trust ?? { ca: certificate.cert } }).send(sms('x'));
    expect(outcome).toMatchObject({ kind: 'later', reason: 'unreachable', isWholeChannel: true });
    expect([centre.state.binds, centre.parts]).toEqual([0, []]);
  });

  test('a message centre without encryption is not used when TLS is configured', async () => {
    const centre = await startCentre();
    const outcome = await open(centre.url.replace('smpp:', 'ssmpp:'), { limits: IMPATIENT }).send(sms('x'));
    expect(outcome).toMatchObject({ kind: 'later', isWholeChannel: true });
    expect(centre.state.binds).toBe(0);
  });

  test('the link is restored after the message centre was away', async () => {
    const first = await startCentre();
    const channel = open(first.url);
    expect(await channel.send(sms('one'))).toMatchObject({ kind: 'handed_over' });
    await first.stop();
    await sleep(50);
    expect(await channel.send(sms('two'))).toMatchObject({
      kind: 'later',
      reason: 'unreachable',
      isWholeChannel: true,
    });
    const second = await startCentre({ port: first.port });
    await until('a new bind', () => second.state.binds > 0);
    let sent = await channel.send(sms('two'));
    // The channel may still wait for the answer to its bind.
    while (sent.kind === 'later') sent = await channel.send(sms('two'));
    expect(sent).toMatchObject({ kind: 'handed_over' });
    expect(textOf(second.parts)).toBe('two');
  });

  test('a message centre that does not respond to enquire_link is disconnected and bound again', async () => {
    const centre = await startCentre({ enquiries: false });
    open(centre.url, { limits: { ...IMPATIENT, enquireMs: 100 } });
    await until('a second bind', () => centre.state.binds > 1);
    expect(centre.state.enquiries).toBeGreaterThan(0);
  });

  test('control: one that responds stays bound', async () => {
    const centre = await startCentre();
    open(centre.url, { limits: { ...LIMITS, enquireMs: 100 } });
    await until('three enquiries', () => centre.state.enquiries > 2);
    expect(centre.state.binds).toBe(1);
  });
});
