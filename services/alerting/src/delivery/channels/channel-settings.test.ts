import { expect, test } from 'vitest';
import { z } from 'zod';
import { ConfigError, type Environment, readConfig } from '#platform/config/read-config.js';
import { channelConfigs, channelSettings } from './channel-settings.js';

const read = (env: Environment) =>
  channelConfigs(readConfig(z.object(channelSettings()), env, { allowKnownSecrets: false }));
function faultsOf(env: Environment): readonly string[] {
  try {
    read(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}
const WHSEC = `whsec_${Buffer.alloc(32).toString('base64')}`;

test('nothing set: no channel but the dashboard, and no fault', () => {
  expect(read({})).toMatchObject({ publicUrl: undefined, email: undefined, sms: undefined, webhook: undefined });
});

test('everything set', () => {
  const configs = read({
    MNARA_PUBLIC_URL: 'https://mnara.example/',
    MNARA_SMTP_HOST: 'mail.example',
    MNARA_SMTP_FROM: 'alerts@mnara.example',
    MNARA_SMS_BY: 'smpp',
    MNARA_SMS_FROM: 'MNARA',
    MNARA_SMPP_URL: 'ssmpp://smsc.example:3550',
    MNARA_SMPP_SYSTEM_ID: 'mnara',
    MNARA_SMPP_PASSWORD: 'secret',
    MNARA_WEBHOOK_SECRET: WHSEC,
    MNARA_WEBHOOK_PRIVATE_RANGES: '10.20.0.0/16, fd00:1::/32',
  });
  expect(configs).toMatchObject({
    publicUrl: 'https://mnara.example',
    email: { port: 587, tls: 'starttls' },
    sms: { by: 'smpp' },
    webhook: { secrets: [WHSEC], timeoutMs: 10_000 },
  });
  expect(
    configs.webhook?.privateRanges.map((range) => [range.contains('10.20.3.4'), range.contains('fd00:1::5')]),
  ).toEqual([
    [true, false],
    [false, true],
  ]);
});

test.each([
  [{ MNARA_SMTP_HOST: 'mail.example' }, ['MNARA_SMTP_FROM is not set']],
  [
    { MNARA_SMTP_HOST: 'mail.example', MNARA_SMTP_FROM: 'a@b.example', MNARA_SMTP_TLS: 'none', MNARA_SMTP_USER: 'u' },
    ['MNARA_SMTP_USER and MNARA_SMTP_PASSWORD belong together', 'in the clear to mail.example'],
  ],
  [{ MNARA_SMTP_FROM: 'Mnara <a@b.example>' }, ['give one mail address']],
  [
    { MNARA_SMS_BY: 'smpp' },
    [
      'MNARA_SMPP_URL is not set',
      'MNARA_SMPP_SYSTEM_ID is not set',
      'MNARA_SMPP_PASSWORD is not set',
      'MNARA_SMS_FROM is not set',
    ],
  ],
  [{ MNARA_SMPP_URL: 'smpp://user:secret@smsc.example' }, ['without user and password']],
  [{ MNARA_SMS_BY: 'http' }, ['MNARA_SMS_HTTP_URL is not set']],
  [{ MNARA_WEBHOOK_SECRET: 'whsec_c2hvcnQ=' }, ['MNARA_WEBHOOK_SECRET: the value given cannot be used: give whsec_']],
  [{ MNARA_WEBHOOK_SECRET_BEFORE: WHSEC }, ['MNARA_WEBHOOK_SECRET is not set']],
  [{ MNARA_WEBHOOK_PRIVATE_RANGES: '10.0.0.0/33,x' }, ['"10.0.0.0/33" is not a range', '"x" is not a range']],
])('%j reports everything that is wrong, and how to fix it', (env, expected) => {
  const faults = faultsOf(env);
  expect(faults).toHaveLength(expected.length);
  for (const [index, says] of expected.entries()) expect(faults[index]).toContain(says);
});
