/** A job that runs again and again until it is stopped. */
export interface RepeatedJob {
  /** No further run begins; resolves when the one that is running has ended. */
  stop(): Promise<void>;
}

/** When a job runs. Milliseconds. */
export interface Rhythm {
  /** After the start: the machine has it to itself until then. */
  readonly firstAfterMs: number;
  /** From the end of one run to the beginning of the next. */
  readonly betweenMs: number;
  /** The same after a run that failed. */
  readonly againAfterMs: number;
}

/** Once a day, and an hour after a failure. */
export const DAILY: Rhythm = { firstAfterMs: 60_000, betweenMs: 86_400_000, againAfterMs: 3_600_000 };

/** Runs a job in its rhythm, never twice at once. What it throws is told, and it runs again. */
export function repeat(job: () => Promise<void>, rhythm: Rhythm, onError: (error: unknown) => void): RepeatedJob {
  let isStopped = false;
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout;
  const plan = (afterMs: number): void => {
    if (isStopped) return;
    timer = setTimeout(() => {
      running = job().then(
        () => plan(rhythm.betweenMs),
        (error: unknown) => {
          onError(error);
          plan(rhythm.againAfterMs);
        },
      );
    }, afterMs);
  };
  plan(rhythm.firstAfterMs);
  return {
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
      return running;
    },
  };
}
