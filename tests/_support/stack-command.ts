import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { temporaryFolder } from './embedded-postgres.js';
import { type Called, ROOT } from './mnara.js';

const NODE = `${ROOT}node_modules/node/bin/node`;
const MAIN = `${ROOT}dist/services/cli/src/main.js`;
const LIMIT_MS = 290_000;

/** The output of `mnara stack status`. */
export interface StackStatus {
  readonly running: boolean;
  readonly phase: string;
  readonly url: string;
  readonly well: boolean;
  readonly parts: readonly { name: string; pid: number; address: string; health: string; restarts: number }[];
}

/** `mnara stack` on a separate data folder. */
export interface StackCommand {
  readonly folder: string;
  call(command: string, ...args: string[]): Promise<Called>;
  status(): Promise<StackStatus>;
  /** Stops what runs and removes the folder. */
  remove(): Promise<void>;
}

const run = (args: readonly string[], variables: Readonly<Record<string, string>>): Promise<Called> =>
  new Promise((resolve) => {
    execFile(
      NODE,
      ['--disable-warning=ExperimentalWarning', MAIN, ...args],
      { cwd: ROOT, env: { ...process.env, ...variables }, timeout: LIMIT_MS },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr });
      },
    );
  });

export async function stackCommand(variables: Readonly<Record<string, string>> = {}): Promise<StackCommand> {
  const folder = await temporaryFolder('mnara-test-stack-');
  const call = (command: string, ...args: string[]): Promise<Called> =>
    run(['stack', command, '--data', folder, ...args], variables);
  return {
    folder,
    call,
    status: async () => JSON.parse((await call('status', '--format', 'json')).stdout) as StackStatus,
    remove: async () => {
      await call('down');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
