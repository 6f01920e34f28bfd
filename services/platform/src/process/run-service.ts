import type { Log } from '../telemetry/log.js';
import { Endings } from './endings.js';
import { dropUnreadOutput, listenForStop } from './stop-requests.js';

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
  /** Whether bin/mnara.mjs started the process, which then stops in order when the launcher ends; default false. */
  readonly isLaunched?: boolean;
  /**
   * Whether a start that is asked to stop ends by itself and is waited for, since it would leave something behind;
   * default false.
   */
  readonly isStartAwaited?: boolean;
}

/**
 * Starts a service and runs it until SIGTERM, SIGINT or SIGHUP, then ends it in order. A second signal, 2 s or more
 * after the first, ends the process at once; so does an error that nobody caught: it is logged, and a supervisor
 * starts the process again with a clean memory.
 * @returns the exit code, for `process.exit`: 0 after a clean end, 1 when a step of the shutdown failed. @throws what
 * the start threw
 */
export async function runService(options: RunOptions): Promise<number> {
  const { log, start, onStopping, stepMs = 10_000, isLaunched = false, isStartAwaited = false } = options;
  const endings = new Endings(log);
  const stopping = new AbortController();
  const told = new Promise<void>((resolve) => {
    const onStop = (reason: string): void => {
      log.info(`${reason}: stopping`);
      onStopping?.();
      stopping.abort();
      resolve();
    };
    listenForStop({ onStop, onEndAtOnce: (reason) => log.warn(`${reason} again: ending at once`) }, { isLaunched });
  });
  dropUnreadOutput();
  dieOfUncaughtErrors(log);
  try {
    const started = start({ endings, stopping: stopping.signal });
    // A start that waits for something that cannot be interrupted is left behind: the process ends anyway.
    await (isStartAwaited ? started : Promise.race([started, told]));
    await told;
  } catch (error) {
    if (!stopping.signal.aborted) {
      await endings.run(stepMs);
      throw error;
    }
  }
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
