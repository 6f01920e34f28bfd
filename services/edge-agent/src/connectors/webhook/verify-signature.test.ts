import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { signatureSettings } from './signature-settings.js';
import { verifySignature } from './verify-signature.js';

const NOW = Date.UTC(2026, 10, 30, 8);
const SECONDS = NOW / 1000;
const schema = signatureSettings(z.string());
const hex = (secret: string, content: string | Buffer): string =>
  createHmac('sha256', secret).update(content).digest('hex');

type Given = Partial<Parameters<typeof verifySignature>[2]['headers']>;
function check(settings: object, secrets: string[], headers: Given, body: string | Buffer = '{"id":1}', nowMs = NOW) {
  const verified = verifySignature(
    schema.parse({ secretFiles: ['a'], ...settings }),
    secrets,
    { headers, body: Buffer.from(body) },
    nowMs,
  );
  return verified.ok ? 'right' : verified.reason;
}
const PLAIN = { format: 'plain', header: 'X-Signature' };

test('a signature over the raw body, byte by byte', () => {
  const body = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]);
  expect(check(PLAIN, ['s'], { 'x-signature': hex('s', body) }, body)).toBe('right');
  // The same text after decoding, other bytes.
  expect(check(PLAIN, ['s'], { 'x-signature': hex('s', body) }, body.toString('utf8'))).toBe('The signature is wrong.');
  expect(check(PLAIN, ['s'], { 'x-signature': hex('s', '{"id":1}') }, '{ "id":1}')).toBe('The signature is wrong.');
});

test.each([
  ['none', {}, 'The header X-Signature has no signature.'],
  ['an empty one', { 'x-signature': '' }, 'The header X-Signature has no signature.'],
  ['half of it', { 'x-signature': hex('s', '{"id":1}').slice(0, 32) }, 'The signature is wrong.'],
  ['no hex', { 'x-signature': 'zz'.repeat(32) }, 'The signature is wrong.'],
  ['that of another secret', { 'x-signature': hex('t', '{"id":1}') }, 'The signature is wrong.'],
])('a delivery with %s is refused', (_, headers, reason) => {
  expect(check(PLAIN, ['s'], headers)).toBe(reason);
});

test('a prefix, base64, and two secrets during a change', () => {
  const settings = { ...PLAIN, prefix: 'sha256=', encoding: 'base64' };
  const signed = (secret: string): string =>
    `sha256=${createHmac('sha256', secret).update('{"id":1}').digest('base64')}`;
  expect(check(settings, ['new', 'old'], { 'x-signature': signed('new') })).toBe('right');
  expect(check(settings, ['new', 'old'], { 'x-signature': signed('old') })).toBe('right');
  expect(check(settings, ['new'], { 'x-signature': signed('old') })).toBe('The signature is wrong.');
  expect(check(settings, ['new'], { 'x-signature': signed('new').slice(7) })).toMatch(/no signature/);
});

test('the registered address and the body, as Qminder signs', () => {
  const url = 'https://centre.example/hook';
  const settings = { ...PLAIN, signed: '{url}{body}', url };
  expect(check(settings, ['s'], { 'x-signature': hex('s', `${url}{"id":1}`) })).toBe('right');
  expect(check(settings, ['s'], { 'x-signature': hex('s', '{"id":1}') })).toBe('The signature is wrong.');
});

test('a signed time outside of the window is refused, before and after', () => {
  const settings = { format: 'fields', header: 'X-Signature', toleranceSeconds: 60 };
  const header = (seconds: number): Given => ({ 'x-signature': `t=${seconds},v1=${hex('s', `${seconds}.{"id":1}`)}` });
  expect(check(settings, ['s'], header(SECONDS - 60))).toBe('right');
  expect(check(settings, ['s'], header(SECONDS + 60))).toBe('right');
  expect(check(settings, ['s'], header(SECONDS - 61))).toMatch(/more than 60 s before or after/);
  expect(check(settings, ['s'], header(SECONDS + 61))).toMatch(/more than 60 s before or after/);
  // The time is part of what is signed.
  expect(check(settings, ['s'], { 'x-signature': `t=${SECONDS},v1=${hex('s', `${SECONDS - 600}.{"id":1}`)}` })).toBe(
    'The signature is wrong.',
  );
  expect(check(settings, ['s'], { 'x-signature': `v1=${hex('s', '.{"id":1}')}` })).toMatch(/signed time is missing/);
});

test('what the library of Standard Webhooks signs, with one of two secrets', () => {
  const secrets = [1, 2].map((byte) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`);
  const body = '{"type":"ticket"}';
  const sent = (secret: string): Given => ({
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(SECONDS),
    'webhook-signature': `v1a,AAAA ${new Webhook(secret).sign('msg_1', new Date(NOW), body)}`,
  });
  const settings = schema.parse({ format: 'standard', secretFiles: ['a', 'b'] });
  for (const secret of secrets)
    expect(verifySignature(settings, secrets, { headers: sent(secret), body: Buffer.from(body) }, NOW)).toEqual({
      ok: true,
      id: 'msg_1',
    });
  const other = { ...sent(secrets[0] ?? ''), 'webhook-id': 'msg_2' };
  expect(verifySignature(settings, secrets, { headers: other, body: Buffer.from(body) }, NOW)).toMatchObject({
    ok: false,
  });
});

test.each([
  [{ signed: 'x' }, 'the body must be signed'],
  [{ signed: '{body}{host}' }, 'name only'],
  [{ signed: '{url}{body}' }, 'set url'],
  [{ signed: '{timestamp}{body}' }, 'set timestampHeader'],
  [{ timestampHeader: 'X-Time' }, 'a time that is not signed proves nothing'],
])('settings like %j are refused', (settings, says) => {
  const parsed = schema.safeParse({ ...PLAIN, secretFiles: ['a'], ...settings });
  expect(JSON.stringify(parsed.error?.issues)).toContain(says);
});
