import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fromBinary } from '@bufbuild/protobuf';
import { EventSchema } from '#contracts/gen/mnara/v1/event_pb.js';
import type { RunningAgent } from '#edge-agent/agent/agent.js';
import { SILENT_LOG } from '#edge-agent/agent/agent-log.js';
import { readAgentConfig } from '#edge-agent/agent-config.js';
import { outboxPath } from '#edge-agent/outbox/outbox-path.js';
import { runConfiguredAgent } from '#edge-agent/run-configured-agent.js';

/** A port that nobody listens on: the server is away. */
const AWAY = 'http://127.0.0.1:9';

/** A folder for an agent's file and what it names; agents that are started in it one after another share an outbox. */
export interface AgentFolder {
  readonly folder: string;
  /** Writes a file and returns its path. */
  file(name: string, text: string): string;
  /** Starts an agent whose server is away, from a file with these connectors. */
  start(connectors: readonly object[], settings?: object): Promise<OfflineAgent>;
  remove(): void;
}

/** An agent that keeps its events. */
export interface OfflineAgent {
  readonly agent: RunningAgent;
  /** The recorded events in their order, such as "A1 ticketIssued". */
  events(): readonly string[];
  /** The defects of the recorded events. */
  defects(): readonly string[];
  /** The health of the connector with this name. */
  health(name: string): RunningAgent['status'] extends () => { connectors: readonly (infer One)[] } ? One : never;
  /** Where the connector with this name listens. */
  address(name: string): string;
  stop(): Promise<void>;
}

export function agentFolder(): AgentFolder {
  const folder = mkdtempSync(join(tmpdir(), 'mnara-offline-'));
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  file('agent.key', 'key');
  return {
    folder,
    file,
    start: async (connectors, settings = {}) => {
      const given = { agentId: 'a', centreId: 'c', gatewayUrl: AWAY, keyFile: 'agent.key', dataDir: 'data' };
      const path = file('agent.yaml', JSON.stringify({ ...given, heartbeatSeconds: 0, ...settings, connectors }));
      const agent = await runConfiguredAgent(readAgentConfig(path), SILENT_LOG);
      return offlineAgent(agent, join(folder, 'data'));
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

function offlineAgent(agent: RunningAgent, dataDir: string): OfflineAgent {
  const stored = () => {
    const db = new DatabaseSync(outboxPath(dataDir), { readOnly: true });
    try {
      const rows = db.prepare('SELECT payload FROM event ORDER BY seq').all();
      return rows.map(({ payload }) => fromBinary(EventSchema, payload as Uint8Array));
    } finally {
      db.close();
    }
  };
  const health = (name: string) => {
    const found = agent.status().connectors.find((one) => one.name === name);
    if (found === undefined) throw new Error(`No connector ${name}.`);
    return found;
  };
  return {
    agent,
    events: () => stored().map(({ visitId, fact }) => `${visitId} ${fact.case}`),
    defects: () => stored().flatMap(({ defects }) => defects),
    health,
    address: (name) => /Listening on (\S+?)\.(?: |$)/.exec(health(name).message)?.[1] ?? '',
    stop: () => agent.stop(),
  };
}
