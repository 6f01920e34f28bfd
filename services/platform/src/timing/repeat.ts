/** When repeated work runs. Milliseconds. */
export interface Rhythm {
  /** From the end of one run to the start of the next. */
  readonly everyMs: number;
  /** Before the first run; default 0: it starts within the call. */
  readonly firstAfterMs?: number;
  /** From the end of a failed run to the next; default: everyMs. */
  readonly afterFailureMs?: number;
  /** Whether the timer keeps the process alive; default true. */
  readonly keepsProcess?: boolean;
}

/** Work that is repeated until it is stopped. */
export interface Repeating {
  /** No further run starts. Resolves when the current run has ended; never rejects. */
  stop(): Promise<void>;
}

/**
 * Repeats work until it is stopped, never two runs at once. A failure is passed to `onError`, and the next run follows
 * anyway.
 * @param rhythm milliseconds between runs, the first one at once; or a full rhythm
 */
export function repeatEvery(
  rhythm: number | Rhythm,
  work: () => unknown,
  onError: (error: unknown) => void,
): Repeating {
  return new RepeatedWork(typeof rhythm === 'number' ? { everyMs: rhythm } : rhythm, work, onError);
}

/** The rhythm of a timer: the first run after the first pause. */
export const likeTimer = (everyMs: number): Rhythm => ({ everyMs, firstAfterMs: everyMs });

class RepeatedWork implements Repeating {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(
    readonly rhythm: Rhythm,
    readonly work: () => unknown,
    readonly onError: (error: unknown) => void,
  ) {
    const { firstAfterMs = 0 } = rhythm;
    if (firstAfterMs > 0) this.#plan(firstAfterMs);
    else this.#running = this.#run();
  }

  stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    return this.#running;
  }

  #plan(afterMs: number): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => {
      this.#running = this.#run();
    }, afterMs);
    if (this.rhythm.keepsProcess === false) this.#timer.unref();
  }

  async #run(): Promise<void> {
    const { everyMs, afterFailureMs = everyMs } = this.rhythm;
    let pauseMs = everyMs;
    try {
      await this.work();
    } catch (error) {
      pauseMs = afterFailureMs;
      this.onError(error);
    }
    this.#plan(pauseMs);
  }
}
