import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Backoff, type BackoffLimits } from '#platform/timing/backoff.js';
import type { FromDemo, ToDemo } from './demo-messages.js';
import type { AgentIdentity, DemoProgress } from './run-demo.js';

const MAIN = fileURLToPath(new URL('./demo-agents.js', import.meta.url));
const OLD_SPACE_MB = 112;
const RESTART_BACKOFF: BackoffLimits = { firstMs: 1000, maxMs: 60_000 };
const STOP_MS = 10_000;

export interface DemoProcessOptions {
  readonly gatewayUrl: string;
  readonly dataDir: string;
  /** The network description that is stored in the database. */
  readonly yamlText: string;
  readonly agents: ReadonlyMap<string, AgentIdentity>;
  readonly historyDays?: number;
  /** Called with a message when the process has ended unexpectedly or reports a failure. */
  readonly onProblem?: (text: string) => void;
}

/** The demonstration's agents in a separate process, which is restarted when it ends unexpectedly. */
export interface DemoProcess {
  /** Progress, at most one second old; undefined until the agents have started. */
  progress(): DemoProgress | undefined;
  pid(): number | undefined;
  stop(): Promise<void>;
}

class SupervisedDemo implements DemoProcess {
  readonly #options: DemoProcessOptions;
  #child: ChildProcess | undefined;
  #progress: DemoProgress | undefined;
  #isStopping = false;
  #restartTimer: NodeJS.Timeout | undefined;
  readonly #backoff = new Backoff(RESTART_BACKOFF);

  constructor(options: DemoProcessOptions) {
    this.#options = options;
    this.#start();
  }

  #start(): void {
    const execArgv = [
      `--max-old-space-size=${OLD_SPACE_MB}`,
      '--max-semi-space-size=4',
      '--disable-warning=ExperimentalWarning',
    ];
    const child = fork(MAIN, [], { execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.#child = child;
    child.on('message', (message: FromDemo) => {
      if (message.kind === 'failed') this.#options.onProblem?.(`The demonstration's agents failed: ${message.message}`);
      else {
        this.#progress = message;
        this.#backoff.reset();
      }
    });
    child.on('error', (error) =>
      this.#options.onProblem?.(`The process of the demonstration's agents failed: ${error.message}`),
    );
    child.once('exit', (code, signal) => this.#onExit(String(signal ?? code)));
    const { gatewayUrl, dataDir, yamlText, agents, historyDays } = this.#options;
    this.#send({ kind: 'start', gatewayUrl, dataDir, yamlText, agents: [...agents], historyDays });
  }

  #onExit(how: string): void {
    this.#child = undefined;
    if (this.#isStopping) return;
    this.#options.onProblem?.(
      `The demonstration's agents ended unexpectedly (${how}); they are restarted and continue where they stopped.`,
    );
    this.#restartTimer = setTimeout(() => this.#start(), this.#backoff.next());
  }

  #send(message: ToDemo): void {
    // Errors are ignored: if the child has just ended, its exit event is handled.
    this.#child?.send(message, () => undefined);
  }

  progress(): DemoProgress | undefined {
    return this.#progress;
  }

  pid(): number | undefined {
    return this.#child?.pid;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#restartTimer);
    const child = this.#child;
    if (child === undefined) return;
    const ended = once(child, 'exit');
    const force = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    this.#send({ kind: 'stop' });
    await ended;
    clearTimeout(force);
  }
}

/** Starts the process of the demonstration's agents and restarts it when it ends unexpectedly. */
export const startDemoProcess = (options: DemoProcessOptions): DemoProcess => new SupervisedDemo(options);
