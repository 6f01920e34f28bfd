import { setImmediate as nextTurn } from 'node:timers/promises';

/** The clock is read only once in this number of steps. */
const STEPS = 64;
/** Items that are sorted without a rest. */
const RUN = 1024;

/** Keeps long work from blocking the event loop: sockets are served and heartbeats are sent between its pieces. */
export class Pace {
  #steps = 0;
  #since = performance.now();

  /** @param maxMs maximum time for which the loop may be blocked, milliseconds */
  constructor(readonly maxMs = 4) {}

  /** Whether the work must pause; call it after every small step of the work. @param steps how many steps it was */
  isDue(steps = 1): boolean {
    this.#steps += steps;
    if (this.#steps < STEPS) return false;
    this.#steps = 0;
    return performance.now() - this.#since > this.maxMs;
  }

  /** Lets the event loop turn once. */
  async rest(): Promise<void> {
    await nextTurn();
    this.#since = performance.now();
  }

  /** The same as `items.map(make)`, in slices. @param steps how many small steps one item is */
  async map<Item, Made>(items: Iterable<Item>, make: (item: Item) => Made, steps = 1): Promise<Made[]> {
    const made: Made[] = [];
    for (const item of items) {
      made.push(make(item));
      if (this.isDue(steps)) await this.rest();
    }
    return made;
  }

  /** A sorted copy, as `items.toSorted(compare)`, in slices: runs that are sorted and then merged. */
  async sort<Item>(items: readonly Item[], compare: (a: Item, b: Item) => number): Promise<readonly Item[]> {
    let runs: (readonly Item[])[] = [];
    for (let at = 0; at < items.length; at += RUN) {
      runs.push(items.slice(at, at + RUN).sort(compare));
      if (this.isDue(STEPS)) await this.rest();
    }
    while (runs.length > 1) {
      const merged: (readonly Item[])[] = [];
      for (let at = 0; at < runs.length; at += 2)
        merged.push(await this.#merge(runs[at] ?? [], runs[at + 1] ?? [], compare));
      runs = merged;
    }
    return runs[0] ?? [];
  }

  async #merge<Item>(
    left: readonly Item[],
    right: readonly Item[],
    compare: (a: Item, b: Item) => number,
  ): Promise<readonly Item[]> {
    const merged: Item[] = [];
    for (let i = 0, j = 0; i < left.length || j < right.length; ) {
      const isLeft = j >= right.length || (i < left.length && compare(left[i] as Item, right[j] as Item) <= 0);
      merged.push((isLeft ? left[i++] : right[j++]) as Item);
      if (this.isDue()) await this.rest();
    }
    return merged;
  }
}
