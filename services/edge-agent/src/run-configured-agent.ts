import { readFileSync } from 'node:fs';
import type { RunningAgent } from './agent/agent.js';
import type { AgentLog } from './agent/agent-log.js';
import { type AgentConfig, type ConnectorConfig, readSecret } from './agent-config.js';
import type { Connector } from './connectors/connector.js';
import { FileDropConnector } from './connectors/file-drop/file-drop-connector.js';
import { LocalHttpConnector } from './connectors/local-http/local-http-connector.js';
import { loadMapping } from './mapping/load-mapping.js';
import { pseudonymSecret } from './pseudonym-secret.js';
import { startAgent } from './start-agent.js';

/**
 * Starts the agent that a configuration describes.
 * @throws MappingError, AgentConfigError, or the error of a connector that cannot start
 */
export function runConfiguredAgent(config: AgentConfig, log: AgentLog): Promise<RunningAgent> {
  const secret = pseudonymSecret(config.dataDir);
  const connectors = config.connectors.map((one) => connectorOf(one, secret, log));
  return startAgent({ ...config, connectors, log });
}

function connectorOf(config: ConnectorConfig, secret: () => string, log: AgentLog): Connector {
  switch (config.kind) {
    case 'file-drop': {
      const mapping = loadMapping(readFileSync(config.mapping, 'utf8'), config.mapping);
      return new FileDropConnector({
        folder: config.folder,
        mapping,
        secret,
        log,
        settleMs: config.settleSeconds * 1000,
      });
    }
    case 'local-http':
      return new LocalHttpConnector({
        port: config.port,
        token: config.tokenFile === undefined ? undefined : readSecret(config.tokenFile, 'token'),
      });
    default:
      return config satisfies never;
  }
}
