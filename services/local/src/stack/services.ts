import { join } from 'node:path';
import { administratorToken } from '#administration/access/administrator-token.js';
import { NO_KAFKA_ACCESS } from '#platform/config/service-settings.js';
import { freePort } from '#platform/process/free-port.js';
import { installationSecret, publishCredential } from '../data-folder.js';
import { DemoPart } from './demo-part.js';
import { type ServiceName, ServicePart } from './service-part.js';
import { PortBook, type StackLayout } from './stack-layout.js';
import type { Supervisor } from './supervisor.js';

/** The addresses that the services use, and their mode. */
export interface ServicesOptions {
  readonly layout: StackLayout;
  readonly databaseUrl: string;
  /** host:port, several separated by commas. */
  readonly brokers: string;
  /**
   * Whether the broker is the stack's own, whose listener is plain; for another broker the environment has the
   * settings.
   */
  readonly isOwnKafka: boolean;
  readonly isDemo: boolean;
  readonly report: (text: string) => void;
}

/** The port of the dashboard, if it is free at the first start. */
const USUAL_PORT = 8080;
const TOKEN_SECONDS = 400 * 24 * 3600;
const HEAP_MB: Readonly<Record<ServiceName, number>> = { gateway: 256, processor: 768, alerting: 384, api: 512 };

/** An empty NAME_FILE counts as not set: the variables already contain the secrets. */
const noFiles = { DATABASE_URL_FILE: '', MNARA_SESSION_SECRET_FILE: '' };

type Variables = Readonly<Record<string, string>>;

interface Ports {
  readonly gateway: number;
  readonly api: number;
  readonly health: Readonly<Record<ServiceName, number>>;
}

async function portsOf(layout: StackLayout): Promise<Ports> {
  const book = new PortBook(layout);
  await book.open();
  const free = (use: string): Promise<number> => book.portOf(use, () => freePort());
  return {
    api: await book.portOf('api', () => freePort(USUAL_PORT)),
    gateway: await free('gateway'),
    health: {
      gateway: await free('gateway-health'),
      processor: await free('processor-health'),
      alerting: await free('alerting-health'),
      api: await free('api-health'),
    },
  };
}

/** The four services, in the order in which they are added; the last one stops first. */
function serviceParts(
  { layout, databaseUrl, brokers, isOwnKafka }: ServicesOptions,
  ports: Ports,
  ofApi: Variables,
): ServicePart[] {
  const part = (name: ServiceName, variables: Variables, port?: number): ServicePart => {
    const healthPort = ports.health[name];
    const access = isOwnKafka ? NO_KAFKA_ACCESS : {};
    const where = { DATABASE_URL: databaseUrl, KAFKA_BROKERS: brokers, ...access, MNARA_HOST: '127.0.0.1' };
    const health = { [`MNARA_${name.toUpperCase()}_HEALTH_PORT`]: String(healthPort) };
    return new ServicePart({
      name,
      layout,
      healthPort,
      heapMb: HEAP_MB[name],
      variables: { ...noFiles, ...where, ...health, ...variables },
      ...(port === undefined ? {} : { port }),
    });
  };
  return [
    part('processor', {}),
    part('alerting', {}),
    part('gateway', { MNARA_GATEWAY_PORT: String(ports.gateway) }, ports.gateway),
    part('api', ofApi, ports.api),
  ];
}

/**
 * Starts processor, alerting, gateway and API at the same time, because each waits for what it needs; then, for a
 * demonstration, its agents.
 * @returns address of the dashboard. @throws StackError
 */
export async function startServices(supervisor: Supervisor, options: ServicesOptions): Promise<string> {
  const { layout, databaseUrl, isDemo, report } = options;
  const ports = await portsOf(layout);
  const secret = await installationSecret(layout.root, 'session');
  const progressFile = join(layout.root, 'demonstration.json');
  const gatewayUrl = `http://127.0.0.1:${ports.gateway}`;
  const api = {
    MNARA_API_PORT: String(ports.api),
    MNARA_GATEWAY_URL: gatewayUrl,
    MNARA_SESSION_SECRET: secret,
    // Visitors of the demonstration are signed in; the stack listens on loopback only.
    MNARA_DEMO_VIEWER: String(isDemo),
    MNARA_SECURE_COOKIES: 'false',
    ...(isDemo ? { MNARA_HISTORY_FILE: progressFile } : {}),
  };
  await Promise.all(serviceParts(options, ports, api).map((part) => supervisor.add(part)));
  const url = `http://127.0.0.1:${ports.api}`;
  await publishCredential(layout.folder, {
    url,
    home: layout.root,
    pid: process.pid,
    token: await administratorToken(new TextEncoder().encode(secret), TOKEN_SECONDS),
  });
  if (isDemo)
    await supervisor.add(new DemoPart({ folder: layout.root, databaseUrl, gatewayUrl, progressFile, report }));
  return url;
}
