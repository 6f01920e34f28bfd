import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Environment, readConfig } from '#platform/config/read-config.js';
import { kafkaAccess, serviceSettings } from '#platform/config/service-settings.js';
import { checkBrokers } from '#platform/kafka/check-brokers.js';
import type { KafkaOptions } from '#platform/kafka/kafka-client.js';
import { KafkaEventLog } from '#platform/kafka/kafka-event-log.js';
import { KafkaLatestFeed } from '#platform/kafka/kafka-latest-feed.js';
import { KafkaLogMonitor } from '#platform/kafka/kafka-log-monitor.js';
import { createTopics } from '#platform/kafka/kafka-topics.js';
import { freePort } from '#platform/process/free-port.js';
import { isAlive } from '#platform/process/process-life.js';
import { makeCertificate } from '../_support/certificate.js';
import { kafkaMissing, record, startKafka, type TestKafka } from '../_support/kafka-server.js';
import { startService } from '../_support/service-process.js';

const USER = 'mnara';
const PASSWORD = 'a-password-of-the-test';
const DATABASE_URL = 'postgres://nobody:nothing@127.0.0.1:1/none';
const schema = z.object(serviceSettings());

describe.skipIf(kafkaMissing !== undefined)(`a Kafka that requires TLS and a user ${kafkaMissing ?? ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'mnara-access-'));
  const caFile = join(folder, 'ca.pem');
  let kafka: TestKafka;
  let port = 0;
  beforeAll(async () => {
    const { key, cert } = makeCertificate('IP:127.0.0.1');
    writeFileSync(caFile, cert);
    const store = join(folder, 'broker.pem');
    writeFileSync(store, `${key}${cert}`, { mode: 0o600 });
    port = await freePort();
    const login = 'org.apache.kafka.common.security';
    kafka = await startKafka(
      {
        port,
        advertisedPort: port,
        protocol: 'SASL_SSL',
        settings: {
          'ssl.keystore.type': 'PEM',
          'ssl.keystore.location': store,
          'sasl.enabled.mechanisms': 'SCRAM-SHA-512,PLAIN',
          'scram-sha-512.sasl.jaas.config': `${login}.scram.ScramLoginModule required;`,
          'plain.sasl.jaas.config': `${login}.plain.PlainLoginModule required user_${USER}="${PASSWORD}";`,
        },
      },
      { [USER]: PASSWORD },
    );
  });
  afterAll(async () => {
    await kafka?.stop();
    rmSync(folder, { recursive: true });
  });

  const variables = (): Record<string, string> => ({
    DATABASE_URL,
    KAFKA_BROKERS: `127.0.0.1:${port}`,
    KAFKA_TLS: 'true',
    KAFKA_CA_FILE: caFile,
    KAFKA_USER: USER,
    KAFKA_PASSWORD: PASSWORD,
  });
  const optionsOf = (env: Environment): KafkaOptions => {
    const config = readConfig(schema, env, { allowKnownSecrets: false });
    return { brokers: config.KAFKA_BROKERS, clientId: 'test', ...kafkaAccess(config) };
  };
  const check = (more: Record<string, string>) => checkBrokers(optionsOf({ ...variables(), ...more }));

  test.each(['scram-sha-512', 'plain'])(
    'log, feed and health go through TLS and %s, set by the documented variables',
    async (mechanism) => {
      const options = { ...optionsOf({ ...variables(), KAFKA_SASL: mechanism }), prefix: mechanism };
      await checkBrokers(options);
      await createTopics(options, { partitions: 2, replicas: 1, keepHours: 1 });
      const log = new KafkaEventLog({ ...options, lingerMs: 1 });
      const feed = new KafkaLatestFeed(options);
      const monitor = new KafkaLogMonitor(options);
      const seqs: number[] = [];
      const shown: string[] = [];
      await log.consume(async (batch) => void seqs.push(...[...batch].map(({ seq }) => seq)));
      feed.subscribe((entries) => void shown.push(...entries.map(({ key }) => key)));
      await log.append([record(1), record(2)]);
      await feed.publish([{ key: 'NBO-1', value: Uint8Array.of(1) }]);
      while (seqs.length < 2 || shown.length < 1) await sleep(10);
      expect(seqs).toEqual([1, 2]);
      expect(await monitor.look()).toMatchObject({ isReachable: true });
      await monitor.close();
      await feed.close();
      await log.close();
    },
  );

  test.each([
    ['a wrong password', { KAFKA_PASSWORD: 'another' }, /rejected the user "mnara" with scram-sha-512.*KAFKA_PASSWORD/],
    ['a way that it does not offer', { KAFKA_SASL: 'scram-sha-256' }, /with scram-sha-256.*KAFKA_SASL/],
    ['an untrusted certificate', { KAFKA_CA_FILE: '' }, /certificate .* cannot be trusted.*KAFKA_CA_FILE/],
    ['no user', { KAFKA_USER: '', KAFKA_PASSWORD: '' }, /closes connections that do not sign in.*KAFKA_USER/],
    ['no TLS', { KAFKA_TLS: '', KAFKA_CA_FILE: '' }, /KAFKA_TLS matches the listener/],
  ])('%s is reported with the way to fix it', async (_, more, said) => {
    const failure = await check(more).then(
      () => undefined,
      (error: Error) => error.message,
    );
    expect(failure).toMatch(said);
    expect(failure).not.toContain(PASSWORD);
  });

  test('checkBrokers says how to fix a wrong name in the certificate, and TLS towards a plain listener', async () => {
    await expect(check({ KAFKA_BROKERS: `localhost:${port}` })).rejects.toThrow(/altnames.*as its certificate does/);
    await expect(check({ KAFKA_BROKERS: kafka.brokers })).rejects.toThrow(/does not use TLS.*KAFKA_TLS=false/);
  });

  test.each([
    ['TLS', { KAFKA_TLS: '' }, 'KAFKA_CA is set and KAFKA_TLS is not true'],
    ['a password', { KAFKA_PASSWORD: '' }, 'Only one of KAFKA_USER and KAFKA_PASSWORD is set'],
    ['secrecy', { KAFKA_TLS: '', KAFKA_CA_FILE: '', KAFKA_SASL: 'plain' }, 'would send the password in the clear'],
  ])('settings that lack %s are refused before anything is sent', (_, more, said) => {
    expect(() => optionsOf({ ...variables(), ...more })).toThrow(said);
  });

  test('a gateway with a wrong password ends with the reason, without showing the password', async () => {
    const gateway = await startService('gateway', {
      ...variables(),
      KAFKA_PASSWORD: 'another-password',
      MNARA_GATEWAY_PORT: '0',
      MNARA_GATEWAY_HEALTH_PORT: '0',
    });
    while (isAlive(gateway.pid)) await sleep(20);
    expect(await gateway.end()).toBe(3);
    expect(gateway.said()).toMatch(/mnara: The broker at .* rejected the user "mnara"/);
    expect(gateway.said()).not.toContain('another-password');
  });
});
