import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { demoNetwork } from '#demo/demo-network.js';

/** The project's folder, whether this file runs from the sources or from the build. */
export const ROOT = fileURLToPath(
  new URL(import.meta.url.includes('/dist/tests/') ? '../../..' : '../..', import.meta.url),
);
const NODE = join(ROOT, 'node_modules/node/bin/node');
const MAIN = join(ROOT, 'dist/services/cli/src/main.js');
const ARGUMENTS = ['--disable-warning=ExperimentalWarning', MAIN];

/** The result of a call of the program. */
export interface Called {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `mnara` with these arguments to its end. */
export function mnara(...args: string[]): Promise<Called> {
  return new Promise((resolve) => {
    execFile(NODE, [...ARGUMENTS, ...args], { maxBuffer: 64 * 1024 * 1024, cwd: ROOT }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr });
    });
  });
}

/** A running `mnara serve`. */
export interface Served {
  readonly url: string;
  readonly pid: number;
  readonly startMs: number;
  /** Its output so far. */
  said(): string;
  /** SIGTERM, and wait. */
  stop(): Promise<number | null>;
  /** Kills the process with SIGKILL and waits until it has ended. */
  kill(): Promise<void>;
}

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) =>
    child.exitCode !== null || child.signalCode !== null
      ? resolve(child.exitCode)
      : child.once('exit', (code) => resolve(code)),
  );

/** Starts `mnara serve` and waits until it is live. @throws with its output when it ends before */
export const serveMnara = (...args: string[]): Promise<Served> => serveMnaraWith({}, ...args);

/** The same with more variables in the environment. */
export async function serveMnaraWith(env: Readonly<Record<string, string>>, ...args: string[]): Promise<Served> {
  const started = performance.now();
  const child = spawn(NODE, [...ARGUMENTS, 'serve', ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const live = new Promise<string>((resolve, reject) => {
    const collect = (chunk: Buffer): void => {
      said += chunk.toString('utf8');
      const found = /Mnara is live at (\S+)/.exec(said);
      if (found?.[1] !== undefined) resolve(found[1]);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('exit', (code) => reject(new Error(`mnara serve ended with ${code}: ${said}`)));
  });
  const url = await live;
  return {
    url,
    pid: child.pid ?? 0,
    startMs: performance.now() - started,
    said: () => said,
    stop: async () => {
      child.kill('SIGTERM');
      return ended(child);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended(child);
    },
  };
}

/** The ids of the child processes of a process. */
export function childrenOf(pid: number): { pid: number; command: string }[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === ''
    ? []
    : text
        .split(' ')
        .map((id) => ({ pid: Number(id), command: readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ') }));
}

/** The demonstration network cut down to a few centres, written to a file. */
export async function smallDemoNetwork(file: string, centres: number): Promise<void> {
  const { network: whole } = demoNetwork(Date.now());
  const kept = whole.centres.filter(({ kind }) => kind === 'stationary').slice(0, centres);
  const regions = new Set<string>(kept.map(({ region }) => region));
  const small = { ...whole, regions: whole.regions.filter(({ id }) => regions.has(id)), centres: kept };
  await writeFile(file, stringify(small, { aliasDuplicateObjects: false }));
}
