import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportServer, UnusedEvent } from '#edge-agent/import-server.js';
import { environment } from '#local/environment.js';
import type { ImportRecord } from '#store/imports/import-records.js';
import { CommandError } from './output.js';
import { connect, dataFolder, type ServerClient } from './server-client.js';
import { untilApplied } from './until-applied.js';
import { untilReady } from './until-ready.js';
import { outboxesIn } from './verify.js';

/** Options with which a command of imports finds its gateway. */
export interface GatewayOptions {
  readonly data?: string;
  readonly agent: string;
  readonly url?: string;
  readonly keyFile?: string;
}

/** The address of a gateway and the agent's key for it. */
interface Gateway {
  readonly url: string;
  readonly key: string;
}

/**
 * Stores the agent's key, and the gateway's address if it differs, with the outbox, so that a second import uses the
 * same agent.
 */
async function registered(server: ServerClient, folder: string, agentId: string): Promise<Gateway> {
  const home = join(folder, 'agents', agentId);
  const [keyPath, urlPath] = [join(home, 'agent.key'), join(home, 'gateway.url')];
  const stored = async (path: string): Promise<string> => (await readFile(path, 'utf8')).trim();
  if (existsSync(keyPath))
    return { key: await stored(keyPath), url: existsSync(urlPath) ? await stored(urlPath) : server.url };
  const { key, gatewayUrl } = await server.admin<{ key: string; gatewayUrl?: string }>('agents', { agentId });
  await mkdir(home, { recursive: true, mode: 0o700 });
  if (gatewayUrl !== undefined) await writeFile(urlPath, gatewayUrl);
  await writeFile(keyPath, key, { mode: 0o600 });
  return { key, url: gatewayUrl ?? server.url };
}

/** The gateway for the import, and the server if it runs on this machine. */
export async function gatewayOf(
  options: GatewayOptions,
  home: string,
): Promise<Gateway & { readonly server?: ServerClient }> {
  if (options.url !== undefined && options.keyFile !== undefined)
    return { url: options.url, key: (await readFile(options.keyFile, 'utf8')).trim() };
  const server = connect({}, dataFolder(options.data, environment.data));
  await untilReady(server.url);
  const { url, key } = await registered(server, home, options.agent);
  return { url: options.url ?? url, key, server };
}

/** What an import asks of the server on this machine. */
export function importServer(server: ServerClient, agentId: string, home: string): ImportServer {
  return {
    applied: () => untilApplied(server, agentId, outboxesIn(home)),
    unused: (outboxId, afterLetterId) =>
      server.admin<readonly UnusedEvent[]>('imports/unused', { agentId, outboxId, afterLetterId }),
    isWithdrawn: async (importId) => {
      const found = await importOf(server, importId).catch((error: unknown) => {
        if (error instanceof CommandError && error.exitCode === 2) return undefined;
        throw error;
      });
      return found?.state === 'withdrawn' || found?.state === 'withdrawing';
    },
  };
}

/** @throws CommandError 2 when there is no such import */
export const importOf = (server: ServerClient, importId: string): Promise<ImportRecord> =>
  server.admin<ImportRecord>('imports/show', { importId });

/** @throws CommandError 1 when the import has facts of appointments: they do not name their import yet */
export function refuseAppointments({ importId, hasAppointments }: ImportRecord): void {
  if (!hasAppointments) return;
  throw new CommandError(
    1,
    `Import ${importId} has appointments or slots, which cannot be taken out again yet, so nothing was withdrawn. ` +
      'Correct them by facts of their own, such as a cancellation, or start again in a new data folder.',
  );
}
