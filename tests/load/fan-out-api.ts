import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The first message to the API's process. */
export interface ApiOrder {
  readonly databaseUrl: string;
  readonly centres: number;
  /** Whether to use our own socket; otherwise unmodified graphql-ws. */
  readonly isShared: boolean;
  readonly probeCentreId: string;
  /** Viewers with a token each, beside the screens'; default none. */
  readonly askers?: number;
  /** Whether questions run behind everything else in the database, as in the embedded shape; default no. */
  readonly isBehind?: boolean;
}

/** A published status of the probed centre: its figure, and its time in Unix milliseconds. */
export interface Probe {
  readonly value: number;
  readonly at: number;
}

export type ApiReport =
  | {
      readonly kind: 'open';
      readonly url: string;
      readonly token: string;
      readonly askers: readonly string[];
      readonly livezUrl: string;
    }
  | {
      readonly kind: 'report';
      readonly probes: readonly Probe[];
      readonly processorSeconds: NodeJS.CpuUsage;
      readonly executions: number;
      /** For how long the event loop was late since the last report, milliseconds. */
      readonly loopDelayMs: { readonly p99: number; readonly max: number };
    };

export interface ApiProcess {
  readonly pid: number;
  readonly url: string;
  readonly token: string;
  /** Tokens of the asked number of viewers. */
  readonly askers: readonly string[];
  readonly livezUrl: string;
  setRate(perSecond: number): void;
  report(): Promise<Extract<ApiReport, { kind: 'report' }>>;
  stop(): Promise<void>;
}

/** Starts the API in a separate process. */
export async function startApiProcess(order: ApiOrder): Promise<ApiProcess> {
  const child = fork(fileURLToPath(new URL('api-process.js', import.meta.url)), {
    execArgv: ['--max-old-space-size=1024', '--max-semi-space-size=32'],
  });
  child.setMaxListeners(0);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const answer = <Kind extends ApiReport['kind']>(): Promise<Extract<ApiReport, { kind: Kind }>> =>
    new Promise((resolve, reject) => {
      child.once('message', (message) => resolve(message as Extract<ApiReport, { kind: Kind }>));
      child.once('exit', (code) => reject(new Error(`The API's process ended with ${code}.`)));
    });
  const opened = answer<'open'>();
  child.send(order);
  const { kind: _kind, ...open } = await opened;
  return {
    ...open,
    pid: child.pid ?? 0,
    setRate: (perSecond) => void child.send({ perSecond }),
    report: () => {
      const answered = answer<'report'>();
      child.send('report');
      return answered;
    },
    stop: async () => {
      child.send('stop');
      await ended;
    },
  };
}
