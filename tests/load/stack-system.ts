import { rm } from 'node:fs/promises';
import { administratorToken } from '#administration/access/administrator-token.js';
import { temporaryFolder } from '../_support/embedded-postgres.js';
import { startKafka } from '../_support/kafka-server.js';
import { type ServiceProcess, startService } from '../_support/service-process.js';
import { startTimescale } from '../_support/timescale-server.js';
import { administration } from './administration.js';
import { loadDescription } from './load-description.js';
import type { LoadSize, System } from './system.js';

const SECRET = 'a-secret-of-the-benchmarks-0123456789-0123456789';
const TOKEN_SECONDS = 3 * 3_600;

/** A benchmark's own stack: Kafka, TimescaleDB and the three services, each in its own process. */
export interface Stack {
  readonly brokers: string;
  readonly databaseUrl: string;
  readonly kafkaPid: number;
  readonly databasePid: number;
  readonly token: string;
  /** Starts a service on it; resolves once its health endpoint answers. `stop` ends it. */
  start(
    name: 'gateway' | 'processor' | 'api',
    more?: Readonly<Record<string, string>>,
    nodeOptions?: readonly string[],
  ): Promise<ServiceProcess>;
  stop(): Promise<void>;
}

/** Starts Kafka and TimescaleDB, empty, without a service. */
export async function startStack(partitions = 12): Promise<Stack> {
  const [kafka, timescale] = await Promise.all([startKafka(), startTimescale()]);
  const services: ServiceProcess[] = [];
  const variables = {
    DATABASE_URL: timescale.url,
    KAFKA_BROKERS: kafka.brokers,
    KAFKA_PARTITIONS: String(partitions),
    MNARA_GATEWAY_PORT: '0',
    MNARA_GATEWAY_HEALTH_PORT: '0',
    MNARA_PROCESSOR_HEALTH_PORT: '0',
    MNARA_API_PORT: '0',
    MNARA_API_HEALTH_PORT: '0',
    MNARA_SESSION_SECRET: SECRET,
    MNARA_DEMO_VIEWER: 'true',
  };
  return {
    brokers: kafka.brokers,
    databaseUrl: timescale.url,
    kafkaPid: kafka.pid(),
    databasePid: timescale.pid(),
    token: await administratorToken(new TextEncoder().encode(SECRET), TOKEN_SECONDS),
    start: async (name, more = {}, nodeOptions = []) => {
      const service = await startService(name, { ...variables, ...more }, nodeOptions);
      services.push(service);
      return service;
    },
    stop: async () => {
      for (const service of services.toReversed()) await service.end();
      await Promise.all([kafka.stop(), timescale.stop()]);
    },
  };
}

/**
 * The stack shape with the load's network, as `mnara stack` runs it: gateway, processor and API each in its own
 * process.
 */
export async function openStackSystem(size: LoadSize): Promise<System> {
  const folder = await temporaryFolder('mnara-load-');
  const stack = await startStack();
  const processor = await stack.start('processor');
  const [gateway, api] = await Promise.all([stack.start('gateway'), stack.start('api')]);
  await Promise.all([processor, gateway, api].map((service) => service.ready()));
  const url = await api.url();
  const { token } = stack;
  const { enrol, describe } = administration(url, token);
  await describe(loadDescription(size));
  return {
    url,
    gatewayUrl: await gateway.url(),
    token,
    brokers: stack.brokers,
    folder,
    parts: {
      gateway: gateway.pid,
      processor: processor.pid,
      api: api.pid,
      kafka: stack.kafkaPid,
      timescaledb: stack.databasePid,
    },
    healthUrls: { gateway: gateway.healthUrl, processor: processor.healthUrl, api: api.healthUrl },
    agent: enrol,
    stop: async () => {
      await stack.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
