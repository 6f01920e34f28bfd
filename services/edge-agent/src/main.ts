// First, before anything is allocated.
import './small-heap.js';

import { pino } from 'pino';
import { readAgentConfig } from './agent-config.js';
import { readEnvironment } from './environment.js';
import { runConfiguredAgent } from './run-configured-agent.js';

const { configPath = process.argv[2], logLevel } = readEnvironment();
const log = pino({ level: logLevel, base: { service: 'edge-agent' } });
try {
  if (configPath === undefined) throw new Error('Name the configuration: as the argument, or in MNARA_AGENT_CONFIG.');
  const agent = await runConfiguredAgent(readAgentConfig(configPath), log);
  log.info(
    { agentId: agent.agentId, outboxId: agent.status().outboxId, pending: agent.status().pending },
    'The agent runs.',
  );
  const stop = (): void => void agent.stop().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  log.fatal({}, error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
