import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '#platform/postgres/database.js';
import { createAgent } from '#store/agents/enrol.js';
import { PostgresAgentRegistry } from '#store/agents/postgres-agent-registry.js';
import { type DemoProcess, startDemoProcess } from './demo-process.js';
import type { AgentIdentity } from './run-demo.js';

/** Returns the demonstration's agents. Their keys are created once and stored beside their outboxes, mode 0600. */
async function identities(database: Database, folder: string): Promise<ReadonlyMap<string, AgentIdentity>> {
  const path = join(folder, 'agents', 'keys.json');
  const { rows } = await database.query<{ centre_id: string }>('SELECT centre_id FROM mnara.centre ORDER BY centre_id');
  const kept = existsSync(path) ? (JSON.parse(await readFile(path, 'utf8')) as [string, AgentIdentity][]) : [];
  const known = new Map(kept);
  const missing = rows.filter(({ centre_id }) => !known.has(centre_id));
  const registry = new PostgresAgentRegistry(database);
  for (const { centre_id } of missing) {
    const agentId = `demo-${centre_id}`;
    const { key } = await createAgent(registry, agentId, centre_id, Date.now());
    known.set(centre_id, { agentId, key });
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
  const { rows } = await database.query<{ description: string }>('SELECT description FROM mnara.network');
  const agents = await identities(database, folder);
  return startDemoProcess({
    gatewayUrl,
    dataDir: folder,
    yamlText: rows[0]?.description ?? '',
    agents,
    onProblem: onProblem,
  });
}
