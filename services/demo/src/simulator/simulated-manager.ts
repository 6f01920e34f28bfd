import { setTimeout as sleep } from 'node:timers/promises';
import type { Directive } from '#domain/directive/directive.js';
import type { Directives } from '#edge-agent/directives/centre-directives.js';
import { hashOf } from './random.js';

/** How long a simulated manager takes: minimum and maximum, milliseconds. */
export interface ManagerPace {
  readonly acknowledgeMs: readonly [from: number, to: number];
  readonly actMs: readonly [from: number, to: number];
}

/** About a minute to read a directive, and some minutes to do it. */
export const USUAL_PACE: ManagerPace = { acknowledgeMs: [45_000, 100_000], actMs: [60_000, 180_000] };

export interface SimulatedManagerOptions {
  readonly centreId: string;
  readonly directives: Directives;
  /** Opens up to `limit` desks without an officer and returns their ids; undefined while the centre is closed. */
  readonly openDesks: (limit: number) => readonly string[] | undefined;
  readonly pace: ManagerPace;
  readonly signal: AbortSignal;
}

/** One of this number of directives to move staff is refused. */
const REFUSES_ONE_OF = 3;

/**
 * The manager of a simulated centre: acknowledges each directive after a while, then does it or refuses it with a
 * reason. A directive to open desks changes the simulation.
 */
export class SimulatedManager {
  readonly #options: SimulatedManagerOptions;
  readonly #name: string;
  readonly #inProgress = new Map<string, Promise<void>>();

  constructor(options: SimulatedManagerOptions) {
    this.#options = options;
    this.#name = `${options.centreId} manager`;
  }

  /** Starts to handle the stored directives and those that arrive later. */
  start(): void {
    const { directives } = this.#options;
    const takeAll = (all: readonly Directive[]): void => {
      for (const directive of all) this.#take(directive);
    };
    directives.listen(takeAll);
    takeAll(directives.list());
  }

  /** Resolves when no directive is being handled any more, after the signal was aborted. */
  async stopped(): Promise<void> {
    await Promise.all(this.#inProgress.values());
  }

  #take(directive: Directive): void {
    const { id, closed } = directive;
    if (closed !== undefined || this.#inProgress.has(id) || this.#options.signal.aborted) return;
    const work = this.#follow(directive)
      // The pause was aborted by the shutdown; directives without an answer are handled at the next start.
      .catch(() => undefined)
      .finally(() => this.#inProgress.delete(id));
    this.#inProgress.set(id, work);
  }

  async #follow(directive: Directive): Promise<void> {
    const { directives, pace } = this.#options;
    await this.#pause(directive.id, pace.acknowledgeMs);
    if (this.#isOver(directive)) return;
    directives.answer(directive.id, 'acknowledged', this.#name, '');
    await this.#pause(directive.id, pace.actMs);
    if (this.#isOver(directive)) return;
    const { kind, note } = this.#act(directive);
    directives.answer(directive.id, kind, this.#name, note);
  }

  /** Whether the directive is closed, because another person may have answered it in the meantime. */
  #isOver({ id }: Directive): boolean {
    return this.#options.directives.list().find((known) => known.id === id)?.closed !== undefined;
  }

  #act({ id, kind, quantity }: Directive): { readonly kind: 'done' | 'refused'; readonly note: string } {
    switch (kind) {
      case 'open_desks': {
        const opened = this.#options.openDesks(quantity ?? 1);
        if (opened === undefined) return { kind: 'refused', note: 'The centre is closed.' };
        return opened.length === 0
          ? { kind: 'refused', note: 'Every desk is staffed already.' }
          : { kind: 'done', note: `Opened: ${opened.join(', ')}` };
      }
      case 'move_staff':
        return hashOf(id) % REFUSES_ONE_OF === 0
          ? { kind: 'refused', note: 'No officer can be spared today.' }
          : { kind: 'done', note: '' };
      case 'call_back':
      case 'free_text':
        return { kind: 'done', note: '' };
    }
  }

  async #pause(id: string, [from, to]: readonly [number, number]): Promise<void> {
    const ms = from + ((to - from) * (hashOf(id, from) % 1000)) / 1000;
    await sleep(ms, undefined, { signal: this.#options.signal });
  }
}
