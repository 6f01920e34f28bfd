import { join } from 'node:path';
import type { AgentOfFiles } from './import-files.js';
import { startImporter, whileLinked } from './import-files.js';
import { sayWithdrawn } from './import-unit.js';

/**
 * Withdraws an import through the agent that made it, and resolves when the event log has the withdrawal. Its facts
 * leave the figures after that.
 * @throws ImportLinkError when the gateway cannot be reached; run it again
 */
export async function withdrawImport(options: AgentOfFiles, importId: string): Promise<void> {
  const dataDir = join(options.dataDir, 'agents', options.agentId);
  const agent = await startImporter(options, dataDir);
  try {
    await whileLinked(agent, options, async (signal) => {
      await sayWithdrawn(agent.sink, importId, (options.now ?? Date.now)());
      agent.forgetImport(importId);
      await agent.drained(signal);
    });
  } finally {
    await agent.stop();
  }
}
