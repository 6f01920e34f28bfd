import { setTimeout as sleep } from 'node:timers/promises';
import { Backoff, type BackoffLimits } from '#platform/timing/backoff.js';
import { likeTimer, type Repeating, repeatEvery } from '#platform/timing/repeat.js';
import type { Part } from './part.js';
import { StackError } from './stack-error.js';
import type { StackLayout } from './stack-layout.js';
import { type StackState, writeState } from './stack-state.js';

const WATCH_MS = 500;
const RETRY: BackoffLimits = { firstMs: 500, maxMs: 10_000 };
/** A part that ran this long counts as stable: when it dies, the pauses start again with the first. */
const SETTLED_MS = 60_000;

interface Watched {
  readonly part: Part;
  restarts: number;
  readonly backoff: Backoff;
  startedAt: number;
  restarting: Promise<void> | undefined;
}

export interface SupervisorOptions {
  readonly layout: StackLayout;
  readonly report: (text: string) => void;
  /** When aborted, nothing more is started. */
  readonly stopping: AbortSignal;
}

/** Starts parts in the given order, restarts those that die, stops them in reverse order, and saves the state. */
export class Supervisor {
  readonly #layout: StackLayout;
  readonly #report: (text: string) => void;
  readonly #stopping: AbortSignal;
  readonly #watched: Watched[] = [];
  #state: Pick<StackState, 'phase' | 'message' | 'url'> = { phase: 'starting', message: '', url: '' };
  #watch: Repeating | undefined;
  #isStopping = false;
  /** One writer at a time, so that the last state is the one that stays. */
  #writing: Promise<void> = Promise.resolve();

  constructor({ layout, report, stopping }: SupervisorOptions) {
    this.#layout = layout;
    this.#stopping = stopping;
    this.#report = report;
  }

  /**
   * Starts a part and supervises it from then on.
   * @throws the error of a part that cannot start; StackError when the stack is asked to stop
   */
  async add<Kind extends Part>(part: Kind): Promise<Kind> {
    if (this.#stopping.aborted)
      throw new StackError('The start was interrupted; the parts that had started are stopped.');
    this.#report(`Starting ${part.name} ...`);
    // Added before it runs, so that a part that started only partly is stopped too.
    const backoff = new Backoff(RETRY);
    const watched = { part, restarts: 0, backoff, startedAt: performance.now(), restarting: undefined };
    this.#watched.push(watched);
    await part.start(this.#stopping);
    this.#report(`${part.name}: ${part.address}${part.pid() === 0 ? ' (given)' : ` (process ${part.pid()})`}`);
    await this.saveState({});
    return part;
  }

  /** Watches the parts from now on. */
  watch(): void {
    const look = (): void => {
      for (const watched of this.#watched) this.#look(watched);
      void this.saveState({});
    };
    this.#watch = repeatEvery(likeTimer(WATCH_MS), look, (error) => this.#report(String(error)));
  }

  /** Saves the phase and the state of every part. */
  saveState(change: Partial<Pick<StackState, 'phase' | 'message' | 'url'>>): Promise<void> {
    this.#state = { ...this.#state, ...change };
    this.#writing = this.#writing
      .then(() =>
        writeState(this.#layout, {
          supervisorPid: process.pid,
          ...this.#state,
          parts: this.#watched.map(({ part, restarts }) => ({
            name: part.name,
            pid: part.pid(),
            address: part.address,
            isGiven: part.isGiven === true,
            restarts,
            ...(part.readyUrl === undefined ? {} : { readyUrl: part.readyUrl }),
          })),
        }),
      )
      .catch((error: unknown) => this.#report(`The state could not be saved: ${String(error)}`));
    return this.#writing;
  }

  #look(watched: Watched): void {
    const { part } = watched;
    if (this.#isStopping || watched.restarting !== undefined || part.isGiven === true || part.pid() !== 0) return;
    watched.restarting = this.#restart(watched).finally(() => {
      watched.restarting = undefined;
    });
  }

  async #restart(watched: Watched): Promise<void> {
    if (performance.now() - watched.startedAt > SETTLED_MS) watched.backoff.reset();
    const pauseMs = watched.backoff.next();
    this.#report(`${watched.part.name} died; restarting it in ${pauseMs} ms.`);
    await sleep(pauseMs);
    if (this.#isStopping) return;
    try {
      watched.restarts += 1;
      await watched.part.start(this.#stopping);
      watched.startedAt = performance.now();
      this.#report(`${watched.part.name} runs again (process ${watched.part.pid()}).`);
    } catch (error) {
      this.#report(`${watched.part.name} did not start: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Stops every part, the last one first; continues when one does not stop. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#watch?.stop();
    for (const { part, restarting } of this.#watched.toReversed()) {
      await restarting;
      this.#report(`Stopping ${part.name} ...`);
      await part.stop().catch((error: unknown) => this.#report(error instanceof Error ? error.message : String(error)));
      await this.saveState({});
    }
  }
}
