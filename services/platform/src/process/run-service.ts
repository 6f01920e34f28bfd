import type { Log } from '../telemetry/log.js';
import { ShutdownSteps } from './shutdown-steps.js';
import { dropUnreadOutput, listenForStop } from './stop-requests.js';

/** What the start of a service receives. */
export interface ServiceStart {
  readonly shutdown: ShutdownSteps;
  /** Aborted when the service is asked to stop; a start that still waits for something must then end. */
  readonly stopping: AbortSignal;
}

export interface RunOptions {
  readonly log: Log;
  /** Starts the service and adds a shutdown step for everything that it has started. */
  readonly start: (parts: ServiceStart) => Promise<void>;
  /** Called when the service is asked to stop, before the shutdown. */
  readonly onStopping?: () => void;
  /** Maximum time for one step of the shutdown, milliseconds; default 10 s. */
  readonly stepMs?: number;
  /** Whether bin/mnara.mjs started the process; the process then shuts down when the launcher ends. Default false. */
  readonly isLaunched?: boolean;
  /**
   * Whether to wait for an interrupted start, because it would otherwise leave something running; default false.
   */
  readonly isStartAwaited?: boolean;
}

/**
 * Starts a service and runs it until SIGTERM, SIGINT or SIGHUP, then shuts it down. A second signal, 2 s or more after
 * the first, ends the process immediately. So does an uncaught error: it is logged, and a supervisor restarts the
 * process with clean memory.
 * @returns the exit code, for `process.exit`: 0 after a clean shutdown, 1 when a step of the shutdown failed
 * @throws the error of the start
 */
export async function runService(options: RunOptions): Promise<number> {
  const { log, start, onStopping, stepMs = 10_000, isLaunched = false, isStartAwaited = false } = options;
  const shutdown = new ShutdownSteps(log);
  const stopping = new AbortController();
  const stopRequested = new Promise<void>((resolve) => {
    const onStop = (reason: string): void => {
      log.info(`${reason}: stopping`);
      onStopping?.();
      stopping.abort();
      resolve();
    };
    listenForStop({ onStop, onEndAtOnce: (reason) => log.warn(`${reason} again: ending at once`) }, { isLaunched });
  });
  dropUnreadOutput();
  exitOnUncaughtErrors(log);
  try {
    const started = start({ shutdown, stopping: stopping.signal });
    // A start that cannot be interrupted is abandoned: the process ends anyway.
    await (isStartAwaited ? started : Promise.race([started, stopRequested]));
    await stopRequested;
  } catch (error) {
    if (!stopping.signal.aborted) {
      await shutdown.run(stepMs);
      throw error;
    }
  }
  const isClean = await shutdown.run(stepMs);
  log.info('stopped');
  return isClean ? 0 : 1;
}

/** Ends the process at an uncaught error, because its state is then unknown. */
function exitOnUncaughtErrors(log: Log): void {
  const exitAfter = (what: string) => (error: unknown) => {
    log.error(`${what}; the process ends, and its supervisor restarts it`, { error });
    process.exit(1);
  };
  process.on('uncaughtException', exitAfter('an error was not caught'));
  process.on('unhandledRejection', exitAfter('a rejected promise was not caught'));
}
