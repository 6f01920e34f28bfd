import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readAddressRange } from '#alerting/delivery/channels/webhook/address-ranges.js';
import { webhookChannel } from '#alerting/delivery/channels/webhook/webhook-channel.js';
import type { WebhookConfig } from '#alerting/delivery/channels/webhook/webhook-settings.js';
import type { ResolveName } from '#alerting/delivery/channels/webhook/webhook-target.js';
import { makeCertificate } from '../_support/certificate.js';
import { alertFacts, channelMessage } from '../_support/channel-message.js';
import { startReceiver, status } from '../_support/http-receiver.js';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const BEFORE = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
const LOOPBACK = readAddressRange('127.0.0.0/8');
if (LOOPBACK === undefined) throw new Error('127.0.0.0/8 is a range');

const certificate = makeCertificate('DNS:desk.example');
let receiver: Awaited<ReturnType<typeof startReceiver>>;
beforeAll(async () => {
  receiver = await startReceiver(status(204), certificate);
});
beforeEach(() => {
  receiver.requests.length = 0;
  receiver.answerWith(status(204));
});
afterAll(() => receiver.stop());

const toLoopback: ResolveName = () => Promise.resolve(['127.0.0.1']);
const open = (more: Partial<WebhookConfig> = {}, resolve: ResolveName = toLoopback) =>
  webhookChannel(
    { secrets: [SECRET], privateRanges: [LOOPBACK], timeoutMs: 30_000, ...more },
    { resolve, now: Date.now, ca: certificate.cert },
  );
const hook = (path = '/alerts', more = {}) =>
  channelMessage({ address: `https://desk.example:${receiver.port}${path}`, ...more });

describe('webhooks', () => {
  test('are signed, carry a key that stays the same, and describe the alert', async () => {
    expect(await open({ secrets: [SECRET, BEFORE] }).send(hook())).toEqual({
      kind: 'handed_over',
      providerId: undefined,
      receiptIds: [],
    });
    await open().send(hook());
    const [first, second] = receiver.requests;
    if (first === undefined || second === undefined) throw new Error('two were sent');
    for (const secret of [SECRET, BEFORE])
      expect(() => new Webhook(secret).verify(first.body, first.headers as Record<string, string>)).not.toThrow();
    expect(() => new Webhook(SECRET).verify(`${first.body} `, first.headers as Record<string, string>)).toThrow(
      'No matching signature',
    );
    expect(() => new Webhook(BEFORE).verify(second.body, second.headers as Record<string, string>)).toThrow(
      'No matching signature',
    );
    expect(first.headers['webhook-id']).toMatch(/^msg_[0-9a-f]{32}$/);
    expect(first.headers['idempotency-key']).toBe(first.headers['webhook-id']);
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
    expect(first.headers['host']).toBe(`desk.example:${receiver.port}`);
    expect(JSON.parse(first.body)).toMatchObject({
      type: 'mnara.page',
      supervisorId: 'ann',
      severity: 'critical',
      alerts: [{ alertId: 7, ruleId: 'long_wait', value: 2520, firedAt: '2026-11-24T07:05:00.000Z' }],
      more: 0,
    });
  });

  test('a group of hundreds stays a small body', async () => {
    const alerts = Array.from({ length: 500 }, (_, alertId) => alertFacts({ alertId }));
    await open().send(hook('/', { facts: { kind: 'page', severity: 'critical', alerts, words: undefined } }));
    const body = JSON.parse(receiver.requests[0]?.body ?? '');
    expect([body.alerts.length, body.more]).toEqual([100, 400]);
    expect(receiver.requests[0]?.body.length).toBeLessThan(65_536);
  });

  test.each([
    [301, 'refused', 'redirected'],
    [307, 'refused', 'redirected'],
    [400, 'refused', 'rejected'],
    [401, 'refused', 'not_authorised'],
    [410, 'refused', 'rejected'],
    [409, 'later', 'provider_fault'],
    [429, 'later', 'throttled'],
    [500, 'later', 'provider_fault'],
    [503, 'later', 'provider_fault'],
  ])('an answer of %i has the right outcome', async (code, kind, reason) => {
    receiver.answerWith(
      status(code, 'because', { location: `https://desk.example:${receiver.port}/other`, 'retry-after': '5' }),
    );
    const outcome = await open().send(hook());
    expect(outcome).toMatchObject({ kind, reason });
    if (outcome.kind === 'later') expect(outcome).toMatchObject({ retryAfterMs: 5000, isWholeChannel: false });
    expect(receiver.requests.map(({ path }) => path)).toEqual(['/alerts']);
  });

  test('a slow receiver, one that never ends, and one with an endless answer take no longer than their limit', async () => {
    const impatient = open({ timeoutMs: 700 });
    receiver.answerWith(() => {});
    expect(await impatient.send(hook())).toMatchObject({ kind: 'later', reason: 'timed_out' });
    receiver.answerWith((_, response) => response.writeHead(200).write('x'));
    expect(await impatient.send(hook())).toMatchObject({ kind: 'later', reason: 'timed_out' });
    receiver.answerWith((_, response) => {
      response.writeHead(200);
      const more = (): boolean => !response.destroyed && response.write('x'.repeat(65_536), () => setImmediate(more));
      more();
    });
    expect(await open().send(hook())).toMatchObject({ kind: 'handed_over' });
  });

  test('a receiver that is down, an unknown name, a name server that does not respond, an untrusted certificate', async () => {
    const gone = await startReceiver(status(204));
    await gone.stop();
    expect(await open().send(channelMessage({ address: `https://desk.example:${gone.port}/` }))).toMatchObject({
      kind: 'later',
      reason: 'unreachable',
      says: expect.stringContaining('ECONNREFUSED'),
    });
    const none: ResolveName = () => Promise.reject(Object.assign(new Error('none'), { code: 'ENOTFOUND' }));
    expect(await open({}, none).send(hook())).toMatchObject({
      kind: 'later',
      reason: 'unreachable',
      says: expect.stringContaining('ENOTFOUND'),
    });
    expect(await open({ timeoutMs: 700 }, () => new Promise(() => {})).send(hook())).toMatchObject({
      kind: 'later',
      says: expect.stringContaining('ETIMEDOUT'),
    });
    expect(await open().send(channelMessage({ address: `https://other.example:${receiver.port}/` }))).toMatchObject({
      kind: 'later',
      says: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID'),
    });
    expect(receiver.requests).toEqual([]);
  });
});

describe('where a webhook may be sent', () => {
  const PRIVATE = [
    '127.0.0.1',
    '10.0.0.8',
    '172.16.9.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '192.0.2.1',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    'fec0::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:10.0.0.8',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
  ];
  const strict = (resolve: ResolveName) => open({ privateRanges: [] }, resolve);

  test.each(PRIVATE)('a name that leads to %s is rejected', async (address) => {
    const outcome = await strict(() => Promise.resolve([address])).send(hook());
    expect(outcome).toMatchObject({
      kind: 'refused',
      reason: 'private_address',
      fix: expect.stringContaining('MNARA_WEBHOOK_PRIVATE_RANGES'),
    });
  });

  test.each([
    ...PRIVATE.map((address) => (address.includes(':') ? `[${address}]` : address)),
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '127.1',
    '127.0.0.1.',
    '①②⑦.0.0.1',
  ])('the address %s itself is rejected, in every notation', async (host) => {
    const never: ResolveName = () => Promise.reject(new Error('an address needs no name server'));
    expect(await strict(never).send(channelMessage({ address: `https://${host}:${receiver.port}/` }))).toMatchObject({
      kind: 'refused',
      reason: 'private_address',
    });
    expect(receiver.requests).toEqual([]);
  });

  test('one forbidden address among allowed ones is enough', async () => {
    const mixed: ResolveName = () => Promise.resolve(['8.8.8.8', '2606:4700::1111', '127.0.0.1']);
    expect(await strict(mixed).send(hook())).toMatchObject({
      kind: 'refused',
      reason: 'private_address',
      says: expect.stringContaining('127.0.0.1'),
    });
  });

  test('a name that changes between two look-ups is looked up once, and the checked address is used', async () => {
    const answers = [['127.0.0.1'], ['169.254.169.254']];
    let asked = 0;
    const rebinding: ResolveName = () => Promise.resolve(answers[Math.min(asked++, 1)] ?? []);
    const channel = open({}, rebinding);
    // desk.example has no address of its own here: only the checked one can have been used.
    expect(await channel.send(hook())).toMatchObject({ kind: 'handed_over' });
    expect(asked).toBe(1);
    expect(await channel.send(hook())).toMatchObject({ kind: 'refused', reason: 'private_address' });
    expect(receiver.requests).toHaveLength(1);
  });

  test.each(['ftp://desk.example/', 'https://ann:secret@desk.example/', 'desk', 'file:///etc/passwd', ''])(
    '%j is not an address',
    async (address) => {
      const outcome = await strict(toLoopback).send(channelMessage({ address }));
      expect(outcome).toMatchObject({ kind: 'refused', reason: 'bad_address' });
      expect(JSON.stringify(outcome)).not.toContain('secret@');
    },
  );

  test('plain http is sent only to allowed ranges', async () => {
    const plain = await startReceiver(status(204));
    const message = channelMessage({ address: `http://desk.example:${plain.port}/` });
    expect(await open({}, () => Promise.resolve(['8.8.8.8'])).send(message)).toMatchObject({
      kind: 'refused',
      reason: 'bad_address',
      says: expect.stringContaining('plain http'),
    });
    expect(await open().send(message)).toMatchObject({ kind: 'handed_over' });
    expect(plain.requests).toHaveLength(1);
    await plain.stop();
  });

  test('control: public addresses pass the check', async () => {
    for (const address of ['8.8.8.8', '2606:4700:4700::1111']) {
      const outcome = await strict(() => Promise.resolve([address])).send(
        channelMessage({ address: 'http://desk.example/' }),
      );
      expect(outcome).toMatchObject({ says: expect.stringContaining('plain http') });
    }
  });
});
