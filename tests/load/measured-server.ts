import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface ServerOrder {
  readonly folder: string;
  readonly network: string;
}

/** Bytes, after a full garbage collection. */
export interface Memory {
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
}

export interface MeasuredServer {
  memory(): Promise<Memory>;
  stop(): Promise<void>;
}

/** Starts the embedded shape with the options of Node that `mnara serve` gives it. */
export async function startMeasuredServer(order: ServerOrder): Promise<MeasuredServer> {
  const child = fork(fileURLToPath(new URL('server-process.js', import.meta.url)), {
    execArgv: [
      '--expose-gc',
      '--disable-warning=ExperimentalWarning',
      '--max-old-space-size=1024',
      '--max-semi-space-size=64',
    ],
  });
  child.setMaxListeners(0);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const answer = <T>(): Promise<T> =>
    new Promise((resolve, reject) => {
      child.once('message', (message) => resolve(message as T));
      child.once('exit', (code) => reject(new Error(`The server's process ended with ${code}.`)));
    });
  const live = answer<'live'>();
  child.send(order);
  await live;
  return {
    memory: () => {
      const answered = answer<Memory>();
      child.send('memory');
      return answered;
    },
    stop: async () => {
      child.send('stop');
      await ended;
    },
  };
}
