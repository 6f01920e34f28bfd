import { expect, test } from 'vitest';
import { channelConfigs, channelSettings } from '#alerting/delivery/channels/channel-settings.js';
import { apiSchema } from '#api/environment.js';
import { gatewaySchema } from '#gateway/environment.js';
import { ConfigError, readConfig } from '#platform/config/read-config.js';
import { kafkaAccess, kafkaSettings } from '#platform/config/service-settings.js';
import { processorSchema } from '#stream-processor/environment.js';
import { environmentSchema } from './environment.js';

test('without any variable no leg is deleted and nothing is sent', () => {
  const read = readConfig(environmentSchema, {}, { allowKnownSecrets: true });
  const others = [
    'KAFKA_PREFIX',
    'MNARA_MESSAGE_RETENTION_DAYS',
    'MNARA_MINUTE_RETENTION_DAYS',
    'MNARA_REPORT_ATTACHMENT_MB',
  ];
  const defaults = [...Object.keys(channelSettings()), ...Object.keys(kafkaSettings()), ...others];
  expect(Object.keys(read).filter((name) => !defaults.includes(name))).toEqual([]);
  expect(read.MNARA_RETENTION_DAYS).toBeUndefined();
  expect(channelConfigs(read)).toMatchObject({ email: undefined, sms: undefined, webhook: undefined });
  expect(kafkaAccess(read)).toEqual({});
});

test.each([
  ['MNARA_PORT', 'eighty', 'MNARA_PORT: "eighty" cannot be used: give a port from 0 (any free one) to 65535.'],
  ['MNARA_PORT', '65536', 'MNARA_PORT: "65536" cannot be used: give a port from 0 (any free one) to 65535.'],
  ['MNARA_RETENTION_DAYS', 'ever', 'MNARA_RETENTION_DAYS: "ever" cannot be used: give a whole number of days.'],
  ['MNARA_RETENTION_DAYS', '7', expect.stringContaining('give 35 days or more')],
])('readConfig rejects %s=%s', (name, value, fault) => {
  expect(() => readConfig(environmentSchema, { [name]: value }, { allowKnownSecrets: true })).toThrow(
    expect.objectContaining({ constructor: ConfigError, faults: [fault] }),
  );
});

const strict = { allowKnownSecrets: false };
const needed = {
  DATABASE_URL: 'postgres://mnara:secret@db:5432/mnara',
  KAFKA_BROKERS: 'a:9092, b:9092',
  MNARA_SESSION_SECRET: 'x'.repeat(32),
};

test('a service requires the addresses of its servers and has defaults for the rest', () => {
  expect(readConfig(gatewaySchema, needed, strict)).toMatchObject({
    KAFKA_BROKERS: ['a:9092', 'b:9092'],
    MNARA_HOST: '127.0.0.1',
    MNARA_GATEWAY_PORT: 8081,
  });
  expect(readConfig(processorSchema, needed, strict)).toMatchObject({ KAFKA_PARTITIONS: 12, MNARA_LOG_LEVEL: 'info' });
  expect(readConfig(apiSchema, needed, strict)).toMatchObject({ MNARA_DEMO_VIEWER: false, MNARA_API_PORT: 8080 });
});

test('readConfig reports every fault of a service at once, without secrets', () => {
  const wrong = {
    DATABASE_URL: 'mysql://root:hunter2@db',
    KAFKA_BROKERS: 'nowhere',
    MNARA_SESSION_SECRET: 'hunter2',
    MNARA_DEMO_VIEWER: 'perhaps',
    MNARA_API_PORT: '-1',
  };
  let faults: readonly string[] = [];
  try {
    readConfig(apiSchema, wrong, strict);
  } catch (error) {
    faults = error instanceof ConfigError ? error.faults : [];
  }
  expect(faults.map((fault) => fault.split(/[ :]/)[0])).toEqual(Object.keys(wrong).sort((a, b) => order(a) - order(b)));
  expect(faults.join(' ')).not.toContain('hunter2');
});
const order = (name: string): number => Object.keys(apiSchema.shape).indexOf(name);

test('readConfig rejects the publicly known secrets of the example', () => {
  const known = {
    ...needed,
    DATABASE_URL: 'postgres://mnara:change-me@127.0.0.1:5432/mnara',
    MNARA_SESSION_SECRET: 'change-me-to-32-random-characters-or-more',
  };
  expect(() => readConfig(apiSchema, known, strict)).toThrow(
    /DATABASE_URL is the publicly known example value[\s\S]*MNARA_SESSION_SECRET is/,
  );
});
