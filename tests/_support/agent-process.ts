import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/services/edge-agent/src/main.js', import.meta.url));

/** Whether the project was built, so that an agent can run as a separate process. */
export const isAgentBuilt = existsSync(MAIN);

/** An agent in a separate process. */
export interface AgentProcess {
  readonly pid: number;
  /** Kills the process with SIGKILL and waits until it has ended. */
  kill(): Promise<void>;
}

/** Starts an agent with a configuration and waits until it is running. */
export async function startAgentProcess(configPath: string): Promise<AgentProcess> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, configPath], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error('The agent ended before it ran.')));
    child.stdout.on('data', (data) => {
      if (String(data).includes('The agent runs.')) resolve();
    });
  });
  return {
    pid: child.pid ?? 0,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
