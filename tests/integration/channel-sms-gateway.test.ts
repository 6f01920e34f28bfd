import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { smsConfig, smsSettings } from '#alerting/delivery/channels/sms/sms-settings.js';
import { smsGatewayChannel } from '#alerting/delivery/channels/sms-gateway/sms-gateway-channel.js';
import { type Environment, readConfig } from '#platform/config/read-config.js';
import { channelMessage } from '../_support/channel-message.js';
import { startReceiver, status } from '../_support/http-receiver.js';

const TAKEN = JSON.stringify({ messages: [{ id: 17, status: 'accepted' }] });

let gateway: Awaited<ReturnType<typeof startReceiver>>;
beforeAll(async () => {
  gateway = await startReceiver(status(200, TAKEN));
});
beforeEach(() => {
  gateway.requests.length = 0;
  gateway.answerWith(status(200, TAKEN));
});
afterAll(() => gateway.stop());

/** A channel that is configured by variables. */
function open(more: Environment = {}) {
  const env = {
    MNARA_SMS_BY: 'http',
    MNARA_SMS_FROM: 'MNARA',
    MNARA_SMS_HTTP_URL: `http://127.0.0.1:${gateway.port}/messages?to={to}`,
    MNARA_SMS_HTTP_HEADERS: '{"Authorization":"Bearer {secret}","Idempotency-Key":"{key}"}',
    MNARA_SMS_HTTP_BODY: '{"to":"{to}","from":"{from}","text":"{text}"}',
    MNARA_SMS_HTTP_SECRET: 'gateway-secret',
    MNARA_SMS_HTTP_SUCCESS_WHERE: 'messages.0.status=accepted|queued',
    MNARA_SMS_HTTP_REFUSED_WHERE: 'messages.0.status=invalid',
    MNARA_SMS_HTTP_ID: 'messages.0.id',
    MNARA_SMS_HTTP_TIMEOUT_SECONDS: '30',
    ...more,
  };
  const faults: string[] = [];
  const config = smsConfig(readConfig(z.object(smsSettings()), env, { allowKnownSecrets: false }), faults);
  if (config?.by !== 'http' || faults.length > 0) throw new Error(faults.join('\n'));
  return smsGatewayChannel(config);
}
const sms = (brief = 'Critical: A long wait') => channelMessage({ address: '+254700000001', brief });

describe('SMS by an HTTP gateway', () => {
  test('is sent as the configuration describes it, hostile text included, and the id is kept', async () => {
    const text = 'Kisumu", "to": "+000", \\ {secret} {to}\n&';
    expect(await open().send(sms(text))).toEqual({ kind: 'handed_over', providerId: '17', receiptIds: ['17'] });
    const [request] = gateway.requests;
    expect(request?.path).toBe('/messages?to=%2B254700000001');
    expect(JSON.parse(request?.body ?? '')).toEqual({ to: '+254700000001', from: 'MNARA', text });
    expect(request?.headers).toMatchObject({
      authorization: 'Bearer gateway-secret',
      'content-type': 'application/json',
      'idempotency-key': expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    await open().send(sms(text));
    expect(gateway.requests[1]?.headers['idempotency-key']).toBe(request?.headers['idempotency-key']);
  });

  test('a form is escaped as a form', async () => {
    const channel = open({ MNARA_SMS_HTTP_TYPE: 'form', MNARA_SMS_HTTP_BODY: 'to={to}&text={text}' });
    expect(await channel.send(sms('a&to=+1 é'))).toMatchObject({ kind: 'handed_over' });
    expect([...new URLSearchParams(gateway.requests[0]?.body)]).toEqual([
      ['to', '+254700000001'],
      ['text', 'a&to=+1 é'],
    ]);
  });

  test.each([
    [status(200, '{"messages":[{"status":"invalid"}]}'), 'refused', 'rejected'],
    [status(200, '{"messages":[]}'), 'later', 'provider_fault'],
    [status(200, 'fine'), 'later', 'provider_fault'],
    [status(422, 'bad number'), 'refused', 'rejected'],
    [status(500, 'oops'), 'later', 'provider_fault'],
    [status(401), 'later', 'not_authorised'],
    [status(302, '', { location: 'http://127.0.0.1:1/' }), 'later', 'redirected'],
  ])('an answer has the right outcome (%#)', async (answer, kind, reason) => {
    gateway.answerWith(answer);
    expect(await open().send(sms())).toMatchObject({ kind, reason, fix: expect.stringMatching(/\.$/) });
    expect(gateway.requests).toHaveLength(1);
  });

  test('throttled: the channel pauses as long as the gateway asks for', async () => {
    gateway.answerWith(status(429, '', { 'retry-after': '7' }));
    expect(await open().send(sms())).toMatchObject({
      kind: 'later',
      reason: 'throttled',
      isWholeChannel: true,
      retryAfterMs: 7000,
    });
  });

  test('a slow answer, and an endless answer, are given up in time', async () => {
    for (const answer of [() => {}, (_: unknown, response: { write(text: string): void }) => response.write('{')]) {
      gateway.answerWith(answer);
      const channel = open({ MNARA_SMS_HTTP_TIMEOUT_SECONDS: '1' });
      expect(await channel.send(sms())).toMatchObject({ kind: 'later', reason: 'timed_out' });
    }
  });

  test('a gateway that is down stops the channel', async () => {
    const gone = await startReceiver(status(200));
    await gone.stop();
    const outcome = await open({ MNARA_SMS_HTTP_URL: `http://127.0.0.1:${gone.port}/` }).send(sms());
    expect(outcome).toMatchObject({ kind: 'later', reason: 'unreachable', isWholeChannel: true });
  });

  test.each([
    [{ MNARA_SMS_HTTP_BODY: '{"to":"{to}","text":"{txt}"}' }, '{txt} is not a known placeholder'],
    [{ MNARA_SMS_HTTP_BODY: '{"to":{to},"text":"{text}"}' }, 'is not JSON'],
    [{ MNARA_SMS_HTTP_BODY: '{"text":"x"}' }, 'must contain {to} and {text}'],
    [{ MNARA_SMS_HTTP_SUCCESS: '2xx' }, 'give statuses like'],
    [{ MNARA_SMS_HTTP_SUCCESS_WHERE: 'status' }, 'give path=value'],
    [{ MNARA_SMS_HTTP_HEADERS: '{"a b":"c"}' }, 'give a JSON object'],
  ])('a configuration that cannot work is rejected: %j', (more, says) => {
    expect(() => open(more)).toThrow(says);
  });
});
