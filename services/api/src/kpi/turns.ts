import { RequestError } from '#domain/access/request-error.js';
import type { Viewer } from '#domain/access/viewer.js';
import { remark } from '#domain/remark/remark.js';

/** How many questions a lane takes. */
export interface TurnLimits {
  /** Questions at once. */
  readonly atOnce: number;
  /** Questions of one viewer at once; fewer than `atOnce`, so that one viewer never has the whole lane. */
  readonly perViewer: number;
  /** Questions that wait. */
  readonly waiting: number;
  /** Questions of one viewer that wait. */
  readonly waitingPerViewer: number;
}

/** By what viewers are told apart when they take turns. */
export const turnKey = ({ tokenId, name }: Viewer): string => tokenId ?? name;

interface Waiting {
  readonly begin: () => void;
}

/** Lets a bounded number of questions run at once; those who wait get their turns in a circle of viewers. */
export class Turns {
  readonly #running = new Map<string, number>();
  readonly #waiting = new Map<string, Waiting[]>();
  #atOnce = 0;

  constructor(readonly limits: TurnLimits) {}

  /** Questions that wait now. */
  get waiting(): number {
    let sum = 0;
    for (const list of this.#waiting.values()) sum += list.length;
    return sum;
  }

  /**
   * Runs the work when its turn comes.
   * @throws RequestError BUSY when too many wait; the signal's reason when it is aborted before the turn came
   */
  async take<T>(viewer: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    await this.#turnOf(viewer, signal);
    try {
      return await work();
    } finally {
      this.#end(viewer);
    }
  }

  #turnOf(viewer: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const own = this.#waiting.get(viewer) ?? [];
    if (own.length === 0 && this.#mayRun(viewer)) {
      this.#begin(viewer);
      return Promise.resolve();
    }
    this.#refuseFull(own.length);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#remove(viewer, one);
        reject(signal.reason);
      };
      const one: Waiting = {
        begin: () => {
          signal.removeEventListener('abort', leave);
          this.#begin(viewer);
          resolve();
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.set(viewer, [...own, one]);
    });
  }

  #refuseFull(own: number): void {
    if (own >= this.limits.waitingPerViewer) throw new RequestError('BUSY', remark('own_waiting', { own }));
    if (this.waiting >= this.limits.waiting)
      throw new RequestError('BUSY', remark('all_waiting', { limit: this.limits.waiting }));
  }

  #mayRun(viewer: string): boolean {
    return this.#atOnce < this.limits.atOnce && (this.#running.get(viewer) ?? 0) < this.limits.perViewer;
  }

  #begin(viewer: string): void {
    this.#atOnce += 1;
    this.#running.set(viewer, (this.#running.get(viewer) ?? 0) + 1);
  }

  #end(viewer: string): void {
    this.#atOnce -= 1;
    const left = (this.#running.get(viewer) ?? 1) - 1;
    if (left === 0) this.#running.delete(viewer);
    else this.#running.set(viewer, left);
    this.#next();
  }

  /** The first viewer of the circle that may run gets a turn, and goes to its end. */
  #next(): void {
    for (const [viewer, [first, ...others]] of this.#waiting) {
      if (first === undefined || !this.#mayRun(viewer)) continue;
      this.#waiting.delete(viewer);
      if (others.length > 0) this.#waiting.set(viewer, others);
      first.begin();
      return;
    }
  }

  #remove(viewer: string, one: Waiting): void {
    const left = (this.#waiting.get(viewer) ?? []).filter((other) => other !== one);
    if (left.length === 0) this.#waiting.delete(viewer);
    else this.#waiting.set(viewer, left);
  }
}
