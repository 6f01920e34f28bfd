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

/** The bank's month; tests are skipped, saying so, where it is absent. */
export const BANK_LOG = at('../shared/data/bank-january-1999.tsv');

/** A database that holds the bank's month, brought there by a real agent, gateway, log and processor. */
export async function startBank(): Promise<{ database: Database; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'mnara-bank-'));
  const postgres = await startPostgres();
  await migrate(postgres.url);
  const database = openDatabase(postgres.url);
  const source = await readFile(at('tests/bank-log/network.yaml'), 'utf8');
  const parsed = parseNetwork(source);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed));
  await applyNetwork(database, parsed.network, source, Date.now());
  const log = new DirectEventLog();
  class Host {}
  Module({
    imports: [
      GatewayModule.forRoot({ database, log }),
      StreamProcessorModule.forRoot({ database, log, statuses: new DirectLatestFeed() }),
    ],
  })(Host);
  const app = await NestFactory.create(Host, { logger: false });
  app.useWebSocketAdapter(new PathWsAdapter(app));
  await app.listen(0, '127.0.0.1');
  const gatewayUrl = `http://127.0.0.1:${((app.getHttpServer() as Server).address() as AddressInfo).port}`;
  const { key } = await createAgent(new PostgresAgentRegistry(database), 'bank', undefined, Date.now());
  const mapping = loadMapping(await readFile(at('tests/bank-log/mapping.yaml'), 'utf8'), 'mapping.yaml');
  await importFiles({ files: [BANK_LOG], mapping, agentId: 'bank', gatewayUrl, key, dataDir: folder });
  return {
    database,
    stop: async () => {
      await app.close();
      await log.close();
      await database.close();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
