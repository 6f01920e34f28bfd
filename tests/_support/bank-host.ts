import 'reflect-metadata';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { parseNetwork } from '#config-files/network/parse-network.js';
import { importFiles } from '#edge-agent/import-files.js';
import type { ImportReport } from '#edge-agent/import-report.js';
import { loadMapping } from '#edge-agent/mapping/load-mapping.js';
import { GatewayModule } from '#gateway/gateway.module.js';
import { PathWsAdapter } from '#gateway/link/path-ws-adapter.js';
import { type Database, openDatabase } from '#platform/postgres/database.js';
import { createAgent } from '#store/agents/enrol.js';
import { PostgresAgentRegistry } from '#store/agents/postgres-agent-registry.js';
import { applyNetwork } from '#store/network/apply-network.js';
import { StreamProcessorModule } from '#stream-processor/stream-processor.module.js';
import { EMBEDDED, type Shape } from './shape.js';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Path of the bank's log; the file may be missing. */
export const BANK_LOG = at('../shared/data/bank-january-1999.tsv');

/**
 * The bank's network in a new database, with a gateway and a processor; `importing` sends a file through a real agent.
 */
export interface BankHost {
  readonly database: Database;
  readonly folder: string;
  readonly gatewayUrl: string;
  /** @param mappingText in place of the host's mapping */
  importing(file: string, agentId?: string, mappingText?: string): Promise<ImportReport>;
  /** Breaks every connection, as a restart would do. */
  breakLinks(): void;
  stop(): Promise<void>;
}

/** The two files, relative to the project, that say what is imported. */
export interface ImportSource {
  readonly network: string;
  readonly mapping: string;
}

const BANK: ImportSource = { network: 'tests/bank-log/network.yaml', mapping: 'tests/bank-log/mapping.yaml' };

export async function startBank(shape: Shape = EMBEDDED, from: ImportSource = BANK): Promise<BankHost> {
  const folder = await mkdtemp(join(tmpdir(), 'mnara-bank-'));
  const parts = await shape.start();
  const { log, statuses } = parts;
  const database = openDatabase(parts.databaseUrl);
  const source = await readFile(at(from.network), 'utf8');
  const parsed = parseNetwork(source);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed));
  await applyNetwork(database, parsed.network, source, Date.now());
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
  /** Number of events that each agent has sent so far. */
  const sent = new Map<string, number>();
  const mapping = loadMapping(await readFile(at(from.mapping), 'utf8'), 'mapping.yaml');
  return {
    database,
    folder,
    gatewayUrl,
    importing: async (file, agentId = 'bank', mappingText) => {
      const by = mappingText === undefined ? mapping : loadMapping(mappingText, 'mapping.yaml');
      const { key } = await createAgent(new PostgresAgentRegistry(database), agentId, undefined, Date.now());
      const report = await importFiles({ files: [file], mapping: by, agentId, gatewayUrl, key, dataDir: folder });
      sent.set(agentId, (sent.get(agentId) ?? 0) + report.eventsAccepted);
      // Acknowledged events are in the log; the processor may not have applied them yet.
      await untilApplied(database, agentId, sent.get(agentId) ?? 0);
      return report;
    },
    breakLinks: () => {
      for (const socket of sockets) socket.destroy();
    },
    stop: async () => {
      await app.close();
      await log.close();
      await database.close();
      await parts.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilApplied(database: Database, agentId: string, events: number): Promise<void> {
  for (;;) {
    const { rows } = await database.query<{ n: number }>(
      'SELECT coalesce(sum(last_seq), 0)::int AS n FROM mnara.agent_position WHERE agent_id = $1',
      [agentId],
    );
    if ((rows[0]?.n ?? 0) >= events) return;
    await sleep(50);
  }
}
