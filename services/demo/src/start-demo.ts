import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '#platform/postgres/database.js';
import { createAgent } from '#store/agents/enrol.js';
import { PostgresAgentRegistry } from '#store/agents/postgres-agent-registry.js';
import { NetworkStore } from '#store/network/network-store.js';
import { type DemoProcess, startDemoProcess } from './demo-process.js';
import type { AgentIdentity } from './run-demo.js';

/** Returns the demonstration's agents. Their keys are created once and stored beside their outboxes, mode 0600. */
async function identities(database: Database, folder: string): Promise<ReadonlyMap<string, AgentIdentity>> {
  const path = join(folder, 'agents', 'keys.json');
  const centreIds = await new NetworkStore(database).centreIds();
  const kept = existsSync(path) ? (JSON.parse(await readFile(path, 'utf8')) as [string, AgentIdentity][]) : [];
  const known = new Map(kept);
  const missing = centreIds.filter((centreId) => !known.has(centreId));
  const registry = new PostgresAgentRegistry(database);
  for (const centreId of missing) {
    const agentId = `demo-${centreId}`;
    const { key } = await createAgent(registry, agentId, centreId, Date.now());
    known.set(centreId, { agentId, key });
  }
  if (missing.length > 0) {
    await mkdir(join(folder, 'agents'), { recursive: true, mode: 0o700 });
    await writeFile(path, JSON.stringify([...known]), { mode: 0o600 });
  }
  return known;
}

/** Starts one real agent for each centre of the network in the database, all in one separate process. */
export async function startDemo(
  database: Database,
  folder: string,
  gatewayUrl: string,
  onProblem: (text: string) => void,
): Promise<DemoProcess> {
  const yamlText = (await new NetworkStore(database).description()) ?? '';
  const agents = await identities(database, folder);
  return startDemoProcess({ gatewayUrl, dataDir: folder, yamlText, agents, onProblem });
}
