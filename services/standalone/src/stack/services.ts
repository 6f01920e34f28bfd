import { join } from 'node:path';
import { freePort } from '../embedded/free-port.js';
import { administratorToken } from '../server/administrator-token.js';
import { installationSecret, publishCredential } from '../server/data-folder.js';
import { DemoPart } from './demo-part.js';
import { ServicePart } from './service-part.js';
import { PortBook, type StackLayout } from './stack-layout.js';
import type { Supervisor } from './supervisor.js';

/** Whose addresses the services get, and what they are to do. */
export interface ServicesOptions {
  readonly layout: StackLayout;
  readonly databaseUrl: string;
  /** host:port, several separated by commas. */
  readonly brokers: string;
  readonly isDemo: boolean;
  readonly tell: (text: string) => void;
}

/** The dashboard's, where it is free at the first start. */
const USUAL_PORT = 8080;
const TOKEN_SECONDS = 400 * 24 * 3600;
const HEAP_MB = { gateway: 256, processor: 768, api: 512 } as const;

/** An empty NAME_FILE counts as not set: the secrets are in the variables already, wherever they came from. */
const noFiles = { DATABASE_URL_FILE: '', MNARA_SESSION_SECRET_FILE: '' };

/**
 * Starts processor, gateway, API and, for a demonstration, its agents, in this order; each once the one before is ready.
 * @returns address of the dashboard. @throws StackError
 */
export async function startServices(supervisor: Supervisor, options: ServicesOptions): Promise<string> {
  const { layout, databaseUrl, brokers, isDemo, tell } = options;
  const ports = new PortBook(layout);
  await ports.open();
  const secret = await installationSecret(layout.root, 'session');
  const progressFile = join(layout.root, 'demonstration.json');
  const gatewayPort = await ports.portOf('gateway', () => freePort());
  const apiPort = await ports.portOf('api', () => freePort(USUAL_PORT));
  const gatewayUrl = `http://127.0.0.1:${gatewayPort}`;
  const service = async (
    name: keyof typeof HEAP_MB,
    port: number | undefined,
    variables: Readonly<Record<string, string>>,
  ): Promise<ServicePart> => {
    const healthPort = await ports.portOf(`${name}-health`, () => freePort());
    const upper = name.toUpperCase();
    return supervisor.add(
      new ServicePart({
        name,
        layout,
        healthPort,
        heapMb: HEAP_MB[name],
        variables: {
          ...noFiles,
          DATABASE_URL: databaseUrl,
          KAFKA_BROKERS: brokers,
          MNARA_HOST: '127.0.0.1',
          [`MNARA_${upper}_HEALTH_PORT`]: String(healthPort),
          ...variables,
        },
        ...(port === undefined ? {} : { port }),
      }),
    );
  };
  await service('processor', undefined, {});
  await service('gateway', gatewayPort, { MNARA_GATEWAY_PORT: String(gatewayPort) });
  const { address } = await service('api', apiPort, {
    MNARA_API_PORT: String(apiPort),
    MNARA_GATEWAY_URL: gatewayUrl,
    MNARA_SESSION_SECRET: secret,
    // On loopback, like the embedded shape: who may look is the machine's business.
    MNARA_DEMO_VIEWER: 'true',
    MNARA_SECURE_COOKIES: 'false',
    ...(isDemo ? { MNARA_HISTORY_FILE: progressFile } : {}),
  });
  await publishCredential(layout.folder, {
    url: address,
    home: layout.root,
    pid: process.pid,
    token: await administratorToken(new TextEncoder().encode(secret), TOKEN_SECONDS),
  });
  if (isDemo) await supervisor.add(new DemoPart({ folder: layout.root, databaseUrl, gatewayUrl, progressFile, tell }));
  return address;
}
