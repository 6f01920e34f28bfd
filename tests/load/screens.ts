import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What the screens' process is told first. */
export interface ScreensOrder {
  readonly url: string;
  readonly token: string;
  readonly screens: number;
  readonly probeCentreId: string;
}

/** What came to all screens since the last question. */
export interface Arrivals {
  readonly messages: number;
  readonly bytes: number;
  /** Of each delta: how old its newest event was on arrival, milliseconds. */
  readonly ages: readonly number[];
  /** One for each message that has the probed centre: its figure there, when the API made it and when it came, Unix milliseconds. */
  readonly heard: readonly {
    readonly screen: number;
    readonly value: number;
    readonly madeAt: number;
    readonly at: number;
  }[];
}

export interface Screens {
  readonly pid: number;
  arrivals(): Promise<Arrivals>;
  stop(): Promise<void>;
}

/** Opens that many screens in a process of their own; resolves when each has its first message. */
export async function openScreens(order: ScreensOrder): Promise<Screens> {
  const child = fork(fileURLToPath(new URL('screens-process.js', import.meta.url)), {
    execArgv: ['--max-semi-space-size=64'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const answer = <T>(): Promise<T> =>
    new Promise((resolve, reject) => {
      child.once('message', (message) => resolve(message as T));
      child.once('exit', (code) => reject(new Error(`the screens ended with ${code}`)));
    });
  const opened = answer<'open'>();
  child.send(order);
  await opened;
  child.setMaxListeners(0);
  return {
    pid: child.pid ?? 0,
    arrivals: () => {
      const arrived = answer<Arrivals>();
      child.send('report');
      return arrived;
    },
    stop: async () => {
      child.send('stop');
      await ended;
    },
  };
}
