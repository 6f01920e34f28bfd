import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './mnara.js';

const NODE = join(ROOT, 'node_modules/node/bin/node');
const FOLDERS = { gateway: 'gateway', processor: 'stream-processor', alerting: 'alerting', api: 'api' } as const;

/** The same as in bin/mnara.mjs. */
const MEMORY = ['--max-old-space-size=1024', '--max-semi-space-size=64'];

/** One line of a service's log. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly message: string };

/** A service in a separate process, as the stack and containers start it. */
export interface ServiceProcess {
  readonly pid: number;
  /** Address of /livez, /readyz and /metrics. */
  readonly healthUrl: string;
  /** Address of the service's own port; a processor has none. Resolves when it listens. */
  url(): Promise<string>;
  readiness(): Promise<{ status: number; ready: boolean; reasons: string[]; checks: Record<string, { ok: boolean }> }>;
  /** Resolves when /readyz answers 200. @throws with the last reasons when it does not in time */
  ready(withinMs?: number): Promise<void>;
  /** Everything that it has written, standard output and standard error. */
  said(): string;
  signal(name: NodeJS.Signals): void;
  /** Sends the signal and waits for the end. @returns the exit code; null when the signal ended the process */
  end(name?: NodeJS.Signals): Promise<number | null>;
}

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The environment without Mnara's variables of this machine's shell. */
const bare = (): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], HOME: process.env['HOME'], NO_COLOR: '1' });

/** Starts a service and waits until it serves its health. @throws with its output when it ends before */
export async function startService(
  name: keyof typeof FOLDERS,
  variables: Readonly<Record<string, string>>,
  nodeOptions: readonly string[] = [],
): Promise<ServiceProcess> {
  const main = join(ROOT, `dist/services/${FOLDERS[name]}/src/main.js`);
  const child = spawn(NODE, ['--disable-warning=ExperimentalWarning', ...MEMORY, ...nodeOptions, main], {
    cwd: ROOT,
    env: { ...bare(), ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const lineOf = async (found: (line: LogLine) => boolean, withinMs = 100_000): Promise<LogLine> => {
    for (let waited = 0; waited < withinMs; waited += 50) {
      const line = linesOf(said).find(found);
      if (line !== undefined) return line;
      if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}: ${said}`);
      await sleep(50);
    }
    throw new Error(`${name} did not log it within ${withinMs} ms: ${said}`);
  };
  const { healthPort } = await lineOf(({ message }) => message.startsWith('health and metrics'));
  const healthUrl = `http://127.0.0.1:${healthPort}`;
  const readiness: ServiceProcess['readiness'] = async () => {
    const answer = await fetch(`${healthUrl}/readyz`);
    return {
      status: answer.status,
      ...((await answer.json()) as Omit<Awaited<ReturnType<typeof readiness>>, 'status'>),
    };
  };
  return {
    pid: child.pid ?? 0,
    healthUrl,
    readiness,
    url: async () => `http://127.0.0.1:${(await lineOf(({ message }) => message.endsWith('may connect')))['port']}`,
    ready: async (withinMs = 100_000) => {
      for (const started = performance.now(); ; ) {
        const found = await readiness();
        if (found.status === 200) return;
        if (performance.now() - started > withinMs)
          throw new Error(`${name} is not ready: ${found.reasons.join(' ')} ${said}`);
        await sleep(100);
      }
    },
    said: () => said,
    signal: (signal) => void child.kill(signal),
    end: async (signal = 'SIGTERM') => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      return exited;
    },
  };
}

/** The log lines of a text; lines that are not JSON are left out. */
export function linesOf(text: string): LogLine[] {
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as LogLine];
    } catch {
      return [];
    }
  });
}
