import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { outboxPath } from '#edge-agent/outbox/outbox-path.js';
import { SqliteOutbox } from '#edge-agent/outbox/sqlite-outbox.js';
import { freePort } from '#platform/process/free-port.js';
import { ROOT } from '../../_support/mnara.js';

const NODE = fileURLToPath(new URL('../../../node_modules/node/bin/node', import.meta.url));
const MAIN = fileURLToPath(new URL('../../../dist/services/edge-agent/src/main.js', import.meta.url));

export interface AgentOptions {
  readonly agentId: string;
  readonly centreId: string;
  readonly key: string;
  readonly gatewayUrl: string;
  readonly folder: string;
}

/** An edge agent in a separate process, with a loopback port for a queue system. */
export class StackAgent {
  readonly agentId: string;
  readonly centreId: string;
  /** File of its outbox. */
  readonly outbox: string;
  #child: ChildProcess | undefined;
  #said = '';

  private constructor(
    options: AgentOptions,
    readonly config: string,
    readonly port: number,
  ) {
    this.agentId = options.agentId;
    this.centreId = options.centreId;
    this.outbox = outboxPath(join(options.folder, 'data'));
  }

  static async start(options: AgentOptions): Promise<StackAgent> {
    const { agentId, centreId, gatewayUrl, folder, key } = options;
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'agent.key'), key, { mode: 0o600 });
    const port = await freePort();
    const config = join(folder, 'agent.yaml');
    await writeFile(
      config,
      `agentId: ${agentId}\ncentreId: ${centreId}\ngatewayUrl: ${gatewayUrl}\nkeyFile: agent.key\ndataDir: data\nheartbeatSeconds: 0\nconnectors: [{ kind: local-http, port: ${port} }]\n`,
    );
    const agent = new StackAgent(options, config, port);
    await agent.start();
    return agent;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  said(): string {
    return this.#said;
  }

  async start(): Promise<void> {
    const child = spawn(NODE, ['--disable-warning=ExperimentalWarning', MAIN, this.config], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    let runs = false;
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        this.#said += chunk.toString('utf8');
        runs ||= chunk.includes('The agent runs.');
      });
    while (!runs) {
      if (child.exitCode !== null) throw new Error(`The agent ended with ${child.exitCode}: ${this.#said}`);
      await sleep(10);
    }
  }

  signal(name: NodeJS.Signals): void {
    this.#child?.kill(name);
  }

  /** Sends SIGKILL and waits until the process has ended. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  /** Adds rows to the outbox that are not events, as a failing disk could leave them. The agent must not run. */
  spoil(rows: number): void {
    const outbox = new SqliteOutbox({ path: this.outbox, maxBytes: 1024 ** 3, retentionDays: 7 });
    try {
      const drafts = Array.from({ length: rows }, () => ({
        eventId: Buffer.from(randomUUID().replaceAll('-', ''), 'hex'),
        payload: new Uint8Array(24).fill(0xff),
      }));
      outbox.append(drafts, [], Date.now());
    } finally {
      outbox.close();
    }
  }

  /** Sends facts as a queue system does, until the agent has confirmed them. False when `givesUp` returned true. */
  async send(facts: readonly object[], givesUp: () => boolean): Promise<boolean> {
    const body = JSON.stringify(facts);
    for (;;) {
      const response = await fetch(`http://127.0.0.1:${this.port}/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        signal: AbortSignal.timeout(5000),
      }).catch(() => undefined);
      if (response?.status === 200) return true;
      if (response !== undefined && response.status < 500)
        throw new Error(`The agent rejected the facts: ${await response.text()}`);
      if (givesUp()) return false;
      await sleep(50);
    }
  }
}
