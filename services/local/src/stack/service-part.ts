import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { environment } from '../environment.js';
import type { Part } from './part.js';
import { StackError } from './stack-error.js';
import type { StackLayout } from './stack-layout.js';
import { isReady } from './stack-state.js';

/** Folders of the services. */
const FOLDERS = { gateway: 'gateway', processor: 'stream-processor', alerting: 'alerting', api: 'api' } as const;

/** The name of a service that the stack runs. */
export type ServiceName = keyof typeof FOLDERS;

const mainOf = (name: ServiceName): string =>
  fileURLToPath(new URL(`../../../${FOLDERS[name]}/src/main.js`, import.meta.url));

const READY_MS = 120_000;
const STOP_MS = 60_000;
const STEP_MS = 100;
const LAST_WORDS_BYTES = 2_000;

/** A service of Mnara and how to run it. */
export interface ServiceOptions {
  readonly name: ServiceName;
  readonly layout: StackLayout;
  readonly healthPort: number;
  /** The port of the service itself; processor and alerting have none. */
  readonly port?: number;
  /** Maximum size of its heap, MiB. */
  readonly heapMb: number;
  readonly variables: Readonly<Record<string, string>>;
}

/** A service in a separate process that logs to a file. It stores nothing itself, so it ends with its supervisor. */
export class ServicePart implements Part {
  readonly name: string;
  readonly address: string;
  readonly readyUrl: string;
  readonly #options: ServiceOptions;
  readonly #logFile: string;
  #child: ChildProcess | undefined;

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.name = options.name;
    this.address = `http://127.0.0.1:${options.port ?? options.healthPort}`;
    this.readyUrl = `http://127.0.0.1:${options.healthPort}/readyz`;
    this.#logFile = join(options.layout.logs, `${options.name}.log`);
  }

  pid(): number {
    const child = this.#child;
    return child === undefined || child.exitCode !== null || child.signalCode !== null ? 0 : (child.pid ?? 0);
  }

  /** @throws StackError when it ends before it is ready, or is not ready in time */
  async start(stopping: AbortSignal): Promise<void> {
    this.#child = this.#launch();
    for (let waitedMs = 0; waitedMs < READY_MS; waitedMs += STEP_MS) {
      if (stopping.aborted) return;
      if (this.pid() === 0)
        throw new StackError(`${this.name} ended while it started. Its last words: ${await this.#lastWords()}`);
      if (await isReady(this.readyUrl)) return;
      await sleep(STEP_MS);
    }
    throw new StackError(
      `${this.name} is not ready after ${READY_MS / 1000} s; ${this.readyUrl} says why, and its log is ` +
        `${this.#logFile}.`,
    );
  }

  #launch(): ChildProcess {
    const { name, layout, heapMb, variables } = this.#options;
    const log = openSync(this.#logFile, 'a', 0o600);
    const child = spawn(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        `--max-old-space-size=${heapMb}`,
        // The same as in bin/mnara.mjs: with a smaller young generation, copying the objects of a batch takes a third
        // of the time of a drain.
        '--max-semi-space-size=64',
        '--enable-source-maps',
        mainOf(name),
      ],
      {
        cwd: layout.root,
        // The channel closes when the supervisor dies, and the service ends with it.
        env: environment.forChild({ ...variables, MNARA_LAUNCHED: '1' }),
        stdio: ['ignore', log, log, 'ipc'],
      },
    );
    closeSync(log);
    child.on('error', () => undefined);
    return child;
  }

  async #lastWords(): Promise<string> {
    const file = await open(this.#logFile);
    try {
      const { size } = await file.stat();
      const from = Math.max(0, size - LAST_WORDS_BYTES);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, null, from);
      return buffer.toString('utf8', 0, bytesRead).trim().split('\n').slice(-3).join(' | ');
    } finally {
      await file.close();
    }
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined || this.pid() === 0) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(force);
  }
}
