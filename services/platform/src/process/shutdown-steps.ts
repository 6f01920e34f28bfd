import type { Log } from '../telemetry/log.js';

interface Step {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** The shutdown of a process: stops what was started, in reverse order. */
export class ShutdownSteps {
  readonly #steps: Step[] = [];
  #running: Promise<boolean> | undefined;

  constructor(readonly log: Log) {}

  /** @param name appears in the log when the step fails or takes too long */
  add(name: string, run: () => Promise<void>): void {
    this.#steps.push({ name, run });
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /**
   * Runs each step once, waits for it at most `stepMs`, and continues with the next one in any case. False when a step
   * failed.
   */
  run(stepMs: number): Promise<boolean> {
    this.#running ??= this.#run(stepMs);
    return this.#running;
  }

  async #run(stepMs: number): Promise<boolean> {
    let isClean = true;
    for (const { name, run } of this.#steps.splice(0).reverse()) {
      const started = performance.now();
      try {
        await within(run(), stepMs);
        this.log.debug(`ended: ${name}`, { milliseconds: Math.round(performance.now() - started) });
      } catch (error) {
        isClean = false;
        this.log.error(`could not be ended cleanly: ${name}`, { error });
      }
    }
    return isClean;
  }
}

async function within(work: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${milliseconds} ms`)), milliseconds);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
