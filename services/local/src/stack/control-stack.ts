import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isAlive, untilGone } from '#platform/process/process-life.js';
import { runningServer } from '../data-folder.js';
import { environment } from '../environment.js';
import { StackError } from './stack-error.js';
import { type StackLayout, stackLayout } from './stack-layout.js';
import { commandOf, type PartState, runningStack, type StackState, writtenState } from './stack-state.js';

const MAIN = fileURLToPath(new URL('../../../cli/src/main.js', import.meta.url));
const STOP_MS = 120_000;
const STEP_MS = 150;

/** Reports the lines that are appended to a file. */
class Tail {
  #at = 0;
  #rest = '';

  constructor(readonly file: string) {}

  async skip(): Promise<void> {
    this.#at = existsSync(this.file) ? (await stat(this.file)).size : 0;
  }

  async read(report: (line: string) => void): Promise<void> {
    if (!existsSync(this.file)) return;
    const file = await open(this.file);
    try {
      const { size } = await file.stat();
      const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.max(0, size - this.#at)), 0, null, this.#at);
      this.#at += bytesRead;
      const lines = (this.#rest + buffer.toString('utf8', 0, bytesRead)).split('\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) report(line);
    } finally {
      await file.close();
    }
  }
}

function launchSupervisor(layout: StackLayout, args: readonly string[]): number {
  const log = openSync(join(layout.logs, 'supervisor.log'), 'a', 0o600);
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--max-old-space-size=256',
      '--enable-source-maps',
      MAIN,
      'stack',
      'supervise',
      '--data',
      layout.folder,
      ...args,
    ],
    { env: environment.forChild({}), cwd: layout.root, detached: true, stdio: ['ignore', log, log] },
  );
  closeSync(log);
  child.unref();
  if (child.pid === undefined) throw new StackError('The supervisor of the stack could not be started.');
  return child.pid;
}

export interface UpOptions {
  /** Arguments of `mnara stack supervise`. */
  readonly args: readonly string[];
  readonly report: (text: string) => void;
  /** When aborted, everything that was started is stopped again. */
  readonly stopping?: AbortSignal | undefined;
}

/**
 * Starts the stack of a folder and waits until it is live; a running stack stays as it is.
 * @throws StackError when it does not start, with the reason and how to fix it
 */
export async function bringUp(
  folder: string,
  { args, report, stopping }: UpOptions,
): Promise<{ readonly state: StackState; readonly wasRunning: boolean }> {
  const layout = stackLayout(folder);
  await mkdir(layout.logs, { recursive: true });
  const embedded = runningStack(layout) === undefined ? runningServer(folder) : undefined;
  if (embedded !== undefined)
    throw new StackError(
      `Another Mnara runs on ${folder} (process ${embedded.pid}, ${embedded.url}). Stop it first, or choose ` +
        'another folder with --data.',
    );
  const wasRunning = runningStack(layout) !== undefined;
  const tail = new Tail(join(layout.logs, 'supervisor.log'));
  await tail.skip();
  if (!wasRunning) await rm(layout.state, { force: true });
  const pid = runningStack(layout)?.supervisorPid ?? launchSupervisor(layout, args);
  const forwardStop = stopForwarder(pid, stopping);
  for (;;) {
    if (!wasRunning) forwardStop();
    const isOver = !isAlive(pid);
    if (!wasRunning) await tail.read(report);
    const state = writtenState(layout);
    if (state?.supervisorPid === pid && state.phase === 'live') return { state, wasRunning };
    if (isOver)
      throw new StackError(
        state?.message || `The supervisor ended; its log is ${join(layout.logs, 'supervisor.log')}.`,
      );
    await sleep(STEP_MS);
  }
}

/** Returns a function that asks the supervisor once to stop, when this process was asked to stop. */
function stopForwarder(pid: number, stopping: AbortSignal | undefined): () => void {
  let isDone = false;
  return () => {
    if (isDone || stopping?.aborted !== true) return;
    isDone = true;
    if (isAlive(pid)) process.kill(pid, 'SIGTERM');
  };
}

/**
 * Reports the output of the supervisor and forwards a request to stop, until the supervisor has ended. False when it
 * did not shut down cleanly.
 */
export async function follow(folder: string, report: (text: string) => void, stopping: AbortSignal): Promise<boolean> {
  const layout = stackLayout(folder);
  const tail = new Tail(join(layout.logs, 'supervisor.log'));
  await tail.skip();
  const pid = runningStack(layout)?.supervisorPid;
  if (pid === undefined) return !existsSync(layout.state);
  const forwardStop = stopForwarder(pid, stopping);
  while (isAlive(pid)) {
    forwardStop();
    await tail.read(report);
    await sleep(STEP_MS);
  }
  await tail.read(report);
  return !existsSync(layout.state);
}

/** The parts that still run although their supervisor has ended. */
export const survivors = (state: StackState): readonly PartState[] =>
  state.parts.filter(({ pid }) => pid > 0 && isAlive(pid) && /mnara|kafka|postgres/.test(commandOf(pid)));

/**
 * Stops the stack of a folder, also when its supervisor was killed; true when there was something to stop.
 * @throws StackError
 */
export async function bringDown(folder: string, report: (text: string) => void): Promise<boolean> {
  const layout = stackLayout(folder);
  const running = runningStack(layout);
  if (running === undefined) return stopSurvivors(layout, report);
  const tail = new Tail(join(layout.logs, 'supervisor.log'));
  await tail.skip();
  process.kill(running.supervisorPid, 'SIGTERM');
  for (let waitedMs = 0; isAlive(running.supervisorPid); waitedMs += STEP_MS) {
    if (waitedMs > STOP_MS)
      throw new StackError(
        `The stack (process ${running.supervisorPid}) did not end within ${STOP_MS / 1000} s; its log is ${tail.file}.`,
      );
    await tail.read(report);
    await sleep(STEP_MS);
  }
  await tail.read(report);
  return true;
}

async function stopSurvivors(layout: StackLayout, report: (text: string) => void): Promise<boolean> {
  const state = writtenState(layout);
  if (state === undefined) return false;
  const left = survivors(state);
  for (const { name, pid } of left.toReversed()) {
    report(`Stopping ${name} (process ${pid}), which survived its supervisor ...`);
    // For PostgreSQL, SIGINT is a fast shutdown; SIGTERM would wait for its clients.
    process.kill(pid, name === 'timescaledb' ? 'SIGINT' : 'SIGTERM');
    if (!(await untilGone(pid, STOP_MS))) throw new StackError(`${name} (process ${pid}) did not end.`);
  }
  await rm(layout.state, { force: true });
  return left.length > 0;
}
