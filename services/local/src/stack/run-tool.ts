import { spawn } from 'node:child_process';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { StackError } from './stack-error.js';

export interface ToolOptions {
  readonly cwd?: string;
  /** What to say when the machine does not have the tool. */
  readonly missing: string;
  /** Ends it after this time; without it ten minutes. */
  readonly limitMs?: number;
}

const LIMIT_MS = 600_000;
const LAST_WORDS = 1500;

/**
 * Runs a program of this machine to its end and returns what it printed.
 * @throws StackError with the mend, or with its last words
 */
export function runTool(tool: string, args: readonly string[], options: ToolOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(tool, args, {
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // The option `timeout` of spawn keeps its timer, and this process, where the program does not exist.
    const limit = setTimeout(() => child.kill('SIGKILL'), options.limitMs ?? LIMIT_MS);
    let printed = '';
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString('utf8');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
    child.once('error', (cause) => {
      clearTimeout(limit);
      reject(new StackError(options.missing, { cause }));
    });
    child.once('close', (code, signal) => {
      clearTimeout(limit);
      if (code === 0) resolve(printed);
      else
        reject(
          new StackError(
            `${tool} ${args[0] ?? ''} ended with ${signal ?? code}: ${`${printed}\n${said}`.trim().slice(-LAST_WORDS)}`,
          ),
        );
    });
  });
}

/** Makes a folder whole or not at all, once: what another process has finished meanwhile is taken. */
export async function makeOnce(folder: string, make: (partial: string) => Promise<void>): Promise<string> {
  const isThere = (): Promise<boolean> =>
    stat(folder).then(
      () => true,
      () => false,
    );
  if (await isThere()) return folder;
  const partial = `${folder}.${process.pid}`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true, mode: 0o755 });
  try {
    await make(partial);
    await rename(partial, folder).catch(async (error) => {
      if (!(await isThere())) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return folder;
}
