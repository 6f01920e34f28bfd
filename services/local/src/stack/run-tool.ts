import { type ExecFileException, execFile } from 'node:child_process';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
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
const run = promisify(execFile);

/**
 * Runs a program of this machine to its end, without input, and returns what it printed.
 * @throws StackError with `missing` when it cannot be started, or with the last words of a program that failed
 */
export async function runTool(tool: string, args: readonly string[], options: ToolOptions): Promise<string> {
  const { cwd, missing, limitMs = LIMIT_MS } = options;
  const place = cwd === undefined ? {} : { cwd };
  const running = run(tool, args, { ...place, timeout: limitMs, killSignal: 'SIGKILL', maxBuffer: Infinity });
  running.child.stdin?.end();
  try {
    return (await running).stdout;
  } catch (cause) {
    const { code, signal, stdout = '', stderr = '' } = cause as ExecFileException;
    // A text is the operating system's reason not to start it; a number is the program's own exit code.
    if (typeof code === 'string') throw new StackError(missing, { cause });
    const words = `${stdout}\n${stderr}`.trim().slice(-LAST_WORDS);
    throw new StackError(`${tool} ${args[0] ?? ''} ended with ${signal ?? code}: ${words}`, { cause });
  }
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
