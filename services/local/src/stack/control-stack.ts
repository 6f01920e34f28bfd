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

/** Passes on what is appended to a file, line by line. */
class Tail {
  #at = 0;
  #rest = '';

  constructor(readonly file: string) {}

  async skip(): Promise<void> {
    this.#at = existsSync(this.file) ? (await stat(this.file)).size : 0;
  }

  async read(tell: (line: string) => void): Promise<void> {
    if (!existsSync(this.file)) return;
    const file = await open(this.file);
    try {
      const { size } = await file.stat();
      const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.max(0, size - this.#at)), 0, null, this.#at);
      this.#at += bytesRead;
      const lines = (this.#rest + buffer.toString('utf8', 0, bytesRead)).split('\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) tell(line);
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
  /** Of `mnara stack supervise`. */
  readonly args: readonly string[];
  readonly tell: (text: string) => void;
  /** Aborted: what has started is ended again. */
  readonly told?: AbortSignal | undefined;
}

/**
 * Sees to it that the stack of a folder runs, and waits until it is live; one that runs already is left as it is.
 * @throws StackError with the reason and the mend when it does not come up
 */
export async function bringUp(
  folder: string,
  { args, tell, told }: UpOptions,
): Promise<{ readonly state: StackState; readonly wasRunning: boolean }> {
  const layout = stackLayout(folder);
  await mkdir(layout.logs, { recursive: true });
  const embedded = runningStack(layout) === undefined ? runningServer(folder) : undefined;
  if (embedded !== undefined)
    throw new StackError(
      `Another Mnara runs on ${folder} (process ${embedded.pid}, ${embedded.url}). Stop it first, or choose another folder with --data.`,
    );
  const wasRunning = runningStack(layout) !== undefined;
  const tail = new Tail(join(layout.logs, 'supervisor.log'));
  await tail.skip();
  if (!wasRunning) await rm(layout.state, { force: true });
  const pid = runningStack(layout)?.supervisorPid ?? launchSupervisor(layout, args);
  const passOn = passingOn(pid, told);
  for (;;) {
    if (!wasRunning) passOn();
    const isOver = !isAlive(pid);
    if (!wasRunning) await tail.read(tell);
    const state = writtenState(layout);
    if (state?.supervisorPid === pid && state.phase === 'live') return { state, wasRunning };
    if (isOver)
      throw new StackError(
        state?.message || `The supervisor ended; its log is ${join(layout.logs, 'supervisor.log')}.`,
      );
    await sleep(STEP_MS);
  }
}

/** Tells the supervisor once that its stack is to end, when this process was told so. */
function passingOn(pid: number, told: AbortSignal | undefined): () => void {
  let isDone = false;
  return () => {
    if (isDone || told?.aborted !== true) return;
    isDone = true;
    if (isAlive(pid)) process.kill(pid, 'SIGTERM');
  };
}

/**
 * Passes on what the supervisor says, and to it that it is told to end, until it is gone. False: it did not end in
 * order.
 */
export async function follow(folder: string, tell: (text: string) => void, told: AbortSignal): Promise<boolean> {
  const layout = stackLayout(folder);
  const tail = new Tail(join(layout.logs, 'supervisor.log'));
  await tail.skip();
  const pid = runningStack(layout)?.supervisorPid;
  if (pid === undefined) return !existsSync(layout.state);
  const passOn = passingOn(pid, told);
  while (isAlive(pid)) {
    passOn();
    await tail.read(tell);
    await sleep(STEP_MS);
  }
  await tail.read(tell);
  return !existsSync(layout.state);
}

/** The parts that still run although their supervisor is gone. */
export const survivors = (state: StackState): readonly PartState[] =>
  state.parts.filter(({ pid }) => pid > 0 && isAlive(pid) && /mnara|kafka|postgres/.test(commandOf(pid)));

/**
 * Ends the stack of a folder, also one whose supervisor was killed; true when there was something to end.
 * @throws StackError
 */
export async function bringDown(folder: string, tell: (text: string) => void): Promise<boolean> {
  const layout = stackLayout(folder);
  const running = runningStack(layout);
  if (running === undefined) return endSurvivors(layout, tell);
  const tail = new Tail(join(layout.logs, 'supervisor.log'));
  await tail.skip();
  process.kill(running.supervisorPid, 'SIGTERM');
  for (let waitedMs = 0; isAlive(running.supervisorPid); waitedMs += STEP_MS) {
    if (waitedMs > STOP_MS)
      throw new StackError(
        `The stack (process ${running.supervisorPid}) did not end within ${STOP_MS / 1000} s; its log is ${tail.file}.`,
      );
    await tail.read(tell);
    await sleep(STEP_MS);
  }
  await tail.read(tell);
  return true;
}

async function endSurvivors(layout: StackLayout, tell: (text: string) => void): Promise<boolean> {
  const state = writtenState(layout);
  if (state === undefined) return false;
  const left = survivors(state);
  for (const { name, pid } of left.toReversed()) {
    tell(`Stopping ${name} (process ${pid}), which outlived its supervisor ...`);
    // To PostgreSQL SIGINT is the fast end in good order; SIGTERM would wait for its clients.
    process.kill(pid, name === 'timescaledb' ? 'SIGINT' : 'SIGTERM');
    if (!(await untilGone(pid, STOP_MS))) throw new StackError(`${name} (process ${pid}) did not end.`);
  }
  await rm(layout.state, { force: true });
  return left.length > 0;
}
