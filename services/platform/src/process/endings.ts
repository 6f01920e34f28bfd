import type { Log } from '../telemetry/log.js';

interface Ending {
  readonly what: string;
  readonly run: () => Promise<void>;
}

/** Ends, in reverse order, what was started: what came last goes first. */
export class Endings {
  readonly #endings: Ending[] = [];
  #running: Promise<boolean> | undefined;

  constructor(readonly log: Log) {}

  /** @param what named in the log when it fails or takes too long */
  add(what: string, run: () => Promise<void>): void {
    this.#endings.push({ what, run });
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /**
   * Runs each once, waits for it at most `stepMs`, and goes on with the next whatever came of it. False when one
   * failed.
   */
  run(stepMs: number): Promise<boolean> {
    this.#running ??= this.#run(stepMs);
    return this.#running;
  }

  async #run(stepMs: number): Promise<boolean> {
    let isClean = true;
    for (const { what, run } of this.#endings.splice(0).reverse()) {
      const started = performance.now();
      try {
        await within(run(), stepMs);
        this.log.debug(`ended: ${what}`, { milliseconds: Math.round(performance.now() - started) });
      } catch (error) {
        isClean = false;
        this.log.error(`could not be ended cleanly: ${what}`, { error });
      }
    }
    return isClean;
  }
}

async function within(work: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it was not done after ${milliseconds} ms`)), milliseconds);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
