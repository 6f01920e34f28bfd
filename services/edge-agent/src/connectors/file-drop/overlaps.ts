/** Intervals that are remembered of each owner; older ones are forgotten, so that memory is bounded. */
const REMEMBERED = 5000;
const OWNERS = 5000;

interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Finds intervals of one owner that meet one seen before. */
export class Overlaps {
  readonly #seen = new Map<string, Interval[]>();

  /** Remembers the interval. @returns whether it overlaps an earlier one; touching ends do not count */
  add(owner: string, from: number, to: number): boolean {
    if (to <= from) return false;
    const intervals = this.#seen.get(owner) ?? [];
    if (!this.#seen.has(owner) && this.#seen.size >= OWNERS) this.#seen.clear();
    this.#seen.set(owner, intervals);
    let isMet = false;
    // Newest first: files are nearly in order.
    for (let at = intervals.length - 1; at >= 0 && !isMet; at -= 1) {
      const one = intervals[at];
      isMet = one !== undefined && one.from < to && from < one.to;
    }
    intervals.push({ from, to });
    if (intervals.length > REMEMBERED) intervals.splice(0, REMEMBERED / 5);
    return isMet;
  }
}
