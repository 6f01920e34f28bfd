/**
 * The effect of a request to stop: the first one starts the shutdown, an echo of it changes nothing, and a later one
 * ends the process immediately.
 */
export type StopAnswer = 'stop' | 'echo' | 'end-at-once';

/**
 * A terminal, npm and systemd can each send the same request to one process. Requests within this time count as one.
 */
const ECHO_MS = 2_000;

/** Exit code of a process that a second request ended immediately. */
const FORCED_EXIT_CODE = 130;

/** Classifies the requests to stop that one process receives. */
export class StopRequests {
  #firstAtMs: number | undefined;

  /** @param nowMs milliseconds of a monotonic clock */
  receive(nowMs: number): StopAnswer {
    if (this.#firstAtMs === undefined) {
      this.#firstAtMs = nowMs;
      return 'stop';
    }
    return nowMs - this.#firstAtMs < ECHO_MS ? 'echo' : 'end-at-once';
  }
}

export interface StopListener {
  /** Called once. @param reason for the log, for example "SIGTERM" */
  readonly onStop: (reason: string) => void;
  /** Called before a second request ends the process with exit code 130. */
  readonly onEndAtOnce?: (reason: string) => void;
}

/**
 * Listens for SIGTERM, SIGINT and SIGHUP, and for the end of the launcher (bin/mnara.mjs) where it started this
 * process. The channel to the launcher does not keep the process alive.
 */
export function listenForStop({ onStop, onEndAtOnce }: StopListener, options: { readonly isLaunched: boolean }): void {
  const requests = new StopRequests();
  const receive = (reason: string): void => {
    const answer = requests.receive(performance.now());
    if (answer === 'stop') onStop(reason);
    if (answer !== 'end-at-once') return;
    onEndAtOnce?.(reason);
    process.exit(FORCED_EXIT_CODE);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => receive(signal));
  if (!options.isLaunched) return;
  process.once('disconnect', () => {
    // Never counts as a second request: a launcher that is killed while this process shuts down must not interrupt it.
    if (requests.receive(performance.now()) === 'stop') onStop('the launcher ended');
  });
  process.channel?.unref();
}

/** Resolves with the reason when this process is asked to stop. */
export const untilAskedToStop = (options: { readonly isLaunched: boolean }): Promise<string> =>
  new Promise((resolve) => listenForStop({ onStop: resolve }, options));

/** The reader of the output may end before this process has shut down: output that cannot be written is dropped. */
export function dropUnreadOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}
