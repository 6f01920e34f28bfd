import { join } from 'node:path';
import type { RunningAgent } from './agent/agent.js';
import type { AgentLog } from './agent/agent-log.js';
import type { AgentConfig } from './agent-config.js';
import { pseudonymSecret } from './pseudonym-secret.js';
import { startAgent } from './start-agent.js';

/**
 * Starts the agent that a configuration describes.
 * @throws MappingError, AgentConfigError, or the error of a connector that cannot start
 */
export async function runConfiguredAgent(config: AgentConfig, log: AgentLog): Promise<RunningAgent> {
  const secret = pseudonymSecret(config.pseudonymKeyFile ?? join(config.dataDir, 'pseudonym.key'));
  const connectors = await Promise.all(
    config.connectors.map(({ open }) => open({ secret, log, dataDir: config.dataDir, now: Date.now })),
  );
  return startAgent({ ...config, connectors, log });
}
