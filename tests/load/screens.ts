import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Probe } from './fan-out-api.js';

/** The first message to the screens' process. */
export interface ScreensOrder {
  readonly url: string;
  readonly token: string;
  readonly screens: number;
  readonly probeCentreId: string;
}

/** What all screens received since the last request. */
export interface Arrivals {
  readonly messages: number;
  readonly bytes: number;
  /** For each delta: the age of its newest event on arrival, milliseconds. */
  readonly ages: readonly number[];
  /**
   * One for each message with the probed centre: its figure, and when the API built and the screen received it, Unix
   * milliseconds.
   */
  readonly sightings: readonly {
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

/** Opens this number of screens in a separate process; resolves when each has received its first message. */
export async function openScreens(order: ScreensOrder): Promise<Screens> {
  const child = fork(fileURLToPath(new URL('screens-process.js', import.meta.url)), {
    execArgv: ['--max-semi-space-size=64'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const answer = <T>(): Promise<T> =>
    new Promise((resolve, reject) => {
      child.once('message', (message) => resolve(message as T));
      child.once('exit', (code) => reject(new Error(`The screens' process ended with ${code}.`)));
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

/** Times from a status's publication to its arrival at each screen, by itself or replaced by a newer status. */
export function latencies(probes: readonly Probe[], sightings: Arrivals['sightings'], screens: number): number[] {
  const byScreen = Map.groupBy(sightings, ({ screen }) => screen);
  return Array.from({ length: screens }, (_, screen) => byScreen.get(screen) ?? []).flatMap((arrived) => {
    let next = 0;
    return probes.flatMap(({ value, at }) => {
      while ((arrived[next]?.value ?? value) < value) next += 1;
      const one = arrived[next];
      return one === undefined ? [] : [one.at - at];
    });
  });
}
