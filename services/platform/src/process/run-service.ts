import type { Log } from '../telemetry/log.js';
import { Endings } from './endings.js';

/** What a service is given to start with. */
export interface ServiceStart {
  readonly endings: Endings;
  /** Aborted when the service is told to stop; a start that still waits for something ends with it. */
  readonly stopping: AbortSignal;
}

export interface RunOptions {
  readonly log: Log;
  /** Starts the service; what it started, it adds to the endings. */
  readonly start: (parts: ServiceStart) => Promise<void>;
  /** Called when the service is told to stop, before anything ends. */
  readonly onStopping?: () => void;
  /** Longest time for one step of the shutdown; default 10 s. */
  readonly stepMs?: number;
}

/** Exit code of a process that was told to end at once by a second signal. */
const SECOND_SIGNAL = 130;

/**
 * Starts a service and runs it until SIGTERM or SIGINT, then ends it in order. A second signal ends the process at once; so does an error
 * that nobody caught: it is logged, and a supervisor starts the process again with a clean memory.
 * @returns the exit code, for `process.exit`: 0 after a clean end, 1 when a step of the shutdown failed. @throws what the start threw
 */
export async function runService({ log, start, onStopping, stepMs = 10_000 }: RunOptions): Promise<number> {
  const endings = new Endings(log);
  const stopping = new AbortController();
  const told = new Promise<void>((resolve) => {
    let signals = 0;
    const onSignal = (signal: NodeJS.Signals): void => {
      signals += 1;
      if (signals > 1) {
        log.warn(`${signal} again: ending at once`);
        process.exit(SECOND_SIGNAL);
      }
      log.info(`${signal}: stopping`);
      onStopping?.();
      stopping.abort();
      resolve();
    };
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, onSignal);
  });
  dieOfUncaughtErrors(log);
  try {
    // A start that waits for something that cannot be interrupted is left behind: the process ends anyway.
    await Promise.race([start({ endings, stopping: stopping.signal }), told]);
  } catch (error) {
    const isClean = await endings.run(stepMs);
    if (stopping.signal.aborted) return isClean ? 0 : 1;
    throw error;
  }
  await told;
  const isClean = await endings.run(stepMs);
  log.info('stopped');
  return isClean ? 0 : 1;
}

/** An error that nobody caught leaves a process in a state that nobody knows. */
export function dieOfUncaughtErrors(log: Log): void {
  const die = (what: string) => (error: unknown) => {
    log.error(`${what}; the process ends, its supervisor starts it again`, { error });
    process.exit(1);
  };
  process.on('uncaughtException', die('an error was not caught'));
  process.on('unhandledRejection', die('a failed promise was not caught'));
}
