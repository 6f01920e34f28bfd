import { setTimeout as sleep } from 'node:timers/promises';
import { Backoff, type BackoffLimits } from '#platform/timing/backoff.js';
import { likeTimer, type Repeating, repeatEvery } from '#platform/timing/repeat.js';
import type { Part } from './part.js';
import { StackError } from './stack-error.js';
import type { StackLayout } from './stack-layout.js';
import { type StackState, writeState } from './stack-state.js';

const WATCH_MS = 500;
const AGAIN: BackoffLimits = { firstMs: 500, maxMs: 10_000 };
/** A part that lived this long is well again: its next end is tried again at once. */
const SETTLED_MS = 60_000;

interface Watched {
  readonly part: Part;
  restarts: number;
  readonly backoff: Backoff;
  startedAt: number;
  mending: Promise<void> | undefined;
}

export interface SupervisorOptions {
  readonly layout: StackLayout;
  readonly tell: (text: string) => void;
  /** Aborted: nothing more is started. */
  readonly told: AbortSignal;
}

/** Starts parts in the order given, starts again what dies, ends them in reverse; writes down what there is. */
export class Supervisor {
  readonly #layout: StackLayout;
  readonly #tell: (text: string) => void;
  readonly #told: AbortSignal;
  readonly #watched: Watched[] = [];
  #state: Pick<StackState, 'phase' | 'message' | 'url'> = { phase: 'starting', message: '', url: '' };
  #watch: Repeating | undefined;
  #isStopping = false;
  /** One writer at a time, so that the last state is the one that stays. */
  #writing: Promise<void> = Promise.resolve();

  constructor({ layout, tell, told }: SupervisorOptions) {
    this.#layout = layout;
    this.#told = told;
    this.#tell = tell;
  }

  /**
   * Starts a part and looks after it from then on.
   * @throws what the part throws when it cannot start, StackError when told to end
   */
  async add<Kind extends Part>(part: Kind): Promise<Kind> {
    if (this.#told.aborted) throw new StackError('The start was broken off; what had started is ended.');
    this.#tell(`Starting ${part.name} ...`);
    // Known before it runs: a part that started only half is ended too.
    const backoff = new Backoff(AGAIN);
    const watched = { part, restarts: 0, backoff, startedAt: performance.now(), mending: undefined };
    this.#watched.push(watched);
    await part.start(this.#told);
    this.#tell(`${part.name}: ${part.address}${part.pid() === 0 ? ' (given)' : ` (process ${part.pid()})`}`);
    await this.note({});
    return part;
  }

  /** Watches from now on. */
  watch(): void {
    const look = (): void => {
      for (const watched of this.#watched) this.#look(watched);
      void this.note({});
    };
    this.#watch = repeatEvery(likeTimer(WATCH_MS), look, (error) => this.#tell(String(error)));
  }

  /** Writes down the phase and every part. */
  note(change: Partial<Pick<StackState, 'phase' | 'message' | 'url'>>): Promise<void> {
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
      .catch((error: unknown) => this.#tell(`The state could not be written down: ${String(error)}`));
    return this.#writing;
  }

  #look(watched: Watched): void {
    const { part } = watched;
    if (this.#isStopping || watched.mending !== undefined || part.isGiven === true || part.pid() !== 0) return;
    watched.mending = this.#mend(watched).finally(() => {
      watched.mending = undefined;
    });
  }

  async #mend(watched: Watched): Promise<void> {
    if (performance.now() - watched.startedAt > SETTLED_MS) watched.backoff.reset();
    const againMs = watched.backoff.next();
    this.#tell(`${watched.part.name} died; starting it again in ${againMs} ms.`);
    await sleep(againMs);
    if (this.#isStopping) return;
    try {
      watched.restarts += 1;
      await watched.part.start(this.#told);
      watched.startedAt = performance.now();
      this.#tell(`${watched.part.name} runs again (process ${watched.part.pid()}).`);
    } catch (error) {
      this.#tell(`${watched.part.name} did not start: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Ends every part, the last one first; goes on when one does not end. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#watch?.stop();
    for (const { part, mending } of this.#watched.toReversed()) {
      await mending;
      this.#tell(`Stopping ${part.name} ...`);
      await part.stop().catch((error: unknown) => this.#tell(error instanceof Error ? error.message : String(error)));
      await this.note({});
    }
  }
}
