import 'reflect-metadata';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { outboxesIn } from '#cli/verify.js';
import { parseNetwork } from '#config-files/network/parse-network.js';
import { type AgentOfFiles, importFiles } from '#edge-agent/import-files.js';
import type { ImportReport } from '#edge-agent/import-report.js';
import type { ImportServer } from '#edge-agent/import-server.js';
import { loadMapping } from '#edge-agent/mapping/load-mapping.js';
import { withdrawImport } from '#edge-agent/withdraw-import.js';
import { GatewayModule } from '#gateway/gateway.module.js';
import { PathWsAdapter } from '#gateway/link/path-ws-adapter.js';
import { type Database, openDatabase } from '#platform/postgres/database.js';
import { createAgent } from '#store/agents/enrol.js';
import { PostgresAgentRegistry } from '#store/agents/postgres-agent-registry.js';
import { lettersOfOutbox, readImport } from '#store/imports/import-records.js';
import { applyNetwork } from '#store/network/apply-network.js';
import { ProcessorHost, StreamProcessorModule } from '#stream-processor/stream-processor.module.js';
import { EMBEDDED, type Shape } from './shape.js';
import { until } from './until.js';

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
  /**
   * @param mappingText in place of the host's mapping
   * @param replaces an import that leaves when this one is counted
   */
  importing(file: string, agentId?: string, mappingText?: string, replaces?: string): Promise<ImportReport>;
  /** Withdraws an import, and waits until everything of it has left. */
  withdrawing(importId: string, agentId?: string): Promise<void>;
  /** The processor reads the network and the boundaries of retention again before its next batch. */
  networkChanged(): void;
  /** Breaks every connection, as a restart would do. */
  breakLinks(): void;
  stop(): Promise<void>;
}

/** The two files, relative to the project, that say what is imported. */
export interface ImportSource {
  readonly network: string;
  readonly mapping: string;
}

/** A page of dead letters: small, so that there are several. */
const LETTERS = 3;

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
  const mapping = loadMapping(await readFile(at(from.mapping), 'utf8'), 'mapping.yaml');
  const agentOf = async (agentId: string): Promise<AgentOfFiles> => {
    const { key } = await createAgent(new PostgresAgentRegistry(database), agentId, undefined, Date.now());
    return { agentId, gatewayUrl, key, dataDir: folder };
  };
  return {
    database,
    folder,
    gatewayUrl,
    importing: async (file, agentId = 'bank', mappingText, replaces) => {
      const by = mappingText === undefined ? mapping : loadMapping(mappingText, 'mapping.yaml');
      const report = await importFiles({
        files: [file],
        mapping: by,
        server: serverOf(database, folder, agentId),
        ...(await agentOf(agentId)),
        ...(replaces === undefined ? {} : { replaces: { importId: replaces, isDone: () => true } }),
      });
      // Acknowledged events are in the log; the processor may not have applied them yet.
      await untilApplied(database, folder);
      if (replaces !== undefined) await untilWithdrawn(database, replaces);
      return report;
    },
    withdrawing: async (importId, agentId = 'bank') => {
      await withdrawImport(await agentOf(agentId), importId);
      await untilWithdrawn(database, importId);
    },
    networkChanged: () => app.get(ProcessorHost).networkChanged(),
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

/** What an import asks of its server. */
const serverOf = (database: Database, folder: string, agentId: string): ImportServer => ({
  applied: () => untilApplied(database, folder),
  unused: (outboxId, afterLetterId) => lettersOfOutbox(database, { agentId, outboxId, afterLetterId, limit: LETTERS }),
  isWithdrawn: async (importId) => (await readImport(database, importId))?.state === 'withdrawn',
});

const untilWithdrawn = async (database: Database, importId: string): Promise<void> =>
  void (await until(
    'the import is withdrawn',
    async () => (await readImport(database, importId))?.state === 'withdrawn',
    () => readImport(database, importId),
  ));

/** Until everything that the outboxes in the folder have recorded is applied. */
async function untilApplied(database: Database, folder: string): Promise<void> {
  const outboxes = Object.entries(outboxesIn(folder));
  await until('everything that was recorded is applied', async () => {
    const { rows } = await database.query<{ id: string; n: number }>(
      'SELECT outbox_id AS id, last_seq AS n FROM mnara.agent_position',
    );
    const applied = new Map(rows.map(({ id, n }) => [id, n]));
    return outboxes.every(([id, { recorded }]) => (applied.get(id) ?? 0) >= recorded);
  });
}
