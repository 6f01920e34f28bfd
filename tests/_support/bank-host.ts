import 'reflect-metadata';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { parseNetwork } from '#contracts/network/parse-network.js';
import { loadMapping } from '#edge-agent/connectors/file-drop/load-mapping.js';
import { importFiles } from '#edge-agent/import-files.js';
import type { ImportReport } from '#edge-agent/import-report.js';
import { PathWsAdapter } from '#gateway/adapters/path-ws-adapter.js';
import { PostgresAgentRegistry } from '#gateway/adapters/postgres-agent-registry.js';
import { createAgent } from '#gateway/application/enrol.js';
import { GatewayModule } from '#gateway/gateway.module.js';
import { DirectEventLog } from '#platform/event-log/direct-event-log.js';
import { DirectLatestFeed } from '#platform/event-log/latest-feed.js';
import { type Database, openDatabase } from '#platform/postgres/database.js';
import { migrate } from '#platform/postgres/migrate.js';
import { applyNetwork } from '#standalone/network/apply-network.js';
import { StreamProcessorModule } from '#stream-processor/stream-processor.module.js';
import { startPostgres } from './embedded-postgres.js';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The bank's log; it may be absent. */
export const BANK_LOG = at('../shared/data/bank-january-1999.tsv');

/** The bank's network in a new database, with gateway and processor; `importing` sends a file through a real agent. */
export interface BankHost {
  readonly database: Database;
  readonly folder: string;
  importing(file: string, agentId?: string): Promise<ImportReport>;
  /** Breaks every connection, as a restart does. */
  breakLinks(): void;
  stop(): Promise<void>;
}

export async function startBank(): Promise<BankHost> {
  const folder = await mkdtemp(join(tmpdir(), 'mnara-bank-'));
  const postgres = await startPostgres();
  await migrate(postgres.url);
  const database = openDatabase(postgres.url);
  const source = await readFile(at('tests/bank-log/network.yaml'), 'utf8');
  const parsed = parseNetwork(source);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed));
  await applyNetwork(database, parsed.network, source, Date.now());
  const log = new DirectEventLog();
  const statuses = new DirectLatestFeed();
  @Module({
    imports: [GatewayModule.forRoot({ database, log }), StreamProcessorModule.forRoot({ database, log, statuses })],
  })
  class Host {}
  const app = await NestFactory.create(Host, { logger: false });
  app.useWebSocketAdapter(new PathWsAdapter(app));
  await app.listen(0, '127.0.0.1');
  const server = app.getHttpServer() as Server;
  const gatewayUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const mapping = loadMapping(await readFile(at('tests/bank-log/mapping.yaml'), 'utf8'), 'mapping.yaml');
  return {
    database,
    folder,
    importing: async (file, agentId = 'bank') => {
      const { key } = await createAgent(new PostgresAgentRegistry(database), agentId, undefined, Date.now());
      return importFiles({ files: [file], mapping, agentId, gatewayUrl, key, dataDir: folder });
    },
    breakLinks: () => {
      for (const socket of sockets) socket.destroy();
    },
    stop: async () => {
      await app.close();
      await log.close();
      await database.close();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
