import { spawn } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runningServer } from '#local/data-folder.js';
import { temporaryFolder } from '../_support/embedded-postgres.js';
import { ROOT } from '../_support/mnara.js';
import { administration, type LoadAgent } from './administration.js';
import { loadDescription } from './load-description.js';

/** A running Mnara that a benchmark puts under load. */
export interface System {
  /** Address of the dashboard and GraphQL. */
  readonly url: string;
  /** Address to which agents connect. */
  readonly gatewayUrl: string;
  readonly token: string;
  /** Its processes by name; the embedded server's database is a descendant of it. */
  readonly parts: Readonly<Record<string, number>>;
  /** Addresses of the metrics of separate services. */
  readonly healthUrls: Readonly<Record<string, string>>;
  /** Brokers of the stack's Kafka; the embedded shape has none. */
  readonly brokers?: string;
  /** A folder for the benchmark's own files. */
  readonly folder: string;
  /** Enrols an agent of that centre. */
  agent(centreId: string): Promise<LoadAgent>;
  stop(): Promise<void>;
}

export interface LoadSize {
  readonly centres: number;
  readonly services: number;
  readonly desks: number;
}

/** Starts `mnara serve` as users do and resolves once it reports that it is live. @throws with its output */
export async function startServer(folder: string, args: readonly string[]): Promise<{ stop(): Promise<void> }> {
  const child = spawn(
    process.execPath,
    [join(ROOT, 'bin/mnara.mjs'), 'serve', '--data', folder, '--port', '0', ...args],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    let said = '';
    const collect = (chunk: Buffer): void => {
      said += chunk.toString('utf8');
      if (said.includes('Mnara is live at ')) resolve();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('exit', (code) => reject(new Error(`mnara serve ended with ${code}: ${said}`)));
  });
  return {
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Starts a server on a data folder for a network's description. */
type StartServer = (folder: string, network: string) => Promise<{ stop(): Promise<void> }>;

const asPeopleDo: StartServer = (folder, network) => startServer(folder, ['--network', network]);

/** The running system of a data folder, with the load's network added; or the benchmark's own embedded system. */
export async function openSystem(
  data: string | undefined,
  size: LoadSize,
  start: StartServer = asPeopleDo,
): Promise<System> {
  const folder = await temporaryFolder('mnara-load-');
  const network = join(folder, 'network.yaml');
  await writeFile(network, loadDescription(size));
  const server = data === undefined ? await start(join(folder, 'data'), network) : undefined;
  const found = runningServer(data ?? join(folder, 'data'));
  if (found === undefined) throw new Error(`No Mnara runs on ${data}; start it first.`);
  const { describe, enrol } = administration(found.url, found.token);
  if (data !== undefined) await describe(loadDescription(size));
  return {
    url: found.url,
    token: found.token,
    gatewayUrl: found.url,
    parts: { server: found.pid },
    healthUrls: {},
    folder,
    agent: enrol,
    stop: async () => {
      await server?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
