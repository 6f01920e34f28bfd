import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { onTestFinished, vi } from 'vitest';
import { childrenOf, ROOT } from './mnara.js';

/** Maximum wait, far above what a busy machine needs; only what never happens fails. */
const PATIENCE = { timeout: 150_000, interval: 50 };

/** A program that was started as a person or systemd starts it. */
export interface Launched {
  /** Everything that it has written, standard output and standard error. */
  said(): string;
  /** Resolves with the first match in the output. @throws with the whole output when there is none */
  untilSaid(wanted: RegExp): Promise<string>;
  /** Sends the signal to the launcher alone, as `kill` does. */
  signal(name: NodeJS.Signals): void;
  /** Sends the signal to every process, as Ctrl-C at a terminal does, and systemd. */
  signalAll(name: NodeJS.Signals): void;
  /** Exit code of the launcher, or the signal that ended it. */
  ended(): Promise<number | NodeJS.Signals>;
  /** The descendants of the launcher that still run. */
  left(): Process[];
  /** Resolves when none of them runs. @throws with their names */
  untilNothingIsLeft(): Promise<void>;
}

interface Process {
  readonly pid: number;
  readonly command: string;
}

/** Whether this process still runs: neither a zombie, nor another process with the same id. */
function isRunning({ pid, command }: Process): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') === command;
  } catch {
    return false;
  }
}

function familyOf(pid: number): Process[] {
  if (!existsSync(`/proc/${pid}`)) return [];
  return childrenOf(pid).flatMap((child) => [child, ...familyOf(child.pid)]);
}

/** The environment of a person's shell, without the variables of the npm that runs the test. */
function bareEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_(?!config_)|VITEST|MNARA_|NODE_)/i.test(name));
  return { ...Object.fromEntries(own), NO_COLOR: '1', npm_config_update_notifier: 'false' };
}

/**
 * Starts a command in the project's folder, in its own process group. What still runs at the end of the test is killed.
 */
export function launch(command: readonly string[], variables: Readonly<Record<string, string>> = {}): Launched {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd: ROOT,
    env: { ...bareEnvironment(), ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const pid = child.pid ?? 0;
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
  let outcome: number | NodeJS.Signals | undefined;
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      outcome = signal ?? code ?? -1;
      resolve(outcome);
    });
  });
  let family: Process[] = [];
  onTestFinished(() => {
    for (const one of [...family, ...familyOf(pid)]) if (isRunning(one)) process.kill(one.pid, 'SIGKILL');
    child.kill('SIGKILL');
  });
  const left = (): Process[] => family.filter(isRunning);
  return {
    said: () => text,
    untilSaid: (wanted) =>
      vi.waitFor(() => {
        const found = wanted.exec(text);
        if (found !== null) return found[1] ?? found[0];
        throw new Error(`${command.join(' ')} ${outcome === undefined ? 'runs' : `ended (${outcome})`}. Said: ${text}`);
      }, PATIENCE),
    signal: (name) => {
      family = familyOf(pid);
      process.kill(pid, name);
    },
    signalAll: (name) => {
      family = familyOf(pid);
      process.kill(-pid, name);
    },
    ended: () => ended,
    left,
    untilNothingIsLeft: () =>
      vi.waitFor(() => {
        const names = left().map((one) => `${one.pid} ${one.command}`);
        if (names.length > 0) throw new Error(`still running: ${names.join('; ')}. Said: ${text}`);
      }, PATIENCE),
  };
}

/** Listens on the port of an address for a moment. @throws when another program uses it */
export const takePort = (url: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(Number(new URL(url).port), '127.0.0.1', () => server.close(() => resolve()));
  });
