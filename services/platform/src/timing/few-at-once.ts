/** Too much work waits already; the caller should say so and be asked again later. */
export class TooManyWaitingError extends Error {
  override readonly name = 'TooManyWaitingError';
  readonly code = 'too_many_waiting';

  constructor(waiting: number) {
    super(`${waiting} others are waiting already; try again in a few seconds.`);
  }
}

/** Runs at most `running` pieces of work at once and lets at most `waiting` wait, in the order in which they came. */
export class FewAtOnce {
  #running = 0;
  readonly #queue: (() => void)[] = [];

  constructor(
    readonly running: number,
    readonly waiting: number,
  ) {}

  /** @throws TooManyWaitingError before anything was done */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < this.running) this.#running += 1;
    else if (this.#queue.length >= this.waiting) throw new TooManyWaitingError(this.#queue.length);
    // The one that ends hands its place over.
    else await new Promise<void>((resolve) => this.#queue.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#queue.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
