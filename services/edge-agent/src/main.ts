// This import must be first, before anything is allocated.
import './small-heap.js';

import { pino } from 'pino';
import { readAgentConfig } from './agent-config.js';
import { readEnvironment } from './environment.js';
import { runConfiguredAgent } from './run-configured-agent.js';

const { configPath = process.argv[2], logLevel } = readEnvironment();
const log = pino({ level: logLevel, base: { service: 'edge-agent' } });
try {
  if (configPath === undefined)
    throw new Error('No configuration is given; pass its path as the argument or in MNARA_AGENT_CONFIG.');
  const agent = await runConfiguredAgent(readAgentConfig(configPath), log);
  log.info(
    { agentId: agent.agentId, outboxId: agent.status().outboxId, pending: agent.status().pending },
    'The agent runs.',
  );
  let isStopping = false;
  // The signal may arrive twice, from a terminal and from a launcher; the second one must not interrupt the shutdown.
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    void agent.stop().then(() => process.exit(0));
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
} catch (error) {
  log.fatal({}, error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
